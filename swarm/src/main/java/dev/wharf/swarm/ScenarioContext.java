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

/// The context of a scenario in one run. A [Scenario] uses it to register handlers, to check
/// deliveries, and to count.
///
/// Handlers run on the user's worker, one at a time for each user, and must not block.
public interface ScenarioContext {
  /// Tracks numbered requests, each of which has one reply with the same number. Counts sent,
  /// expected, delivered, lost, duplicated and out-of-order messages, and measures each latency.
  /// Also counts the server's refusals: a `Failure` with the number as its `request_id`.
  ///
  /// @param reply the class of the reply
  /// @param number reads the number of the request from its reply
  default <R extends Message> RequestTracker<R> requests(Class<R> reply, ToLongFunction<R> number) {
    RequestTracker<R> tracker = new RequestTracker<>(this, number);
    on(reply, tracker::onReply);
    return tracker;
  }

  /// Tracks numbered requests whose bodies are not protobuf.
  ///
  /// @param replyId the packet id of the reply
  /// @param read reads the reply from its body
  /// @param number reads the number of the request from its reply
  default <R> RequestTracker<R> requestsRaw(
      int replyId, Function<ByteBuffer, R> read, ToLongFunction<R> number) {
    RequestTracker<R> tracker = new RequestTracker<>(this, number);
    onRaw(replyId, (client, body) -> tracker.onReply(client, read.apply(body)));
    return tracker;
  }

  /// Tracks inputs and states, for a game that sends states at a steady rate. Each state
  /// acknowledges all inputs up to a number.
  ///
  /// @param state the class of the state
  /// @param number reads the number of the state, which goes up by one
  /// @param acknowledged reads the number of the latest input that the server has applied; 0 for
  ///   none
  default <S extends Message> StateStream<S> states(
      Class<S> state, ToLongFunction<S> number, ToLongFunction<S> acknowledged) {
    StateStream<S> stream = new StateStream<>(this, number, acknowledged);
    on(state, stream::onState);
    return stream;
  }

  /// Tracks inputs and states whose bodies are not protobuf.
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

  /// Adds a counter of the scenario's own. Reports and thresholds call it `scenario.name`. Call
  /// this in [Scenario#script].
  ///
  /// @param name small letters, digits and underscores
  LongAdder counter(String name);

  /// Adds a latency of the scenario's own. Reports and thresholds call it `scenario.name`. Call
  /// this in [Scenario#script].
  ///
  /// @param name small letters, digits and underscores
  LatencyRecorder timing(String name);

  /// Makes a request that a user sends while it enters or leaves, and that is not measured.
  ///
  /// @param reply the class of the reply
  /// @param action called with each reply, before it counts as answered
  <R extends Message> Step step(Class<R> reply, BiConsumer<SwarmClient, R> action);

  /// Makes a request whose reply has no content of interest.
  default <R extends Message> Step step(Class<R> reply) {
    return step(reply, (client, packet) -> {});
  }

  /// Registers the handler of a packet. A packet without a handler is ignored.
  <P extends Message> void on(Class<P> type, BiConsumer<SwarmClient, P> action);

  /// Registers the handler of a packet whose body is not protobuf.
  ///
  /// @param action called with the body, which is valid only during the call
  void onRaw(int id, BiConsumer<SwarmClient, ByteBuffer> action);

  /// Keeps a value for each virtual user.
  ///
  /// @param factory called once for each connection of a user
  <T> PerClient<T> perClient(Function<SwarmClient, T> factory);

  /// Adds the scenario's own tracker of deliveries.
  void track(DeliveryTracker tracker);

  /// Returns random numbers that are the same for the same seed, user and iteration.
  SplittableRandom random(SwarmClient client, Iteration iteration);

  /// Makes the content of messages from the sender's and the message's number, and checks it.
  Payload payload();

  /// How many users share a room (`--room-size`).
  int roomSize();

  /// Letters and digits that identify this run, for names of rooms. No two runs against one server
  /// have the same.
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
