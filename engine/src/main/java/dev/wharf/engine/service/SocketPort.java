package dev.wharf.engine.service;

import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.buffer.SendBufferPool;
import dev.wharf.engine.job.JobExecutor;
import dev.wharf.engine.job.JobFailures;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.memory.BufferMemory;
import dev.wharf.engine.memory.BufferPool;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.session.LiveLedger;
import dev.wharf.engine.timer.JobTimer;
import dev.wharf.engine.timer.JobTimerOptions;
import dev.wharf.engine.trace.TraceEvents;
import dev.wharf.engine.worker.StallDetector;
import dev.wharf.engine.worker.Worker;
import dev.wharf.engine.worker.WorkerDeaths;
import dev.wharf.engine.worker.WorkerThread;
import dev.wharf.engine.worker.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// The only implementation of [CompletionPort].
public final class SocketPort implements CompletionPort {
  private static final Duration SETTLE = Duration.ofSeconds(2);

  private static final int TIMER_QUEUE_CAPACITY = 4;

  private final PortOptions options;
  private final BufferMemory memory;
  private final BufferPool sendBuffers;
  private final LiveLedger ledger;
  private final Workers workers;
  private final JobTimer timer;
  private final StallDetector stallDetector;
  private final Executor executor = new Counting(this::execute);
  private final Executor onTimerThread = new Counting(Runnable::run);
  private final AtomicInteger turn = new AtomicInteger();
  private final Set<SocketService> services;
  private final WorkerDeaths deaths;

  /// The actions that [#close()] runs, in the order in which they were added. Guarded by itself.
  private final Set<Runnable> closeActions = new LinkedHashSet<>();

  /// Whether [#close()] has run the actions. Guarded by [#closeActions].
  private boolean closeActionsRan;

  private boolean closed;

  /// An executor that runs tasks as `body` does. The port counts the failures of job queues that
  /// use this executor.
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
      return SocketPort.this.jobFailures();
    }

    @Override
    public EngineRuntime runtime() {
      return options.runtime();
    }

    @Override
    public boolean addCloseAction(Runnable action) {
      synchronized (closeActions) {
        return !closeActionsRan && closeActions.add(action);
      }
    }

    @Override
    public void removeCloseAction(Runnable action) {
      synchronized (closeActions) {
        closeActions.remove(action);
      }
    }
  }

  private SocketPort(
      PortOptions options, Workers workers, Set<SocketService> services, WorkerDeaths deaths) {
    TraceEvents.load();
    this.services = services;
    this.deaths = deaths;
    this.options = options.withShape(workers.shape());
    this.workers = workers;
    this.memory =
        new BufferMemory(
            options.bufferMemoryBytes(),
            new MemoryRelief(
                options.runtime(),
                () -> services.stream().flatMap(each -> each.liveSessions().stream())),
            options.runtime()::allocateMemory);
    this.sendBuffers = new BufferPool(memory);
    this.ledger = new LiveLedger(memory);
    this.timer =
        new JobTimer(
            JobTimerOptions.defaults().withThreadName(options.name() + "-timer"),
            options.runtime());
    this.stallDetector =
        new StallDetector(options.runtime(), workers.all(), options.stallThreshold());
    timer.every(stallDetector.period(), timerQueue("stall watch"), stallDetector::look);
  }

  /// Opens a port and starts its workers.
  ///
  /// @throws UncheckedIOException when the system refuses: too many descriptors are open, or the
  ///   requested provider is not available
  public static SocketPort open(PortOptions options) {
    try {
      Set<SocketService> services = new CopyOnWriteArraySet<>();
      WorkerDeaths deaths =
          new WorkerDeaths(worker -> services.forEach(each -> each.closeSessionsOf(worker)));
      return onWorkers(options, Workers.open(options, deaths), services, deaths);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a completion port: " + e.getMessage(), e);
    }
  }

  /// Returns the implementation behind the interface.
  ///
  /// @throws IllegalArgumentException when the port is another implementation, which [#open] has
  ///   not made
  static SocketPort of(CompletionPort port) {
    if (port instanceof SocketPort own) {
      return own;
    }
    throw new IllegalArgumentException(
        "a port of " + port.getClass().getName() + " was not opened by CompletionPort.open");
  }

  private static SocketPort onWorkers(
      PortOptions options, Workers workers, Set<SocketService> services, WorkerDeaths deaths) {
    try {
      return new SocketPort(options, workers, services, deaths);
    } catch (RuntimeException | Error e) {
      workers.close();
      throw e;
    }
  }

  @Override
  public PortOptions options() {
    return options;
  }

  @Override
  public String providerName() {
    return workers.provider().getClass().getName();
  }

  @Override
  public Executor executor() {
    return executor;
  }

  @Override
  public List<Executor> workerExecutors() {
    return List.copyOf(workers());
  }

  @Override
  public JobTimer timer() {
    return timer;
  }

  @Override
  public JobQueue timerQueue(String name) {
    return new JobQueue(
        onTimerThread,
        JobQueueOptions.defaults().withName(name).withCapacity(TIMER_QUEUE_CAPACITY));
  }

  @Override
  public JobFailures jobFailures() {
    return deaths.jobFailures();
  }

  @Override
  public SendBufferPool sendBuffers() {
    return sendBuffers;
  }

  @Override
  public long bufferBytesOut() {
    return memory.bytesOut();
  }

  @Override
  public LiveLedger ledger() {
    return ledger;
  }

  @Override
  public EngineRuntime runtime() {
    return options.runtime();
  }

  @Override
  public long nanoTime() {
    return options.runtime().nanoTime();
  }

  @Override
  public long stalls() {
    return stallDetector.stalls();
  }

  @Override
  public long workerDeaths() {
    return deaths.count();
  }

  @Override
  public CompletionStage<String> failure() {
    return deaths.failure().minimalCompletionStage();
  }

  @Override
  public void close() {
    WorkerThread.rejectOnWorker("close");
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    services.forEach(SocketService::close);
    awaitLedger();
    runCloseActions();
    timer.close();
    workers.close();
    sendBuffers.close();
  }

  private void runCloseActions() {
    List<Runnable> actions;
    synchronized (closeActions) {
      closeActionsRan = true;
      actions = List.copyOf(closeActions);
      closeActions.clear();
    }
    actions.forEach(Runnable::run);
  }

  BufferMemory memory() {
    return memory;
  }

  /// Returns the workers, always in the same order.
  public List<Worker> workers() {
    return workers.all();
  }

  private void execute(Runnable task) {
    WorkerThread thread = WorkerThread.current();
    Worker worker =
        thread != null && workers().contains(thread.worker()) ? thread.worker() : nextWorker();
    worker.execute(task);
  }

  /// Returns the next worker in turn that is not dead; any worker when all are dead.
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

  synchronized <S extends SocketService> S register(Supplier<S> opener) {
    if (closed) {
      throw new IllegalStateException("the port is closed");
    }
    S service = opener.get();
    services.add(service);
    service.startSweep();
    return service;
  }

  void forget(SocketService service) {
    services.remove(service);
  }

  /// Waits until no operation is pending, for two seconds at most. The operations of closed
  /// channels complete on the workers, so the workers must not end earlier.
  private void awaitLedger() {
    try {
      boolean _ = runtime().poll(() -> ledger.pendingOperations() == 0, SETTLE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
