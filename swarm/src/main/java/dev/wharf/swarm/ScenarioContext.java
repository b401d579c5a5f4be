package dev.wharf.swarm;

import com.google.protobuf.Message;
import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.measure.Payload;
import dev.wharf.swarm.measure.Tally;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// One scenario in one run: a [Scenario] makes its [Script] with it. It registers handlers, checks
/// deliveries, and holds the scenario's figures.
///
/// Handlers run on the user's worker, one at a time for each user, and must not block.
public interface ScenarioContext {
  /// Numbered requests, each of which has one reply with the same number. They are measured: sent,
  /// expected, delivered, lost, duplicated, out of order, and the latency of each. The server's
  /// refusals (a `Failure` with the number as its `request_id`) are counted as well.
  ///
  /// @param reply the class of the reply
  /// @param number the number in it
  default <R extends Message> Exchange<R> exchange(Class<R> reply, ToLongFunction<R> number) {
    Exchange<R> exchange = new Exchange<>(this, number);
    on(reply, exchange::onReply);
    return exchange;
  }

  /// The same for packets whose bodies are not protobuf.
  ///
  /// @param replyId the packet id of the reply
  /// @param read reads the reply from its body
  /// @param number the number in it
  default <R> Exchange<R> exchangeRaw(
      int replyId, Function<ByteBuffer, R> read, ToLongFunction<R> number) {
    Exchange<R> exchange = new Exchange<>(this, number);
    onRaw(replyId, (client, body) -> exchange.onReply(client, read.apply(body)));
    return exchange;
  }

  /// Inputs and states of a game that sends states at a steady rate: each state acknowledges all
  /// inputs up to a number.
  ///
  /// @param state the class of the state
  /// @param number the number of the state, which goes up by one
  /// @param acknowledged the number of the latest input that the server has applied; 0 for none
  default <S extends Message> StateStream<S> states(
      Class<S> state, ToLongFunction<S> number, ToLongFunction<S> acknowledged) {
    StateStream<S> stream = new StateStream<>(this, number, acknowledged);
    on(state, stream::onState);
    return stream;
  }

  /// The same for packets whose bodies are not protobuf.
  ///
  /// @param stateId the packet id of the state
  /// @param read reads the state from its body
  default <S> StateStream<S> statesRaw(
      int stateId,
      Function<ByteBuffer, S> read,
      ToLongFunction<S> number,
      ToLongFunction<S> acknowledged) {
    StateStream<S> stream = new StateStream<>(this, number, acknowledged);
    onRaw(stateId, (client, body) -> stream.onState(client, read.apply(body)));
    return stream;
  }

  /// A counter of the scenario's own. The report and thresholds name it `scenario.name`. Call this
  /// in [Scenario#script].
  ///
  /// @param name small letters, digits and underscores
  LongAdder counter(String name);

  /// Latencies of the scenario's own. The report and thresholds name them `scenario.name`. Call
  /// this in [Scenario#script].
  ///
  /// @param name small letters, digits and underscores
  LatencyRecorder timing(String name);

  /// A request that is sent once, and is not measured.
  ///
  /// @param reply the class of the reply
  /// @param action called with each reply, before it counts as answered
  <R extends Message> Step step(Class<R> reply, BiConsumer<SwarmClient, R> action);

  /// The same for a reply whose content does not matter.
  default <R extends Message> Step step(Class<R> reply) {
    return step(reply, (client, packet) -> {});
  }

  /// Registers the handler of a packet. A packet without a handler is ignored.
  <P extends Message> void on(Class<P> type, BiConsumer<SwarmClient, P> action);

  /// The same for a packet whose body is not protobuf.
  ///
  /// @param action called with the body, which is valid during the call
  void onRaw(int id, BiConsumer<SwarmClient, ByteBuffer> action);

  /// A value of each user's own.
  ///
  /// @param maker called once for each connection
  <T> PerClient<T> perClient(Function<SwarmClient, T> maker);

  /// Adds a tracker of the scenario's own.
  void track(DeliveryTracker tracker);

  /// Random numbers that are the same for the same seed, user and iteration.
  SplittableRandom random(SwarmClient client, Iteration iteration);

  /// The content of messages, derived from sender and number.
  Payload payload();

  /// How many users share a room, when the run decides.
  int roomSize();

  /// Letters and digits that no other run against the same server has: for names of rooms.
  String runId();

  /// The run's clock, in nanoseconds.
  long nanoTime();

  /// The counts of this scenario's messages.
  Tally tally();

  /// The latency of each delivery, from the time that its message was scheduled.
  LatencyRecorder latency();

  /// The id of a packet of the game.
  int packetId(Message packet);
}
