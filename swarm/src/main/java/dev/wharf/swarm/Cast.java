package dev.wharf.swarm;

import com.google.protobuf.Message;
import dev.wharf.protocol.PacketCatalog;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.system.Failure;
import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.measure.Payload;
import dev.wharf.swarm.measure.Tally;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/// The clients in their roles in one scenario of one run, and the accounts of it: what a [Scenario]
/// makes its [Script] with.
///
/// Handlers run on the client's worker, one at a time for each client, and must not block.
public final class Cast {
  private final int index;
  private final Scenario scenario;
  private final Settings settings;
  private final Tally tally = new Tally();
  private final LatencyRecorder latency = new LatencyRecorder();
  private final List<Account> accounts = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<Consumer<PacketRouter.Builder<SwarmClient>>> handlers = new ArrayList<>();
  private final SortedMap<String, LongAdder> counters = new TreeMap<>();
  private final SortedMap<String, LatencyRecorder> timings = new TreeMap<>();
  private final Script script;
  private int belongings;

  /// How long messages were sent; zero before [#endSending]. Confined to the run's thread.
  private Duration sending = Duration.ZERO;

  /// What a run's scenarios have in common.
  ///
  /// @param roomSize how many clients share a room
  /// @param runId letters and digits that no other run against the server has
  /// @param seed of all that looks random
  /// @param isClosedLoop whether a client waits for its replies before its next turn
  /// @param payload the content of messages
  /// @param catalog of the packets that there are
  /// @param nanoTime the run's clock
  record Settings(
      int roomSize,
      String runId,
      long seed,
      boolean isClosedLoop,
      Payload payload,
      PacketCatalog catalog,
      LongSupplier nanoTime) {}

  /// @param index of the scenario in its run
  Cast(int index, Scenario scenario, Settings settings) {
    this.index = index;
    this.scenario = scenario;
    this.settings = settings;
    this.script = scenario.script(this);
  }

  /// Requests that have a number, each of which has one reply with the same number. They are what
  /// is measured: sent, expected, delivered, lost, duplicated, out of order, and how long each
  /// took. The server's refusals (a `Failure` with the number as its `request_id`) are counted as
  /// well.
  ///
  /// @param reply what comes back
  /// @param number the number in it
  public <R extends Message> Exchange<R> exchange(Class<R> reply, ToLongFunction<R> number) {
    Exchange<R> exchange = exchange(number);
    on(reply, exchange::onReply);
    return exchange;
  }

  /// The same for packets whose bodies are not protobuf.
  ///
  /// @param replyId the packet id of what comes back
  /// @param read takes the reply out of its body
  /// @param number the number in it
  public <R> Exchange<R> exchangeRaw(
      int replyId, Function<ByteBuffer, R> read, ToLongFunction<R> number) {
    Exchange<R> exchange = exchange(number);
    onRaw(replyId, (client, body) -> exchange.onReply(client, read.apply(body)));
    return exchange;
  }

  private <R> Exchange<R> exchange(ToLongFunction<R> number) {
    Exchange<R> exchange = new Exchange<>(this, number);
    accounts.add(exchange);
    return exchange;
  }

  /// Inputs and states of a game that sends states at a steady rate: each state acknowledges all
  /// inputs up to a number.
  ///
  /// @param state what comes back
  /// @param number the number of the state, which goes up by one
  /// @param acknowledged the number of the latest input that the server has applied; 0 for none
  public <S extends Message> StateStream<S> states(
      Class<S> state, ToLongFunction<S> number, ToLongFunction<S> acknowledged) {
    StateStream<S> stream = new StateStream<>(this, number, acknowledged);
    accounts.add(stream);
    on(state, stream::onState);
    return stream;
  }

  /// The same for packets whose bodies are not protobuf.
  ///
  /// @param stateId the packet id of the state
  /// @param read takes the state out of its body
  public <S> StateStream<S> statesRaw(
      int stateId,
      Function<ByteBuffer, S> read,
      ToLongFunction<S> number,
      ToLongFunction<S> acknowledged) {
    StateStream<S> stream = new StateStream<>(this, number, acknowledged);
    accounts.add(stream);
    onRaw(stateId, (client, body) -> stream.onState(client, read.apply(body)));
    return stream;
  }

  /// A counter of the scenario's own. The report and thresholds name it `scenario.name`. To be
  /// asked for in [Scenario#script].
  ///
  /// @param name small letters, digits and underscores
  public LongAdder counter(String name) {
    return counters.computeIfAbsent(ownName(name), _ -> new LongAdder());
  }

  /// Latencies of the scenario's own. The report and thresholds name them `scenario.name`. To be
  /// asked for in [Scenario#script].
  ///
  /// @param name small letters, digits and underscores
  public LatencyRecorder timing(String name) {
    return timings.computeIfAbsent(ownName(name), _ -> new LatencyRecorder());
  }

  private static String ownName(String name) {
    if (!name.matches("[a-z][a-z0-9_]*")) {
      throw new IllegalArgumentException(
          "a figure's name has small letters, digits and underscores, not '" + name + "'");
    }
    return name;
  }

  /// The values of [#counter], by name.
  SortedMap<String, Long> counters() {
    SortedMap<String, Long> values = new TreeMap<>();
    counters.forEach((name, counter) -> values.put(name, counter.sum()));
    return values;
  }

  /// The recorders of [#timing], by the scenario's name and theirs.
  SortedMap<String, LatencyRecorder> timings() {
    SortedMap<String, LatencyRecorder> all = new TreeMap<>();
    timings.forEach((name, one) -> all.put(name() + "." + name, one));
    return all;
  }

  /// Something that is asked once, and is not measured.
  ///
  /// @param reply what answers it
  /// @param action called with each reply, before it counts as answered
  public <R extends Message> Step step(Class<R> reply, BiConsumer<SwarmClient, R> action) {
    on(
        reply,
        (client, packet) -> {
          action.accept(client, packet);
          roleOf(client).answered();
        });
    Step step = new Step(this);
    steps.add(step);
    return step;
  }

  /// The same, for a reply in which there is nothing to see.
  public <R extends Message> Step step(Class<R> reply) {
    return step(reply, (client, packet) -> {});
  }

  /// Says who handles a packet that comes. A packet that nobody handles is ignored.
  public <P extends Message> void on(Class<P> type, BiConsumer<SwarmClient, P> action) {
    handlers.add(router -> router.on(type, (client, packet) -> handle(client, packet, action)));
  }

  /// The same for a packet whose body is not protobuf.
  ///
  /// @param action called with the body, which is valid during the call
  public void onRaw(int id, BiConsumer<SwarmClient, ByteBuffer> action) {
    handlers.add(router -> router.onRaw(id, (client, body) -> handle(client, body, action)));
  }

  private <P> void handle(SwarmClient client, P packet, BiConsumer<SwarmClient, P> action) {
    action.accept(client, packet);
    playPostponed(client);
  }

  /// Something of each client's own.
  public <T> PerClient<T> perClient(PerClient.Maker<T> maker) {
    return new PerClient<>(index, belongings++, maker);
  }

  /// Numbers that look random, always the same for the same seed, client and turn.
  public SplittableRandom random(SwarmClient client, Due due) {
    return new SplittableRandom(settings.seed() * 31 + due.number() * 1_000_003 + client.index());
  }

  /// The content of messages, derived from sender and number.
  public Payload payload() {
    return settings.payload();
  }

  /// How many clients share a room, when it is up to the run.
  public int roomSize() {
    return settings.roomSize();
  }

  /// Letters and digits that no other run against the same server has: for names of rooms.
  public String runId() {
    return settings.runId();
  }

  /// The run's clock, in nanoseconds.
  public long nanoTime() {
    return settings.nanoTime().getAsLong();
  }

  /// The counts of this scenario's messages.
  public Tally tally() {
    return tally;
  }

  /// How long each delivery took, from the time that its message was to be sent.
  public LatencyRecorder latency() {
    return latency;
  }

  /// The last message has been sent. For the run's thread.
  ///
  /// @param time how long messages were sent, pauses included
  void endSending(Duration time) {
    tally.endSending();
    sending = time;
  }

  /// How long messages were sent; zero before [#endSending]. For the run's thread.
  Duration sending() {
    return sending;
  }

  String name() {
    return scenario.name();
  }

  double rate() {
    return scenario.rate();
  }

  Role roleOf(SwarmClient client) {
    return client.role(index);
  }

  void enter(SwarmClient client) {
    script.enter(client);
  }

  /// Plays a client's turn; false when it was refused, so that its turns cannot be played.
  boolean play(SwarmClient client, Due due) {
    Role role = roleOf(client);
    if (!settings.isClosedLoop()) {
      return role.play(due.number(), () -> script.play(client, due));
    }
    if (isSettled(client)) {
      return role.play(due.number(), () -> script.play(client, now(due.number())));
    }
    return role.postpone(due.number());
  }

  /// In a closed loop, a turn that had to wait for replies is played with the last of them.
  private void playPostponed(SwarmClient client) {
    if (settings.isClosedLoop() && isSettled(client)) {
      roleOf(client).playPostponed(number -> script.play(client, now(number)));
    }
  }

  private Due now(long number) {
    return new Due(number, nanoTime());
  }

  void leave(SwarmClient client) {
    script.leave(client);
  }

  /// The id of a packet of the game.
  public int packetId(Message packet) {
    return settings.catalog().kindOf(packet).id();
  }

  /// Adds a book of the scenario's own.
  public void account(Account account) {
    accounts.add(account);
  }

  void addTo(PacketRouter.Builder<SwarmClient> router) {
    handlers.forEach(handler -> handler.accept(router));
  }

  /// Whether all that the client has asked for has been answered.
  boolean isQuiet(SwarmClient client) {
    return roleOf(client).isAnswered() && isSettled(client);
  }

  /// Whether what is measured has all come.
  boolean isSettled(SwarmClient client) {
    return accounts.stream().allMatch(account -> account.isQuiet(client));
  }

  /// Whether this scenario has counted a refusal as that of one of its messages.
  boolean onFailure(SwarmClient client, Failure failure) {
    for (Account account : accounts) {
      if (account.refuse(client, failure)) {
        playPostponed(client);
        return true;
      }
    }
    if (steps.stream().anyMatch(step -> step.isOf(failure))) {
      roleOf(client).refused();
    }
    return false;
  }

  void giveUp(SwarmClient client) {
    accounts.forEach(account -> account.giveUp(client));
    roleOf(client).forgetWaiting();
  }

  void abandon(SwarmClient client) {
    accounts.forEach(account -> account.abandon(client));
  }

  void lose(SwarmClient client) {
    accounts.forEach(account -> account.lose(client));
  }
}
