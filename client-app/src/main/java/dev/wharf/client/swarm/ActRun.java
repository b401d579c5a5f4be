package dev.wharf.client.swarm;

import dev.wharf.client.swarm.measure.LatencyRecorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Runs one [Act]: readies the clients, sends, waits for the last deliveries, undoes. For the run's
/// thread; the waiter's stop ends it early.
final class ActRun {
  /// Between the schedule's making and its first message.
  private static final Duration LEAD = Duration.ofMillis(20);

  private final Act act;
  private final SwarmOptions options;
  private final List<SwarmClient> clients;
  private final Crew crew;
  private final PaceClock clock;
  private final LatencyRecorder lag;
  private final PhaseLog phases;
  private final Waiter waiter;
  private final List<Pacer> pacers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /// @param clients those that are logged in
  ActRun(
      Act act,
      SwarmOptions options,
      List<SwarmClient> clients,
      Crew crew,
      PaceClock clock,
      LatencyRecorder lag,
      PhaseLog phases,
      Waiter waiter) {
    this.act = act;
    this.options = options;
    this.clients = clients;
    this.crew = crew;
    this.clock = clock;
    this.lag = lag;
    this.phases = phases;
    this.waiter = waiter;
  }

  void run() {
    prepare();
    sendAll();
    settle();
    finish();
  }

  private void prepare() {
    phases.begin(act.name() + ": getting ready", () -> 0);
    act.scenarios().forEach(scenario -> clients.forEach(scenario::prepare));
    if (!waiter.await(() -> allOf(Scenario::isPrepared), options.patience())) {
      crew.count(act.name() + ": not all clients became ready in time");
    }
  }

  private void sendAll() {
    long start = clock.nanoTime() + LEAD.toNanos();
    phases.begin(act.name(), () -> (double) (clock.nanoTime() - start) / act.duration().toNanos());
    act.scenarios().forEach(scenario -> startPacers(scenario, start));
    waiter.onStop(() -> pacers.forEach(Pacer::stop));
    threads.forEach(ActRun::join);
  }

  private void startPacers(Scenario scenario, long start) {
    double rate = options.rate() == 0 ? scenario.defaultRate() : options.rate();
    Schedule schedule = Schedule.of(start, options.clients(), rate, act.duration(), options.seed());
    scenario.begin(schedule);
    scenario.tally().dueFrom(() -> schedule.dueBy(clock.nanoTime()));
    @Nullable SwarmClient[] byIndex = new SwarmClient[options.clients()];
    clients.forEach(client -> byIndex[client.index()] = client);
    for (int share = 0; share < options.workers(); share++) {
      Pacer.Sender sender = (client, sequence) -> send(scenario, byIndex[client], sequence);
      Pacer pacer = new Pacer(schedule, share, options.workers(), clock, sender, lag);
      pacers.add(pacer);
      threads.add(
          Thread.ofPlatform().daemon().name(scenario.name() + "-pacer-" + share).start(pacer));
    }
  }

  /// A message of a client that never got in is still a message that was due.
  private static void send(Scenario scenario, @Nullable SwarmClient client, long sequence) {
    if (client == null) {
      scenario.tally().notSent();
    } else {
      scenario.send(client, sequence);
    }
  }

  private void settle() {
    phases.begin(act.name() + ": waiting for the last", () -> 1);
    waiter.await(() -> allOf(scenario -> scenario.tally().isComplete()), options.patience());
  }

  private void finish() {
    phases.begin(act.name() + ": leaving", () -> 1);
    act.scenarios().forEach(scenario -> clients.forEach(scenario::finish));
    if (!waiter.await(() -> allOf(Scenario::isFinished), options.patience())) {
      crew.count(act.name() + ": not all clients were done in time");
    }
  }

  private boolean allOf(Predicate<Scenario> condition) {
    return act.scenarios().stream().allMatch(condition);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
