package dev.wharf.engine;

import dev.wharf.engine.buffer.BufferMemory;
import dev.wharf.engine.buffer.SendBufferPool;
import dev.wharf.engine.job.JobExecutor;
import dev.wharf.engine.job.JobFailures;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.job.JobTimer;
import dev.wharf.engine.job.JobTimerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// The completion port: the workers that all I/O completes on, and what they share: buffers, one
/// clock, one timer, one ledger. Any number of services may be on it, and any number of ports in
/// one process.
///
/// Thread-safe. Whoever opened it closes it, after its services.
public final class CompletionPort implements AutoCloseable {
  private static final Duration SETTLE = Duration.ofSeconds(2);

  private static final int TIMER_QUEUE_CAPACITY = 4;

  private final PortOptions options;
  private final BufferMemory memory;
  private final SendBufferPool sendBuffers;
  private final Ledger ledger;
  private final Workers workers;
  private final JobTimer timer;
  private final StallWatch stallWatch;
  private final Executor executor = new Counting(this::execute);
  private final Executor onTimerThread = new Counting(Runnable::run);
  private final AtomicInteger turn = new AtomicInteger();
  private final Set<Service> services;
  private final WorkerDeaths deaths;
  private boolean closed;

  /// Runs tasks as `body` does; queues on it take part in the port's counts.
  private final class Counting implements JobExecutor {
    private final Executor body;

    Counting(Executor body) {
      this.body = body;
    }

    @Override
    public void execute(Runnable task) {
      body.execute(task);
    }

    @Override
    public JobFailures jobFailures() {
      return CompletionPort.this.jobFailures();
    }
  }

  private CompletionPort(
      PortOptions options, Workers workers, Set<Service> services, WorkerDeaths deaths) {
    EngineEvents.load();
    this.services = services;
    this.deaths = deaths;
    this.options = options.withShape(workers.shape());
    this.workers = workers;
    this.memory = new BufferMemory(options.bufferMemoryBytes(), new MemoryRelief(services));
    this.sendBuffers = new SendBufferPool(memory);
    this.ledger = new Ledger(memory);
    this.timer = new JobTimer(JobTimerOptions.defaults().withThreadName(options.name() + "-timer"));
    this.stallWatch = new StallWatch(workers.all(), options.stallThreshold());
    timer.every(stallWatch.period(), timerQueue("stall watch"), stallWatch::look);
  }

  /// Opens a port and starts its workers.
  ///
  /// @throws UncheckedIOException when the system refuses: too many descriptors are open, or there
  ///   is no completion port of the provider asked for
  public static CompletionPort open(PortOptions options) {
    try {
      Set<Service> services = ConcurrentHashMap.newKeySet();
      WorkerDeaths deaths = new WorkerDeaths(services);
      return onWorkers(options, Workers.open(options, deaths), services, deaths);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a completion port: " + e.getMessage(), e);
    }
  }

  private static CompletionPort onWorkers(
      PortOptions options, Workers workers, Set<Service> services, WorkerDeaths deaths) {
    try {
      return new CompletionPort(options, workers, services, deaths);
    } catch (RuntimeException | Error e) {
      workers.close();
      throw e;
    }
  }

  /// The options in force; the shape may differ from the one asked for.
  public PortOptions options() {
    return options;
  }

  /// The name of the `AsynchronousChannelProvider` in use.
  public String providerName() {
    return workers.provider().getClass().getName();
  }

  /// Runs tasks on the workers: from within a completion on the same worker, at its end; from
  /// elsewhere on the workers in turn. Tasks may not block. A worker takes 262,144 tasks that wait;
  /// the next one is rejected with a [java.util.concurrent.RejectedExecutionException].
  public Executor executor() {
    return executor;
  }

  /// An executor for each worker, in an order that lasts: what goes to one of them waits for that
  /// worker alone, behind all else that waits there. The way to see how far behind a worker is.
  public List<Executor> workerExecutors() {
    return List.copyOf(workers());
  }

  /// The port's one timer.
  public JobTimer timer() {
    return timer;
  }

  /// A queue whose jobs run on the thread of the [timer][#timer()]: for looks at figures, again and
  /// again, that take no time.
  ///
  /// @param name names the queue in the log and among the failures
  public JobQueue timerQueue(String name) {
    return new JobQueue(
        onTimerThread,
        JobQueueOptions.defaults().withName(name).withCapacity(TIMER_QUEUE_CAPACITY));
  }

  /// Counts the failures in queues on [#executor()], on workers and on the timer's thread, by queue
  /// name. Tasks of no queue are counted as `worker`.
  public JobFailures jobFailures() {
    return deaths.jobFailures();
  }

  /// Where to get buffers for what is sent.
  public SendBufferPool sendBuffers() {
    return sendBuffers;
  }

  /// Direct memory handed out in buffers and not yet given back, in bytes; never more than
  /// [PortOptions#bufferMemoryBytes()].
  public long bufferBytesOut() {
    return memory.bytesOut();
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

  /// How many workers have died. A worker dies when the system takes its completion port away: its
  /// sessions end as [CloseReason#IO_ERROR], and another worker takes its place if there is one to
  /// be had.
  public long workerDeaths() {
    return deaths.count();
  }

  /// Completes when a worker has died and none can take its place, with the reason. From then on
  /// the port serves on its other workers only: whoever owns the port should drain and close it.
  /// The stage completes on the dying worker; what depends on it may not block.
  public CompletionStage<String> failure() {
    return deaths.failure().minimalCompletionStage();
  }

  /// Closes the services that are still open, the timer and the workers. Blocks until the workers
  /// have ended, for some seconds at the most. Closing again does nothing.
  ///
  /// @throws IllegalStateException on a worker
  @Override
  public void close() {
    refuseOnWorker("close");
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    services.forEach(Service::close);
    awaitLedger();
    timer.close();
    workers.close();
    sendBuffers.close();
  }

  /// Throws when the calling thread is a worker's: for methods that block.
  ///
  /// @param call the method that blocks, for the message
  /// @throws IllegalStateException on a worker of any port
  public static void refuseOnWorker(String call) {
    WorkerThread.refuseOnWorker(call);
  }

  BufferMemory memory() {
    return memory;
  }

  List<Worker> workers() {
    return workers.all();
  }

  private void execute(Runnable task) {
    WorkerThread thread = WorkerThread.current();
    Worker worker =
        thread != null && workers().contains(thread.worker()) ? thread.worker() : nextWorker();
    worker.execute(task);
  }

  /// The next worker in turn that is not dead; any when all are.
  Worker nextWorker() {
    Worker next = workerInTurn();
    for (int i = 1; next.isDead() && i < workers().size(); i++) {
      next = workerInTurn();
    }
    return next;
  }

  private Worker workerInTurn() {
    return workers().get(Math.floorMod(turn.getAndIncrement(), workers().size()));
  }

  AsynchronousSocketChannel openChannel(Worker worker) throws IOException {
    return workers.provider().openAsynchronousSocketChannel(worker.group());
  }

  AsynchronousServerSocketChannel openServerChannel(Worker worker) throws IOException {
    return workers.provider().openAsynchronousServerSocketChannel(worker.group());
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
}
