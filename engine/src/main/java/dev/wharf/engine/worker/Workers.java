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

/// The workers of a port. This class chooses the provider of their channels, which is the same for
/// all workers of a port.
///
/// @param provider the provider of the workers' channel groups
/// @param shape the shape that the options ask for, or the shared shape when the system allows no
///   other
/// @param all the workers, in an order that never changes
public record Workers(
    AsynchronousChannelProvider provider, PortOptions.Shape shape, List<Worker> all) {
  private static final Logger log = LoggerFactory.getLogger(Workers.class);

  /// Whether [PortOptions.Provider#AUTO] tries io_uring first.
  public static final boolean AUTO_TRIES_URING = true;

  /// Gets a provider.
  public interface Source {
    /// Returns the provider.
    ///
    /// @throws IOException when the system does not allow it; the message says why
    AsynchronousChannelProvider get() throws IOException;
  }

  /// Opens the workers on the provider of the runtime, if it has one, or else on the provider that
  /// the options ask for.
  ///
  /// @param owner called when a worker dies
  /// @throws IOException when the system refuses a worker. In this case, no worker stays open
  public static Workers open(PortOptions options, Worker.Owner owner) throws IOException {
    AsynchronousChannelProvider given = options.runtime().channelProvider();
    if (given != null) {
      return openAll(options, given, options.shape(), owner);
    }
    return switch (options.provider()) {
      case JDK -> onJdk(options, owner);
      case URING -> openAll(options, uring(), possibleShape(options), owner);
      case AUTO ->
          AUTO_TRIES_URING && UringProvider.isForThisSystem()
              ? openOrFallBack(options, Workers::uring, owner)
              : onJdk(options, owner);
    };
  }

  /// Opens the workers on the preferred provider. When the system refuses any of them, opens all of
  /// them on the JDK's provider instead, and logs the reason.
  public static Workers openOrFallBack(PortOptions options, Source preferred, Worker.Owner owner)
      throws IOException {
    String refusal;
    try {
      return openAll(options, preferred.get(), possibleShape(options), owner);
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

  /// Ends the workers, one after another. Blocks until they have ended, for two seconds at most for
  /// each worker.
  public void close() {
    all.forEach(Worker::shutDown);
  }

  private static Workers onJdk(PortOptions options, Worker.Owner owner) throws IOException {
    return openAll(options, AsynchronousChannelProvider.provider(), possibleShape(options), owner);
  }

  private static AsynchronousChannelProvider uring() throws IOException {
    String refusal = UringProvider.refusal();
    if (refusal != null) {
      throw new IOException("there is no io_uring here: " + refusal);
    }
    return new UringProvider();
  }

  private static Workers openAll(
      PortOptions options,
      AsynchronousChannelProvider provider,
      PortOptions.Shape shape,
      Worker.Owner owner)
      throws IOException {
    boolean shared = shape == PortOptions.Shape.SHARED;
    int count = shared ? 1 : options.workers();
    int threads = shared ? options.workers() : 1;
    String name = options.name() + "-worker";
    List<Worker> opened = new ArrayList<>();
    try {
      for (int i = 1; i <= count; i++) {
        String own = shared ? name : name + "-" + i;
        opened.add(new Worker(provider, threads, own, owner, options.runtime()));
      }
    } catch (IOException | RuntimeException | Error e) {
      opened.forEach(Worker::shutDown);
      throw e;
    }
    return new Workers(provider, shape, List.copyOf(opened));
  }

  /// Returns the shape that the system allows. Several groups need several listeners that share a
  /// TCP port. The options of a plain channel, which needs no group, show whether the system
  /// permits that.
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
