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
import org.jspecify.annotations.Nullable;

/// The context of a scenario in one run. A [Scenario] uses it to register handlers, to check
/// deliveries, and to count.
///
/// The handlers run on the worker thread of the user's connection, one at a time for each user, and
/// must not block.
public interface ScenarioContext {
  /// Creates a tracker for numbered requests, each of which has one reply with the same number. The
  /// tracker counts sent, expected, delivered, lost, duplicated and out-of-order messages, and
  /// measures each latency. It also counts the server's refusals: a `Failure` with the request's
  /// number as its `request_id`.
  ///
  /// @param reply the class of the reply
  /// @param number reads the number of the request from its reply
  default <R extends Message> RequestTracker<R> requests(Class<R> reply, ToLongFunction<R> number) {
    RequestTracker<R> tracker = new RequestTracker<>(this, number);
    on(reply, tracker::onReply);
    return tracker;
  }

  /// Creates a tracker for numbered requests whose bodies are not protobuf.
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

  /// Creates a tracker for inputs and states, for a game that sends states at a steady rate. Each
  /// state acknowledges all inputs up to a number.
  ///
  /// @param state the class of the state
  /// @param number reads the number of a state; the numbers go up by one from state to state
  /// @param acknowledged reads from a state the number of the latest input that the server has
  ///   applied; 0 for none
  default <S extends Message> StateStream<S> states(
      Class<S> state, ToLongFunction<S> number, ToLongFunction<S> acknowledged) {
    StateStream<S> stream = new StateStream<>(this, number, acknowledged);
    on(state, stream::onState);
    return stream;
  }

  /// Creates a tracker for inputs and states whose bodies are not protobuf.
  ///
  /// @param stateId the packet id of the state
  /// @param read reads the state from its body
  /// @param number reads the number of a state; the numbers go up by one from state to state
  /// @param acknowledged reads from a state the number of the latest input that the server has
  ///   applied; 0 for none
  default <S> StateStream<S> statesRaw(
      int stateId,
      Function<ByteBuffer, S> read,
      ToLongFunction<S> number,
      ToLongFunction<S> acknowledged) {
    StateStream<S> stream = new StateStream<>(this, number, acknowledged);
    onRaw(stateId, (client, body) -> stream.onState(client, read.apply(body)));
    return stream;
  }

  /// Adds a counter for something that only this scenario counts. Reports and thresholds call the
  /// counter `scenario.name`, such as `move.states`. Call this method in [Scenario#script].
  ///
  /// @param name the second part of the counter's name: small letters, digits and underscores; the
  ///   first character is a letter
  LongAdder counter(String name);

  /// Counts an error, for the list of errors in the reports. Errors break no threshold.
  ///
  /// @param reason one line; equal texts are counted together, and after 64 different ones all
  ///   others are. It must not contain a text of the server
  void error(String reason);

  /// Adds a latency that only this scenario measures. Reports and thresholds call the latency
  /// `scenario.name`, such as `move.correction`. Call this method in [Scenario#script].
  ///
  /// @param name the second part of the latency's name: small letters, digits and underscores; the
  ///   first character is a letter
  LatencyRecorder timing(String name);

  /// Creates a step: a request that a user sends while it enters or leaves the scenario. The swarm
  /// does not measure steps.
  ///
  /// @param reply the class of the reply
  /// @param action handles a reply to the user; called before the step counts as answered
  <R extends Message> Step step(Class<R> reply, BiConsumer<SwarmClient, R> action);

  /// Creates a step that ignores the content of the reply.
  default <R extends Message> Step step(Class<R> reply) {
    return step(reply, (client, packet) -> {});
  }

  /// Registers the handler of a packet. A packet without a handler is ignored.
  <P extends Message> void on(Class<P> type, BiConsumer<SwarmClient, P> action);

  /// Registers the handler of a packet whose body is not protobuf.
  ///
  /// @param id the packet id
  /// @param action handles a packet to the user; the body is valid only during the call
  void onRaw(int id, BiConsumer<SwarmClient, ByteBuffer> action);

  /// Returns the present connection of a user, which may be about to log in, or may have ended. For
  /// scenarios in which users act on each other.
  ///
  /// @param index the index of a user in the run
  /// @return the client; null when the user has not connected yet, or belongs to another process
  @Nullable SwarmClient client(int index);

  /// Keeps a value for each virtual user, for the time of one connection.
  ///
  /// @param factory creates the value; called once for each connection of a user
  <T> PerClient<T> perClient(Function<SwarmClient, T> factory);

  /// Adds a tracker of deliveries that the scenario itself implements. The trackers of [#requests]
  /// and [#states] add themselves.
  void track(DeliveryTracker tracker);

  /// Returns a random generator. Its numbers depend only on the run's seed, the user and the number
  /// of the iteration.
  SplittableRandom random(SwarmClient client, Iteration iteration);

  /// Returns the object that makes the contents of messages and checks them. A content depends on
  /// the sender and on the number of the message.
  Payload payload();

  /// Returns how many users share a room (`--room-size`).
  int roomSize();

  /// Returns a text that identifies this run, for the names of rooms: the beginning of the users'
  /// names (`--name-prefix`). Runs at the same time against one server need different texts.
  String runId();

  /// Returns the present time of the run's clock, in nanoseconds.
  long nanoTime();

  /// Returns the object that counts this scenario's messages. The trackers count with it.
  Tally tally();

  /// Returns the recorder of the latency of each delivery. A latency counts from the time that the
  /// message was scheduled for.
  LatencyRecorder latency();

  /// Returns the id of a packet of the game.
  int packetId(Message packet);
}
