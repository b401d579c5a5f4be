package dev.wharf.swarm;

import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.profile.Pace;
import dev.wharf.swarm.profile.Phase;
import dev.wharf.swarm.profile.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Runs one act: scenarios that run at the same time, in the course of a profile. Has clients come,
/// enter, play and leave. For the run's thread; the waiter's stop ends it early.
final class ActRun {
  /// How often it looks at its clients while some come or go.
  private static final long LOOK_NANOS = Duration.ofMillis(5).toNanos();

  /// How often it looks while all play on: each look wakes the processor.
  private static final long QUIET_LOOK_NANOS = Duration.ofMillis(20).toNanos();

  private static final Duration MOMENT = Duration.ofMillis(1);

  /// What a stopped run may take to end in good order.
  private static final Duration TO_STOP = Duration.ofSeconds(2);

  /// Between the schedule's making and its first message.
  private static final Duration LEAD = Duration.ofMillis(20);

  private static final long NONE = Pace.NEVER;

  private final String name;
  private final List<Cast> casts;
  private final Profile profile;
  private final SwarmOptions options;
  private final Crowd crowd;
  private final Crew crew;
  private final PaceClock clock;
  private final LatencyRecorder lag;
  private final PhaseLog phases;
  private final Waiter waiter;
  private final SwarmControl control;
  private final EarlyEnd earlyEnd;
  private final List<Pacer> pacers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private long churnedUpTo = -1;
  private double churn;

  ActRun(
      String name,
      List<Cast> casts,
      SwarmOptions options,
      Crowd crowd,
      Crew crew,
      PaceClock clock,
      LatencyRecorder lag,
      PhaseLog phases,
      Waiter waiter,
      SwarmControl control) {
    this.name = name;
    this.casts = casts;
    this.profile = options.profileEach();
    this.options = options;
    this.crowd = crowd;
    this.crew = crew;
    this.clock = clock;
    this.lag = lag;
    this.phases = phases;
    this.waiter = waiter;
    this.control = control;
    this.earlyEnd = new EarlyEnd(options, crowd, crew);
  }

  /// @param onGathered run when all are there, before the first message
  void run(Runnable onGathered) {
    gather();
    if (!waiter.isStopped()) {
      onGathered.run();
      send();
    }
    leave();
  }

  /// As many clients as the act begins with come, and enter.
  private void gather() {
    phases.begin(name + ": getting ready", () -> 0);
    crowd.want(clientsAt(0));
    crowd.cast(casts);
    long last = crowd.deadline() + arrivals();
    boolean _ = lookUntil(crowd::isSettled, () -> last);
  }

  private void send() {
    long start = clock.nanoTime() + LEAD.toNanos();
    List<Double> rates = casts.stream().map(this::rateOf).toList();
    Tempo tempo = new Tempo(profile, rates, start, clock);
    control.add(tempo);
    crowd.reserve(options.share().of(profile.peakClients(options.clients())));
    startPacers(tempo);
    phases.begin(name, tempo::fraction);
    waiter.onStop(() -> pacers.forEach(Pacer::stop));
    boolean _ = lookUntil(() -> isOver(tempo), tempo::endsAt);
    endPacers();
    Duration sending = Duration.ofNanos(Math.max(0, clock.nanoTime() - start));
    casts.forEach(cast -> cast.endSending(sending));
    control.remove(tempo);
  }

  private boolean isOver(Tempo tempo) {
    follow(tempo.profileAt());
    return tempo.isOver();
  }

  /// Has the pacers play what is due, unless the run is stopped, and waits for their end.
  private void endPacers() {
    pacers.forEach(waiter.isStopped() ? Pacer::stop : Pacer::finish);
    threads.forEach(LockSupport::unpark);
    boolean _ =
        lookUntil(() -> threads.stream().allMatch(ActRun::hasEnded), () -> NONE, () -> false);
  }

  /// Waits a moment for a thread's end: its time counts as time of sending.
  private static boolean hasEnded(Thread thread) {
    try {
      return thread.join(MOMENT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// All that is under way arrives; then all leave.
  private void leave() {
    phases.begin(name + ": waiting for the last", () -> 1);
    crowd.endRoles();
    if (waiter.isStopped()) {
      crowd.endTries();
    }
    long time = options.patience().multipliedBy(2).toNanos();
    long last = clock.nanoTime() + (waiter.isStopped() ? TO_STOP.toNanos() : time);
    if (!lookUntil(crowd::isOffStage, () -> last, () -> false)) {
      crew.count(name + ": not all clients were done in time");
    }
  }

  /// Has as many clients there as there are to be, and some leave and come back.
  private void follow(long at) {
    crowd.want(clientsAt(at));
    phases.begin(phaseName(at), phases.now().fraction());
    Phase phase = profile.at(at);
    int whole = control.clients().orElse(options.clients());
    churn += profile.leavesIn(churnedUpTo, at, whole) * ownPart(allClientsAt(at));
    churnedUpTo = at;
    long leaving = (long) Math.floor(churn + 1e-6);
    churn -= leaving;
    crowd.churn(leaving, phase.exit(), phase.away().toNanos());
  }

  private String phaseName(long at) {
    return profile.phases().size() == 1 ? name : name + " (" + profile.at(at).name() + ")";
  }

  private int clientsAt(long at) {
    return options.share().of(allClientsAt(at));
  }

  /// Which part of the clients is this process's.
  private double ownPart(int all) {
    return all == 0 ? 0 : (double) options.share().of(all) / all;
  }

  private int allClientsAt(long at) {
    return control.clients().orElseGet(() -> profile.clientsAt(at, options.clients()));
  }

  private double rateOf(Cast cast) {
    return options.rate() == 0 ? cast.rate() : options.rate();
  }

  private long arrivals() {
    return Duration.ofSeconds(1).toNanos() * crowd.wanted() / options.ownConnectRate();
  }

  private void startPacers(Tempo tempo) {
    for (int i = 0; i < casts.size(); i++) {
      Cast cast = casts.get(i);
      cast.tally().dueFrom(new DueTurns(tempo, i, crowd::wanted));
      for (int share = 0; share < options.workers(); share++) {
        Pacer pacer =
            new Pacer(
                tempo,
                i,
                share,
                options.workers(),
                options.share().shift(),
                clock,
                new Stage(cast),
                lag);
        pacers.add(pacer);
        threads.add(
            Thread.ofPlatform().daemon().name(cast.name() + "-pacer-" + share).start(pacer));
      }
    }
  }

  /// Looks at the clients every some milliseconds, and whenever the next one is to come.
  ///
  /// @param deadline by the clock; [#NONE] for none
  /// @return whether the condition holds; false after the deadline, or when stopped
  private boolean lookUntil(BooleanSupplier condition, LongSupplier deadline) {
    return lookUntil(condition, deadline, this::isStopped);
  }

  /// A run that has nobody left stops itself.
  private boolean isStopped() {
    String why = options.isKeptGoing() ? null : earlyEnd.why(clock.nanoTime());
    if (why != null) {
      waiter.stop(why);
    }
    return waiter.isStopped();
  }

  private boolean lookUntil(
      BooleanSupplier condition, LongSupplier deadline, BooleanSupplier isStopped) {
    while (true) {
      crowd.look();
      if (condition.getAsBoolean()) {
        return true;
      }
      long now = clock.nanoTime();
      long left = untilDeadline(deadline.getAsLong(), now);
      if (left <= 0 || isStopped.getAsBoolean() || Thread.currentThread().isInterrupted()) {
        return false;
      }
      long pause = crowd.isMoving() ? LOOK_NANOS : QUIET_LOOK_NANOS;
      long next = Math.min(left, crowd.untilNextArrival(now));
      clock.parkUntil(now + Math.clamp(next, 1, pause));
    }
  }

  private static long untilDeadline(long deadline, long now) {
    return deadline == NONE ? NONE : deadline - now;
  }

  /// Where a scenario's turns are played.
  private final class Stage implements Pacer.Stage {
    private final Cast cast;

    Stage(Cast cast) {
      this.cast = cast;
    }

    @Override
    public int[] order() {
      return crowd.order();
    }

    @Override
    public boolean isDue(int client) {
      return crowd.isDue(client);
    }

    @Override
    public void play(int client, Due due) {
      crowd.play(cast, client, due);
    }
  }
}
