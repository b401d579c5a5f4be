package dev.wharf.simulation;

import dev.wharf.engine.SessionHandlerFactory;
import dev.wharf.simulation.fault.FaultInjector;
import dev.wharf.simulation.net.Network;
import dev.wharf.simulation.net.NetworkConditions;
import dev.wharf.simulation.schedule.Scheduler;
import dev.wharf.simulation.schedule.SimulatedThread;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A world of hosts that runs in virtual time. The same seed gives the same run.
///
/// ```java
/// try (Simulation simulation = Simulation.open(SimulationOptions.seeded(4711))) {
///   Host server = simulation.newHost("server");
///   simulation.run(() -> {
///     CompletionPort port =
///         CompletionPort.open(PortOptions.defaults().withRuntime(server.runtime()));
///     ...
///   });
/// }
/// ```
///
/// All code that runs in the simulation must keep the rules of
/// [dev.wharf.engine.runtime.EngineRuntime]. The thread that opened the simulation runs it and
/// closes it.
///
/// **Invariants.** The simulation ends with a [SimulationException] when the code breaks one of
/// these:
///
/// - the buffers of a pending operation change only by the operation itself, until its handler is
///   called. Engine and simulation together notice a send buffer that goes back to its pool too
///   early;
/// - one read and one write of a channel are pending at most ([SimulationOptions#isStrict]);
/// - a thread holds no lock where it gives up its turn: another thread that needs the lock is named
///   together with it, and a sample of the steps is checked for monitors;
/// - the callbacks of a session do not overlap, and are called in their order ([#checked]).
///
/// **What it does not find.** Only one thread runs at a time, and threads are switched only where
/// they wait, where they start an operation of a channel, and between two completions. So a
/// simulation finds faults in the order of events. It does not find a race inside a method, such as
/// two threads between a read and a write of the same field. Tests of that kind need real threads
/// (jcstress).
public final class Simulation implements AutoCloseable {
  private static final String MAIN_HOST = "main";

  private final long seed;
  private final Scheduler scheduler;
  private final SplittableRandom random;
  private final NetworkConditions conditions;
  private final FaultInjector injector;
  private final TimedFaults timedFaults;
  private final Network network;
  private final Host mainHost;

  /// The code that [#run] runs.
  @FunctionalInterface
  public interface Body {
    /// Runs the code on a thread of the simulation. An exception ends the run.
    void run() throws Exception;
  }

  private Simulation(SimulationOptions options) {
    this.seed = options.seed();
    this.random = new SplittableRandom(seed);
    this.scheduler =
        new Scheduler(random.split(), options.patience(), options.limit(), options.isStrict());
    this.conditions = new NetworkConditions(options.latency(), options.bytesPerSecond());
    this.injector = new FaultInjector(scheduler, random.nextLong());
    this.timedFaults = new TimedFaults(scheduler, injector);
    this.network = new Network(scheduler, random.split(), conditions, injector);
    this.mainHost = new Host(MAIN_HOST, scheduler, random.split(), network);
  }

  /// Opens a simulation. Its virtual time stands still until [#run].
  public static Simulation open(SimulationOptions options) {
    return new Simulation(options);
  }

  /// Adds a host to the simulation.
  public Host newHost(String name) {
    scheduler.checkTurn();
    Host host = new Host(name, scheduler, random.split(), network);
    timedFaults.add(host);
    return host;
  }

  /// Runs the simulation until the body has returned. After that, all other threads stand still
  /// until the next run. The body runs on a thread of a separate host, `main`.
  ///
  /// @throws SimulationException when the simulation cannot go on
  /// @throws Exception the exception that the body has thrown. It carries the seed and the last
  ///   events as a suppressed exception
  public void run(Body body) throws Exception {
    try {
      runBody(body);
    } catch (Throwable thrown) {
      thrown.addSuppressed(whereItWas());
      throw thrown;
    }
  }

  /// Lets virtual time pass while the body of [#run] waits.
  public void sleep(Duration time) throws InterruptedException {
    mainHost.runtime().sleep(time);
  }

  /// Lets virtual time pass, while the body of [#run] waits, until a condition holds.
  ///
  /// @return whether the condition holds; false when the time has passed
  public boolean poll(BooleanSupplier condition, Duration time) throws InterruptedException {
    return mainHost.runtime().poll(condition, time);
  }

  private void runBody(Body body) throws Exception {
    Outcome outcome = new Outcome(body);
    scheduler.run(
        new SimulatedThread(
            scheduler, ((SimulatedRuntime) mainHost.runtime()).life(), "main", outcome));
    if (outcome.exception != null) {
      throw outcome.exception;
    }
    if (outcome.error != null) {
      throw outcome.error;
    }
  }

  private SimulationException whereItWas() {
    return new SimulationException(
        "seed " + seed + ", virtual time " + time() + ", the last events:\n" + lastEvents());
  }

  /// Runs the body of [#run], and keeps the exception that it has thrown.
  private static final class Outcome implements Runnable {
    private final Body body;
    private @Nullable Exception exception;
    private @Nullable Error error;

    Outcome(Body body) {
      this.body = body;
    }

    @Override
    public void run() {
      try {
        body.run();
      } catch (Exception e) {
        exception = e;
      } catch (Error e) {
        error = e;
      }
    }
  }

  // ---- faults

  /// Sets the faults that happen from now on. The times of the plan begin now. A simulation begins
  /// without faults. Faults that last for a time, and have begun, still last until their end.
  public void setFaults(Faults faults) {
    scheduler.checkTurn();
    injector.setFaults(faults);
    timedFaults.start(faults);
  }

  /// Limits the number of faults that happen by chance. Up to the last of them, the run is the same
  /// as without the limit. So a test can find out which faults cause a failure.
  public void limitFaults(long most) {
    scheduler.checkTurn();
    injector.limit(most);
  }

  /// Returns how many faults have happened so far.
  public long injectedFaults() {
    return faultsInjected().values().stream().mapToLong(Long::longValue).sum();
  }

  /// Returns how many faults have happened so far, of each kind that has happened.
  public Map<FaultKind, Long> faultsInjected() {
    return injector.injected();
  }

  /// Separates two hosts: no bytes arrive between them until [#heal].
  public void part(Host one, Host other) {
    scheduler.checkTurn();
    conditions.part(one.address(), other.address());
  }

  /// Ends the separation of two hosts by [#part].
  public void heal(Host one, Host other) {
    scheduler.checkTurn();
    conditions.join(one.address(), other.address());
  }

  /// Runs an action of the test, such as the crash of a host, after a virtual time and between two
  /// steps. The action must not wait.
  public void after(Duration delay, Runnable action) {
    var _ = scheduler.after(delay.toNanos(), action);
  }

  // ---- invariants

  /// Returns a factory whose handlers call the handlers of the given factory. They check that the
  /// callbacks of a session do not overlap, that `onConnected` comes once and before `onReceived`,
  /// and that `onDisconnected` is the last callback. In a checked callback, other threads may get
  /// the turn.
  public SessionHandlerFactory checked(SessionHandlerFactory factory) {
    return session -> new CheckedHandler(factory.create(session), scheduler);
  }

  // ---- what has happened

  /// Returns the seed of this simulation.
  public long seed() {
    return seed;
  }

  /// Returns the virtual time since the beginning.
  public Duration time() {
    return Duration.ofNanos(scheduler.now());
  }

  /// Returns a hash of everything that has happened. Equal runs have equal hashes.
  public long traceHash() {
    return scheduler.trace().hash();
  }

  /// Returns the number of entries of the trace so far: steps and events.
  public long traceEntries() {
    return scheduler.trace().entries();
  }

  /// Returns the last entries of the trace, one on each line, as a text for people.
  public String lastEvents() {
    return scheduler.trace().tail();
  }

  /// Ends all threads that are left. In these threads, each call that would wait throws an `Error`.
  @Override
  public void close() {
    try {
      scheduler.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
