package dev.wharf.swarm.run;

import com.google.protobuf.Message;
import dev.wharf.engine.SendResult;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.system.Failure;
import dev.wharf.swarm.DeliveryTracker;
import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.PerClient;
import dev.wharf.swarm.Scenario;
import dev.wharf.swarm.ScenarioContext;
import dev.wharf.swarm.Script;
import dev.wharf.swarm.Step;
import dev.wharf.swarm.SwarmClient;
import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.measure.Payload;
import dev.wharf.swarm.measure.Tally;
import dev.wharf.swarm.report.ScenarioResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One scenario in one run: its handlers, trackers and counts. The scenario uses it as its
/// [ScenarioContext]. The run's thread makes users enter and leave the scenario, pacer threads run
/// iterations, and the worker threads of the connections handle packets.
final class ScenarioRun implements ScenarioContext {
  private final int index;
  private final Scenario scenario;
  private final RunState run;
  private final Payload payload;
  private final Tally tally = new Tally();
  private final LatencyRecorder latency = new LatencyRecorder();
  private final List<DeliveryTracker> trackers = new ArrayList<>();

  /// The packet ids of all steps that were sent. A `Failure` with one of these ids refuses a step.
  private final Set<Integer> steps = ConcurrentHashMap.newKeySet();

  private final List<Consumer<PacketRouter.Builder<SwarmClient>>> handlers = new ArrayList<>();
  private final SortedMap<String, LongAdder> counters = new TreeMap<>();
  private final SortedMap<String, LatencyRecorder> timings = new TreeMap<>();
  private final Script script;
  private int valueSlots;

  /// The time during which messages were sent; zero before [#endSending]. Only the run's thread
  /// uses it.
  private Duration sending = Duration.ZERO;

  /// Creates the run of a scenario, and calls [Scenario#script].
  ///
  /// @param index the index of the scenario in its run
  ScenarioRun(int index, Scenario scenario, RunState run, Payload payload) {
    this.index = index;
    this.scenario = scenario;
    this.run = run;
    this.payload = payload;
    this.script = scenario.script(this);
  }

  // ---- methods of ScenarioContext, for the scenario

  @Override
  public LongAdder counter(String name) {
    return counters.computeIfAbsent(checkedName(name), _ -> new LongAdder());
  }

  @Override
  public void error(String reason) {
    run.errors.count(name() + ": " + reason);
  }

  @Override
  public LatencyRecorder timing(String name) {
    return timings.computeIfAbsent(checkedName(name), _ -> new LatencyRecorder());
  }

  private static String checkedName(String name) {
    if (!name.matches("[a-z][a-z0-9_]*")) {
      throw new IllegalArgumentException(
          "the name of a counter or timing must be small letters, digits and underscores, and begin"
              + " with a letter, not '"
              + name
              + "'");
    }
    return name;
  }

  @Override
  public <R extends Message> Step step(Class<R> reply, BiConsumer<SwarmClient, R> action) {
    on(
        reply,
        (client, packet) -> {
          action.accept(client, packet);
          state(client).stepAnswered();
        });
    return (client, packet) -> sendStep(client, packet.build());
  }

  private void sendStep(SwarmClient client, Message request) {
    steps.add(packetId(request));
    state(client).stepSent();
    if (client.send(request) != SendResult.QUEUED) {
      state(client).stepRefused();
    }
  }

  @Override
  public <P extends Message> void on(Class<P> type, BiConsumer<SwarmClient, P> action) {
    handlers.add(router -> router.on(type, (client, packet) -> handle(client, packet, action)));
  }

  @Override
  public void onRaw(int id, BiConsumer<SwarmClient, ByteBuffer> action) {
    handlers.add(router -> router.onRaw(id, (client, body) -> handle(client, body, action)));
  }

  private <P> void handle(SwarmClient client, P packet, BiConsumer<SwarmClient, P> action) {
    action.accept(client, packet);
    runPostponed(client);
  }

  @Override
  public @Nullable SwarmClient client(int user) {
    return run.connections.get(user);
  }

  @Override
  public <T> PerClient<T> perClient(Function<SwarmClient, T> factory) {
    int slot = valueSlots++;
    return client -> value(client, slot, factory);
  }

  @SuppressWarnings("unchecked") // all values of a slot come from the factory of one perClient call
  private <T> T value(SwarmClient client, int slot, Function<SwarmClient, T> factory) {
    ScenarioState state = state(client);
    @Nullable Object existing = state.value(slot);
    return (T) (existing != null ? existing : state.value(slot, factory, client));
  }

  @Override
  public void track(DeliveryTracker tracker) {
    trackers.add(tracker);
  }

  @Override
  public SplittableRandom random(SwarmClient client, Iteration iteration) {
    long seed = run.options.seed() * 31 + iteration.number() * 1_000_003 + client.index();
    return new SplittableRandom(seed);
  }

  @Override
  public Payload payload() {
    return payload;
  }

  @Override
  public int roomSize() {
    return run.options.roomSize();
  }

  @Override
  public String runId() {
    return run.options.namePrefix();
  }

  @Override
  public long nanoTime() {
    return run.runtime.nanoTime();
  }

  @Override
  public Tally tally() {
    return tally;
  }

  @Override
  public LatencyRecorder latency() {
    return latency;
  }

  @Override
  public int packetId(Message packet) {
    return run.catalog.kindOf(packet).id();
  }

  // ---- methods for the run

  String name() {
    return scenario.name();
  }

  /// Returns the iterations a second of each user: the rate of the run's options, or the scenario's
  /// own rate when the options set none.
  double rate() {
    double rate = run.options.rate();
    return rate == 0 ? scenario.rate() : rate;
  }

  /// Returns the names of the scenario's counters as thresholds have them: the scenario's name, a
  /// dot, and the counter's name.
  Set<String> counterNames() {
    Set<String> names = new HashSet<>();
    counters.keySet().forEach(name -> names.add(name() + "." + name));
    return names;
  }

  /// Returns the recorders that [#timing] has created, by the names that thresholds have, such as
  /// `move.jump`.
  SortedMap<String, LatencyRecorder> timings() {
    SortedMap<String, LatencyRecorder> all = new TreeMap<>();
    timings.forEach((name, one) -> all.put(name() + "." + name, one));
    return all;
  }

  ScenarioResult result() {
    SortedMap<String, Long> counted = new TreeMap<>();
    counters.forEach((name, counter) -> counted.put(name, counter.sum()));
    return new ScenarioResult(
        name(),
        sending,
        tally.counts(),
        tally.settling(),
        tally.lostWithConnection(),
        latency.total(),
        counted);
  }

  /// Ends the time of sending, after the last message was sent. Later deliveries count as settling.
  ///
  /// @param time the time during which messages were sent, including pauses
  void endSending(Duration time) {
    tally.endSending();
    sending = time;
  }

  /// Returns how long messages were sent; zero before [#endSending].
  Duration sending() {
    return sending;
  }

  /// Adds the scenario's packet handlers to a router.
  void addTo(PacketRouter.Builder<SwarmClient> router) {
    handlers.forEach(handler -> handler.accept(router));
  }

  ScenarioState state(SwarmClient client) {
    return ((UserConnection) client).state(index);
  }

  /// Runs the script's code for a user that enters the scenario.
  void enter(SwarmClient client) {
    state(client).set(ScenarioState.Status.ENTERING);
    script.entering().accept(client);
  }

  /// Runs the script's code for a user that leaves the scenario. Skips the code when the server
  /// refused the user's entering step.
  void leave(SwarmClient client) {
    ScenarioState state = state(client);
    if (!state.isRefused()) {
      script.leaving().accept(client);
    }
    state.set(ScenarioState.Status.INACTIVE);
  }

  /// Runs an iteration of a user. In a closed loop, an iteration of a user with pending replies is
  /// postponed. The postponed iteration runs when the last of these replies has come.
  ///
  /// @return false when the server refused the user's entering step, so that the user runs no
  ///   iterations
  boolean runIteration(SwarmClient client, Iteration iteration) {
    ScenarioState state = state(client);
    long number = iteration.number();
    if (!run.options.isClosedLoop()) {
      return state.runIteration(number, () -> runAction(client, iteration));
    }
    return state.runOrPostpone(number, () -> isSettled(client), () -> runAction(client, number));
  }

  private void runPostponed(SwarmClient client) {
    if (run.options.isClosedLoop()) {
      state(client).runPostponed(() -> isSettled(client), number -> runAction(client, number));
    }
  }

  /// Runs an iteration of a closed loop, whose scheduled time is the present.
  private void runAction(SwarmClient client, long number) {
    runAction(client, new Iteration(number, nanoTime()));
  }

  private void runAction(SwarmClient client, Iteration iteration) {
    List<Script.Action> actions = script.actions();
    actions.get((int) ((iteration.number() - 1) % actions.size())).run(client, iteration);
  }

  /// Returns whether no step and no delivery of the user is pending.
  boolean isQuiet(SwarmClient client) {
    return state(client).hasNoPendingStep() && isSettled(client);
  }

  /// Returns whether no delivery of the user is pending.
  private boolean isSettled(SwarmClient client) {
    for (DeliveryTracker tracker : trackers) {
      if (!tracker.isQuiet(client)) {
        return false;
      }
    }
    return true;
  }

  /// Handles a `Failure` that the server sent to a user, when it is a normal reply to a message of
  /// this scenario.
  ///
  /// @return whether it is such a reply
  boolean onAnswer(SwarmClient client, Failure failure) {
    for (DeliveryTracker tracker : trackers) {
      if (tracker.answer(client, failure)) {
        runPostponed(client);
        return true;
      }
    }
    return false;
  }

  /// Handles a `Failure` that the server sent to a user.
  ///
  /// @return true when the `Failure` refused a message of this scenario; the scenario has counted
  ///   the refusal
  boolean onFailure(SwarmClient client, Failure failure) {
    for (DeliveryTracker tracker : trackers) {
      if (tracker.refuse(client, failure)) {
        runPostponed(client);
        return true;
      }
    }
    boolean isOfStep = failure.getPacketId() == 0 || steps.contains(failure.getPacketId());
    if (isOfStep && !steps.isEmpty()) {
      state(client).stepRefused();
    }
    return false;
  }

  /// Handles the end of a connection on which a user was not logged in.
  void loginFailed(SwarmClient client) {
    trackers.forEach(tracker -> tracker.loginFailed(client));
  }

  /// Counts all pending deliveries of a user as lost, unless they still come. Stops waiting for the
  /// replies to the user's steps.
  void giveUp(SwarmClient client) {
    trackers.forEach(tracker -> tracker.giveUp(client));
    state(client).forgetPendingSteps();
  }

  /// Ends the deliveries to a user that has left, or that could not leave in time.
  void left(SwarmClient client) {
    trackers.forEach(tracker -> tracker.left(client));
  }

  /// Counts all pending deliveries of a user as abandoned.
  void abandon(SwarmClient client) {
    trackers.forEach(tracker -> tracker.abandon(client));
  }

  /// Sends again what a user must know before it can go on.
  void askAgain(SwarmClient client) {
    trackers.forEach(tracker -> tracker.askAgain(client));
  }

  /// Ends the scenario, after all users have left it.
  void end() {
    trackers.forEach(DeliveryTracker::ended);
  }

  /// Counts all pending deliveries of a disconnected user as lost.
  void lose(SwarmClient client) {
    trackers.forEach(tracker -> tracker.lose(client));
  }
}
