package dev.wharf.simulation.schedule;

import dev.wharf.simulation.SimulationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Runs the threads of a simulation one at a time, in virtual time.
///
/// **The turn.** Exactly one thread has the turn, and only this thread runs. What a thread runs
/// between two of its calls of the scheduler is one *step*. When the step ends, the thread itself
/// chooses the next thread at random among those that can run, and passes the turn to it. When it
/// chooses itself, it continues at once. Only the thread with the turn uses the state of the
/// simulation, so the state needs no locks.
///
/// **Time.** Each step takes a random virtual time ([StepCost]). [Event]s whose time has come run
/// between two steps. When no thread can run, time jumps to the next event.
///
/// **Steps end** only where a thread waits, where a simulated channel or timer ends the step, and
/// where a thread of the runtime ends. The rules of [dev.wharf.engine.runtime.EngineRuntime] forbid
/// all of these while a thread holds a lock. A sample of the steps is checked for monitors. When a
/// thread waits for a lock of another thread, the [Watchdog] ends the simulation and names both.
///
/// **Slow threads.** A fault makes threads slow for a time. At the end of each step, a slow thread
/// waits for a random virtual time before it can run again. Other threads run meanwhile.
///
/// **Faults of the simulated code.** A thread that keeps the turn for a long real time waits
/// outside the runtime, or runs without end. In this case the [Watchdog] ends the simulation. When
/// all threads wait and no event is left, the simulation ends, too.
///
/// **The same seed** gives the same run, because each choice comes from one generator of random
/// numbers, and no choice depends on real time or on an identity hash code.
public final class Scheduler {
  /// A wait with a timeout ends early, without a reason, with a probability of 1 in this number.
  private static final int EARLY_ONE_OF = 32;

  /// [#stepByChance] ends the step with a probability of 1 in this number.
  private static final int PREEMPTED_ONE_OF = 8;

  /// How often a thread may catch [Unwinding] and continue. After that, the thread stays parked for
  /// ever.
  private static final int MOST_UNWINDINGS = 100;

  /// At the end of 1 step in this number, the thread must not hold a monitor; a power of two.
  private static final int CHECKED_ONE_OF = 4096;

  /// The times for which a slow thread waits at the end of a step.
  private static final long SHORTEST_SLOW_NANOS = 20_000;

  private static final long LONGEST_SLOW_NANOS = 2_000_000;

  private static final Duration UNWINDING_PATIENCE = Duration.ofSeconds(2);

  private final SplittableRandom random;
  private final SplittableRandom slowness;
  private final StepCost cost;
  private final Duration patience;
  private final boolean isStrict;
  private final Trace trace = new Trace();
  private final Timeline timeline;

  /// The threads that can run, in no order.
  private final List<Participant> ready = new ArrayList<>();

  private final Participants participants = new Participants();

  /// The number of steps so far, which the [Watchdog] reads.
  private final AtomicLong steps = new AtomicLong();

  /// Whether the thread with the turn has ended its step, and now runs events and chooses the next
  /// thread.
  private boolean isBetweenSteps;

  /// The thread that has the turn; null while no run is in progress. Its volatile write makes the
  /// state of the simulation visible to the next thread.
  private volatile @Nullable Participant turn;

  /// The thread whose end ends the present run.
  private volatile @Nullable Thread main;

  private volatile CountDownLatch end = new CountDownLatch(1);

  /// The reason why the simulation cannot go on; null as long as it can.
  private volatile @Nullable SimulationException failure;

  /// Whether the simulation has failed or was closed. If so, no thread passes the turn on.
  private volatile boolean over;

  /// Creates a scheduler without threads.
  ///
  /// @param random the generator of random numbers that decides all choices
  /// @param patience the real time after which a thread that keeps the turn is reported
  /// @param limit the virtual time at which the simulation fails
  /// @param isStrict whether [#onMisuse] ends the simulation
  public Scheduler(SplittableRandom random, Duration patience, Duration limit, boolean isStrict) {
    this.random = random;
    this.cost = new StepCost(random.split());
    this.slowness = random.split();
    this.patience = patience;
    this.isStrict = isStrict;
    this.timeline = new Timeline(limit);
  }

  // ---- time and events

  /// Returns the virtual time in nanoseconds since the beginning.
  public long now() {
    return timeline.now();
  }

  /// Adds an event that runs the action after this virtual time.
  public Event after(long nanos, Runnable action) {
    checkTurn();
    return timeline.after(nanos, action);
  }

  /// Adds an event that runs the action after a random virtual time.
  ///
  /// @param mostNanos the longest time
  public void soon(long mostNanos, Runnable action) {
    after(random.nextLong(1, mostNanos + 1), action);
  }

  /// Removes an event. Does nothing when the event has already run.
  public void cancel(Event event) {
    timeline.cancel(event);
  }

  /// Returns the record of everything that has happened.
  public Trace trace() {
    return trace;
  }

  /// Adds an entry to the trace.
  ///
  /// @param number the number of the connection or of the host
  /// @param subject the connection or the host, which the trace shows
  /// @param what what has happened: a constant text, which may have one `%d` for the amount
  public void trace(int number, Object subject, String what, long amount) {
    trace(number, subject, what, amount, 0);
  }

  /// Adds an entry to the trace, with a further value for its hash.
  public void trace(int number, Object subject, String what, long amount, long hashed) {
    Participant actor = isBetweenSteps ? null : turn;
    trace.add(now(), actor, number, subject, what, amount, hashed);
  }

  // ---- steps

  /// Ends the step at random, as when a machine gives the processor to another thread.
  public void stepByChance() {
    if (random.nextInt(PREEMPTED_ONE_OF) == 0 && turn != null) {
      step();
    }
  }

  /// Ends the step of the calling thread. Other threads may run before this method returns.
  public void step() {
    Participant me = current();
    makeReady(me);
    switchFrom(me);
  }

  /// Makes the calling thread wait as [dev.wharf.engine.runtime.EngineRuntime#parkNanos] does.
  public void parkNanos(long nanos) {
    Participant me = current();
    if (me.hasPermit || nanos <= 0 || me.thread.isInterrupted()) {
      me.hasPermit = false;
      step();
      return;
    }
    me.isWaiting = true;
    Event wakeUp = after(wakeUpAfter(nanos), () -> wake(me));
    switchFrom(me);
    timeline.cancel(wakeUp);
    me.hasPermit = false;
  }

  private long wakeUpAfter(long nanos) {
    return nanos < Long.MAX_VALUE / 2 && random.nextInt(EARLY_ONE_OF) == 0
        ? random.nextLong(nanos)
        : nanos;
  }

  /// Ends the wait of a thread. When the thread does not wait, its next wait ends at once. Does
  /// nothing when the thread has ended.
  public void unpark(Thread thread) {
    checkTurn();
    Participant participant = participants.find(thread);
    if (participant != null) {
      participant.hasPermit = true;
      wake(participant);
    }
  }

  /// Ends the wait of a thread that was interrupted. Does nothing when the calling thread does not
  /// have the turn.
  void wake(Thread thread) {
    Participant participant = participants.find(thread);
    if (participant != null && isTurnOf(Thread.currentThread())) {
      wake(participant);
    }
  }

  private void wake(Participant participant) {
    if (participant.isWaiting) {
      participant.isWaiting = false;
      makeReady(participant);
    }
  }

  private void makeReady(Participant participant) {
    if (now() < participant.slowUntil) {
      long delay = slowness.nextLong(SHORTEST_SLOW_NANOS, LONGEST_SLOW_NANOS);
      timeline.after(delay, () -> addReady(participant));
    } else {
      addReady(participant);
    }
  }

  private void addReady(Participant participant) {
    if (!participant.life.isOver()) {
      ready.add(participant);
    }
  }

  /// Makes threads of a host slow for a time. Threads that start later are not slow.
  ///
  /// @param index selects one thread of the host; -1 selects all of them
  public void slow(Life life, long nanos, int index) {
    List<Participant> affected = participantsOf(life);
    if (index >= 0 && !affected.isEmpty()) {
      affected = List.of(affected.get(index % affected.size()));
    }
    for (Participant each : affected) {
      each.slowUntil = Math.max(each.slowUntil, now() + nanos);
    }
  }

  private List<Participant> participantsOf(Life life) {
    return participants.all().stream().filter(each -> each.life == life).toList();
  }

  // ---- threads

  /// Starts a thread. Returns when the new thread waits for its first turn, so the code that the
  /// new thread runs before its first turn belongs to the present step. A thread of a host that has
  /// crashed is not started.
  ///
  /// @param starter starts the thread, which must wait for its first turn by [#arrive] or
  ///   [#runToEnd]
  public void begin(Life life, Thread thread, Runnable starter) {
    if (over) {
      throw unwinding(participants.find(Thread.currentThread()));
    }
    checkTurn();
    if (life.isOver()) {
      return;
    }
    Participant participant = participants.add(thread, life);
    start(participant, starter);
    awaitArrival(participant);
    trace(participant.number, participant, "starts", 0, thread.getName().hashCode());
    makeReady(participant);
  }

  private void start(Participant participant, Runnable starter) {
    boolean isStarted = false;
    try {
      starter.run();
      isStarted = true;
    } finally {
      if (!isStarted) {
        participants.remove(participant.thread);
      }
    }
  }

  private static void awaitArrival(Participant participant) {
    boolean isInterrupted = false;
    while (true) {
      try {
        participant.arrived.await();
        break;
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Makes the calling thread, which has just started, wait for its first turn.
  void arrive() {
    Participant me = participants.find(Thread.currentThread());
    if (me == null) {
      throw new IllegalStateException(
          Thread.currentThread().getName() + " was not started by the simulation");
    }
    me.arrived.countDown();
    awaitTurn(me);
  }

  /// Passes the turn to another thread, because the calling thread ends. Each thread that the
  /// runtime has created makes this call as its last one.
  void finish() {
    finish(Thread.currentThread());
  }

  /// Runs the body of a thread that the runtime has not created, beginning with the thread's first
  /// turn. The thread may run other code after the body, so the turn passes on only when the thread
  /// has ended.
  public void runToEnd(Runnable body) {
    try {
      arrive();
      body.run();
    } catch (Unwinding unwinding) {
      // The simulation is over, so the thread ends.
    } finally {
      if (!over) {
        finishWithThread();
      }
    }
  }

  private void finishWithThread() {
    Thread ending = Thread.currentThread();
    var _ = Thread.ofVirtual().name("simulation-reaper").start(() -> finishAfterEndOf(ending));
  }

  private void finishAfterEndOf(Thread ending) {
    try {
      ending.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
    Participant ended = turn;
    if (ended != null && ended.thread.equals(ending) && !over) {
      turn = new Participant(ended.number, Thread.currentThread(), ended.life);
    }
    finish(ending);
  }

  private void finish(Thread ended) {
    Participant participant = participants.remove(ended);
    if (participant == null || over) {
      return;
    }
    trace(participant.number, participant, "ends", 0);
    participant.joining.forEach(this::wake);
    if (ended.equals(main)) {
      turn = null;
      end.countDown();
    } else {
      passOn(participant);
    }
  }

  /// Makes the calling thread wait as [dev.wharf.engine.runtime.EngineRuntime#join] does. A thread
  /// whose host has crashed counts as ended.
  public boolean join(Thread thread, Duration time) throws InterruptedException {
    long deadline = now() + nanosOf(time);
    Participant me = current();
    for (Participant other = participants.findLiving(thread);
        other != null;
        other = participants.findLiving(thread)) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (now() >= deadline) {
        return false;
      }
      other.joining.add(me);
      parkNanos(deadline - now());
      other.joining.remove(me);
    }
    return true;
  }

  /// Returns a duration in nanoseconds, limited to a value that fits a virtual time.
  private static long nanosOf(Duration time) {
    return time.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE / 4 : time.toNanos();
  }

  /// Ends a life of a host: the threads of this life never run again. When the calling thread is
  /// one of them, this method does not return.
  public void crash(Life life) {
    life.end();
    ready.removeIf(each -> each.life == life);
    for (Participant each : participantsOf(life)) {
      each.joining.forEach(this::wake);
    }
    Participant me = turn;
    if (me != null && me.life == life && !isBetweenSteps) {
      switchFrom(me);
    }
  }

  // ---- the turn

  /// Starts the given thread, and runs the simulation until that thread has ended.
  ///
  /// @throws SimulationException when the simulation cannot go on
  public void run(SimulatedThread first) throws InterruptedException {
    if (over || turn != null) {
      throw new IllegalStateException("the simulation is over, or runs already");
    }
    end = new CountDownLatch(1);
    main = first;
    first.start();
    try (Watchdog _ = new Watchdog(patience, steps::get, this::reportStuck)) {
      passOn(null);
      end.await();
    }
    SimulationException failed = failure;
    if (failed != null) {
      throw failed;
    }
  }

  private Participant current() {
    if (over) {
      throw unwinding(participants.find(Thread.currentThread()));
    }
    Participant me = turn;
    if (me == null || !me.thread.equals(Thread.currentThread())) {
      throw foreign();
    }
    return me;
  }

  /// Throws when the calling thread does not have the turn. While no run is in progress, it does
  /// not throw, because any thread may prepare the next run.
  public void checkTurn() {
    Participant holder = turn;
    if (holder != null && !holder.thread.equals(Thread.currentThread()) && !over) {
      throw foreign();
    }
  }

  private static IllegalStateException foreign() {
    return new IllegalStateException(
        "thread "
            + Thread.currentThread().getName()
            + " does not belong to the simulation: it was made without the runtime");
  }

  private boolean isTurnOf(Thread thread) {
    Participant holder = turn;
    return holder != null && holder.thread.equals(thread);
  }

  private void switchFrom(Participant me) {
    if ((steps.get() & (CHECKED_ONE_OF - 1)) == 0) {
      checkHoldsNoMonitor();
    }
    passOn(me);
    awaitTurn(me);
  }

  private void checkHoldsNoMonitor() {
    String held = Locks.heldMonitors();
    if (!held.isEmpty()) {
      failBecauseOf("a step has ended while its thread holds the monitor of a " + held);
    }
  }

  private void passOn(@Nullable Participant me) {
    isBetweenSteps = true;
    Participant next = next();
    isBetweenSteps = false;
    steps.incrementAndGet();
    turn = next;
    if (next != null && next != me) {
      LockSupport.unpark(next.thread);
    }
  }

  /// Runs the due events, and chooses the next thread. Returns null when the simulation is over.
  private @Nullable Participant next() {
    try {
      timeline.runDueEvents();
      while (ready.isEmpty() && !over) {
        jump();
        timeline.runDueEvents();
      }
      return over ? null : takeReady();
    } catch (SimulationException e) {
      fail(e);
    } catch (RuntimeException | Error e) {
      fail(new SimulationException("an event has failed: " + e, e));
    }
    return null;
  }

  private void jump() {
    if (!timeline.hasEvents()) {
      throw new SimulationException("all threads wait for ever:" + participants.stacks());
    }
    timeline.jump();
  }

  private Participant takeReady() {
    int index = random.nextInt(ready.size());
    Participant chosen = ready.get(index);
    Participant last = ready.removeLast();
    if (last != chosen) {
      ready.set(index, last);
    }
    timeline.advance(cost.nextNanos());
    trace.addStep(now(), chosen.number);
    return chosen;
  }

  /// Makes the calling thread wait for the turn. An interrupt does not end this wait; the thread
  /// stays interrupted.
  private void awaitTurn(Participant me) {
    boolean isInterrupted = false;
    while (turn != me) {
      LockSupport.park(this);
      isInterrupted |= Thread.interrupted();
    }
    if (isInterrupted) {
      me.thread.interrupt();
    }
    if (over) {
      throw unwinding(me);
    }
  }

  // ---- the end

  /// Returns whether the simulation has failed or was closed.
  public boolean isOver() {
    return over;
  }

  /// Ends the simulation, because the simulated code has broken an invariant. The calling thread
  /// ends with its present step.
  ///
  /// @param invariant one line that says what has happened, and to which thing
  public void failBecauseOf(String invariant) {
    if (!over) {
      fail(new SimulationException(invariant + ", in thread " + turn));
    }
  }

  /// Ends a strict simulation, because the simulated code has used a channel against its contract.
  /// The caller then throws the exception of the contract.
  public void onMisuse(String what) {
    if (isStrict) {
      failBecauseOf(what);
    }
  }

  private void fail(SimulationException why) {
    over = true;
    failure = why;
    end.countDown();
  }

  private void reportStuck() {
    Participant holder = turn;
    if (holder == null || over) {
      return;
    }
    Throwable where = new Throwable("it is here");
    where.setStackTrace(holder.thread.getStackTrace());
    fail(
        new SimulationException(
            "thread "
                + holder
                + " has run for "
                + patience.toMillis()
                + " ms of real time without an end of its step: it waits outside the runtime, or"
                + " runs without end"
                + Locks.awaitedBy(holder.thread),
            where));
  }

  private static Unwinding unwinding(@Nullable Participant me) {
    if (me != null && ++me.unwindings > MOST_UNWINDINGS) {
      parkForEver();
    }
    return new Unwinding();
  }

  private static void parkForEver() {
    while (true) {
      LockSupport.park();
      boolean _ = Thread.interrupted();
    }
  }

  /// Ends the threads that are left, one after another. In these threads, each call of the
  /// scheduler that would wait throws [Unwinding]. A thread that does not end soon stays parked.
  public void close() throws InterruptedException {
    over = true;
    for (Participant each : participants.all()) {
      turn = each;
      LockSupport.unpark(each.thread);
      boolean _ = each.thread.join(UNWINDING_PATIENCE);
    }
    turn = null;
  }
}
