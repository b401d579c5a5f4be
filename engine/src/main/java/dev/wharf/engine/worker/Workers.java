package dev.wharf.engine.worker;

import dev.wharf.engine.PortOptions;
import dev.wharf.engine.uring.channels.UringProvider;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The workers of a port. The one place where the provider is chosen: all workers of a port have
/// the same one.
///
/// @param provider whose completion ports the workers wait on
/// @param shape the one asked for, if the system can have it
/// @param all the workers, in an order that lasts
public record Workers(
    AsynchronousChannelProvider provider, PortOptions.Shape shape, List<Worker> all) {
  private static final Logger log = LoggerFactory.getLogger(Workers.class);

  /// Whether `auto` tries io_uring first.
  public static final boolean AUTO_TRIES_URING = true;

  /// Where a provider comes from.
  public interface Source {
    /// The provider.
    ///
    /// @throws IOException when there is none here; the message says why
    AsynchronousChannelProvider get() throws IOException;
  }

  /// Opens them, on the provider that the options ask for.
  ///
  /// @param owner told when one of them dies
  /// @throws IOException when the system refuses; nothing is left open then
  public static Workers open(PortOptions options, Worker.Owner owner) throws IOException {
    return switch (options.provider()) {
      case JDK -> onJdk(options, owner);
      case URING -> openAll(options, uring(), owner);
      case AUTO ->
          AUTO_TRIES_URING && UringProvider.isForThisSystem()
              ? openOrFallBack(options, Workers::uring, owner)
              : onJdk(options, owner);
    };
  }

  /// Opens them on the provider at hand, or, when any of them is refused, all of them on the JDK's,
  /// and logs which it is and why.
  public static Workers openOrFallBack(PortOptions options, Source preferred, Worker.Owner owner)
      throws IOException {
    String refusal;
    try {
      return openAll(options, preferred.get(), owner);
    } catch (IOException e) {
      refusal = e.getMessage();
    }
    Workers workers = onJdk(options, owner);
    log.info(
        "the completion port is the JDK's ({}), not io_uring's: {}",
        workers.provider.getClass().getSimpleName(),
        refusal);
    return workers;
  }

  /// Ends them. Blocks until they have ended, for some seconds at the most.
  public void close() {
    all.forEach(Worker::shutDown);
  }

  private static Workers onJdk(PortOptions options, Worker.Owner owner) throws IOException {
    return openAll(options, AsynchronousChannelProvider.provider(), owner);
  }

  private static AsynchronousChannelProvider uring() throws IOException {
    String refusal = UringProvider.refusal();
    if (refusal != null) {
      throw new IOException("there is no io_uring here: " + refusal);
    }
    return new UringProvider();
  }

  private static Workers openAll(
      PortOptions options, AsynchronousChannelProvider provider, Worker.Owner owner)
      throws IOException {
    PortOptions.Shape shape = possibleShape(options);
    boolean shared = shape == PortOptions.Shape.SHARED;
    int count = shared ? 1 : options.workers();
    int threads = shared ? options.workers() : 1;
    String name = options.name() + "-worker";
    List<Worker> opened = new ArrayList<>();
    try {
      for (int i = 1; i <= count; i++) {
        opened.add(new Worker(provider, threads, shared ? name : name + "-" + i, owner));
      }
    } catch (IOException | RuntimeException | Error e) {
      opened.forEach(Worker::shutDown);
      throw e;
    }
    return new Workers(provider, shape, List.copyOf(opened));
  }

  /// Sessions can be spread over several groups only where several listeners can share a port. A
  /// plain channel knows as well as an asynchronous one, and needs no group.
  private static PortOptions.Shape possibleShape(PortOptions options) throws IOException {
    if (options.shape() == PortOptions.Shape.SHARED || options.workers() == 1) {
      return options.shape();
    }
    try (ServerSocketChannel channel = ServerSocketChannel.open()) {
      if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
        return options.shape();
      }
    }
    log.info(
        "this system cannot share a port among listeners: the workers share one completion port");
    return PortOptions.Shape.SHARED;
  }
}
