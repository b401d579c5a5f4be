package dev.wharf.engine;

import dev.wharf.engine.buffer.BufferMemory;
import dev.wharf.engine.buffer.SendBufferPool;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.job.JobTimer;
import dev.wharf.engine.job.JobTimerOptions;
import dev.wharf.engine.uring.UringProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The completion port: the workers that all I/O completes on, and what they share: buffers, one
/// clock, one timer, one ledger. Any number of services may be on it, and any number of ports in
/// one process.
///
/// Thread-safe. Whoever opened it closes it, after its services.
public final class CompletionPort implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CompletionPort.class);
  private static final Duration SETTLE = Duration.ofSeconds(2);

  private final PortOptions options;
  private final AsynchronousChannelProvider provider;
  private final BufferMemory memory;
  private final SendBufferPool sendBuffers;
  private final Ledger ledger;
  private final List<Worker> workers;
  private final JobTimer timer;
  private final StallWatch stallWatch;
  private final Executor executor = this::execute;
  private final AtomicInteger turn = new AtomicInteger();
  private final Set<Service> services = ConcurrentHashMap.newKeySet();
  private boolean closed;

  private CompletionPort(PortOptions options, AsynchronousChannelProvider provider)
      throws IOException {
    EngineEvents.load();
    this.options = options;
    this.provider = provider;
    this.memory = new BufferMemory(options.bufferMemoryBytes());
    this.sendBuffers = new SendBufferPool(memory);
    this.ledger = new Ledger(memory);
    this.workers = openWorkers(options, provider);
    this.timer = new JobTimer(JobTimerOptions.defaults().withThreadName(options.name() + "-timer"));
    this.stallWatch = new StallWatch(workers, options.stallThreshold());
    JobQueue onTimerThread =
        new JobQueue(
            Runnable::run, JobQueueOptions.defaults().withName("stall watch").withCapacity(4));
    timer.every(stallWatch.period(), onTimerThread, stallWatch::look);
  }

  /// Opens a port and starts its workers.
  ///
  /// @throws UncheckedIOException when the system refuses: too many descriptors are open, or there
  ///   is no completion port of the provider asked for
  public static CompletionPort open(PortOptions options) {
    try {
      AsynchronousChannelProvider provider = Providers.choose(options.provider());
      PortOptions effective = options.withShape(Providers.possibleShape(options, provider));
      return new CompletionPort(effective, provider);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a completion port: " + e.getMessage(), e);
    }
  }

  /// The options in force; the shape may differ from the one asked for.
  public PortOptions options() {
    return options;
  }

  /// The name of the `AsynchronousChannelProvider` in use.
  public String providerName() {
    return provider.getClass().getName();
  }

  /// Runs tasks on the workers: from within a completion on the same worker, at its end; from
  /// elsewhere on the workers in turn. Tasks may not block.
  public Executor executor() {
    return executor;
  }

  /// The port's one timer.
  public JobTimer timer() {
    return timer;
  }

  /// Where to get buffers for what is sent.
  public SendBufferPool sendBuffers() {
    return sendBuffers;
  }

  /// What is still owed.
  public Ledger ledger() {
    return ledger;
  }

  /// The port's clock, in nanoseconds from an arbitrary origin: only differences mean anything.
  public long nanoTime() {
    return System.nanoTime();
  }

  /// How often a handler was reported for keeping a worker longer than
  /// [PortOptions#stallThreshold()].
  public long stalls() {
    return stallWatch.stalls();
  }

  /// Closes the services that are still open, the timer and the workers. Blocks until the workers
  /// have ended, for some seconds at the most; not to be called from a worker. Closing again does
  /// nothing.
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    services.forEach(Service::close);
    awaitLedger();
    timer.close();
    workers.forEach(CompletionPort::shutDown);
    sendBuffers.close();
  }

  BufferMemory memory() {
    return memory;
  }

  List<Worker> workers() {
    return workers;
  }

  private void execute(Runnable task) {
    WorkerThread thread = WorkerThread.current();
    Worker worker =
        thread != null && workers.contains(thread.worker()) ? thread.worker() : nextWorker();
    worker.execute(task);
  }

  Worker nextWorker() {
    return workers.get(Math.floorMod(turn.getAndIncrement(), workers.size()));
  }

  AsynchronousSocketChannel openChannel(Worker worker) throws IOException {
    return provider.openAsynchronousSocketChannel(worker.group());
  }

  AsynchronousServerSocketChannel openServerChannel(Worker worker) throws IOException {
    return provider.openAsynchronousServerSocketChannel(worker.group());
  }

  synchronized <S extends Service> S register(Supplier<S> opener) {
    if (closed) {
      throw new IllegalStateException("the port is closed");
    }
    S service = opener.get();
    services.add(service);
    service.startSweep();
    return service;
  }

  void forget(Service service) {
    services.remove(service);
  }

  /// Operations of closed channels complete on the workers, which must not end before.
  private void awaitLedger() {
    long deadline = System.nanoTime() + SETTLE.toNanos();
    while (ledger.pendingOperations() > 0 && System.nanoTime() - deadline < 0) {
      try {
        Thread.sleep(Duration.ofMillis(1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static List<Worker> openWorkers(PortOptions options, AsynchronousChannelProvider provider)
      throws IOException {
    if (options.shape() == PortOptions.Shape.SHARED) {
      return List.of(new Worker(provider, options.workers(), options.name() + "-worker"));
    }
    List<Worker> workers = new ArrayList<>();
    for (int i = 1; i <= options.workers(); i++) {
      workers.add(new Worker(provider, 1, options.name() + "-worker-" + i));
    }
    return List.copyOf(workers);
  }

  private static void shutDown(Worker worker) {
    try {
      worker.group().shutdownNow();
      if (!worker.group().awaitTermination(SETTLE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("a worker has not ended after {} ms: a handler blocks it", SETTLE.toMillis());
      }
    } catch (IOException e) {
      log.warn("shutting a worker down failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The one place where the provider is chosen.
  private static final class Providers {
    static AsynchronousChannelProvider choose(PortOptions.Provider choice) throws IOException {
      return switch (choice) {
        case AUTO, JDK -> AsynchronousChannelProvider.provider();
        case URING -> uring();
      };
    }

    private static AsynchronousChannelProvider uring() throws IOException {
      String refusal = UringProvider.refusal();
      if (refusal != null) {
        throw new IOException("there is no io_uring here: " + refusal);
      }
      return new UringProvider();
    }

    /// Sessions can be spread over several groups only where several listeners can share a port.
    static PortOptions.Shape possibleShape(
        PortOptions options, AsynchronousChannelProvider provider) throws IOException {
      if (options.shape() == PortOptions.Shape.SHARED || options.workers() == 1) {
        return options.shape();
      }
      try (AsynchronousServerSocketChannel channel =
          provider.openAsynchronousServerSocketChannel(null)) {
        if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
          return options.shape();
        }
      }
      log.info(
          "this system cannot share a port among listeners: the workers share one completion port");
      return PortOptions.Shape.SHARED;
    }
  }
}
