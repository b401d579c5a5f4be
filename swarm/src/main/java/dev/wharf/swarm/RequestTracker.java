package dev.wharf.swarm;

import com.google.protobuf.Message;
import dev.wharf.engine.SendResult;
import dev.wharf.protocol.system.Failure;
import dev.wharf.swarm.PendingRequests.Match;
import dev.wharf.swarm.measure.SequenceWindow.Arrival;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// Sends numbered requests and checks their replies: each request must have one reply, in the order
/// of the requests, with the right content. [ScenarioContext#requests] creates a tracker.
///
/// Thread-safe.
///
/// @param <R> the type of the replies
public final class RequestTracker<R> implements DeliveryTracker {
  /// The largest number of pending requests of one virtual user. Further requests count as not
  /// sent.
  public static final int MAX_PENDING = PendingRequests.MAX;

  private final ScenarioContext scenario;
  private final ToLongFunction<R> number;
  private final PerClient<PendingRequests> pending;
  private BiPredicate<SwarmClient, R> isOwn = (client, reply) -> true;
  private Check<R> check = (client, iteration, reply) -> true;
  private boolean isRefusable = true;

  /// The packet id of the requests; 0 before the first one. The threads that send requests write
  /// it. The worker threads of the connections read it when a `Failure` arrives.
  private volatile int packetId;

  /// Checks the content of a reply.
  ///
  /// @param <R> the type of the replies
  @FunctionalInterface
  public interface Check<R> {
    /// Checks one reply.
    ///
    /// @param iteration the iteration that sent the request
    /// @return whether the content is right; when it is not, the reply counts as corrupted
    boolean isGood(SwarmClient client, Iteration iteration, R reply);
  }

  RequestTracker(ScenarioContext scenario, ToLongFunction<R> number) {
    this.scenario = scenario;
    this.number = number;
    this.pending = scenario.perClient(client -> new PendingRequests());
    scenario.track(this);
  }

  /// Sets the check of each reply's content. Without a check, every content is right.
  ///
  /// @return this tracker
  public RequestTracker<R> check(Check<R> isGood) {
    check = isGood;
    return this;
  }

  /// Sets the condition for a reply to belong to the user that receives it, for a game in which
  /// users also receive replies to other users. Replies that do not meet the condition are ignored.
  ///
  /// @return this tracker
  public RequestTracker<R> filter(BiPredicate<SwarmClient, R> condition) {
    isOwn = condition;
    return this;
  }

  /// Declares that the server never answers these requests with a `Failure`. A `Failure` that has
  /// the number of a request does not count as a refusal of this request.
  ///
  /// @return this tracker
  public RequestTracker<R> neverRefused() {
    isRefusable = false;
    return this;
  }

  /// Sends a request. A request that cannot be sent counts as not sent.
  ///
  /// @param iteration the iteration that sends the request. The request has the iteration's number,
  ///   so an iteration can send only one request of each tracker
  /// @param packet the request, with the iteration's number in it
  public void send(SwarmClient client, Iteration iteration, Message.Builder packet) {
    Message request = packet.build();
    send(client, iteration, scenario.packetId(request), () -> client.send(request));
  }

  /// Sends a request whose body is not protobuf.
  ///
  /// @param id the packet id
  /// @param body the request, with the iteration's number in it
  public void sendRaw(SwarmClient client, Iteration iteration, int id, byte[] body) {
    send(client, iteration, id, () -> client.sendRaw(id, body));
  }

  private void send(SwarmClient client, Iteration iteration, int id, Supplier<SendResult> send) {
    if (packetId != id) { // a volatile read is cheaper than a volatile write for each request
      packetId = id;
    }
    pending.of(client).send(iteration, send, scenario.tally());
  }

  void onReply(SwarmClient client, R reply) {
    if (!isOwn.test(client, reply)) {
      return;
    }
    Match match = pending.of(client).answer(number.applyAsLong(reply));
    switch (match.kind()) {
      case ABANDONED -> {}
      case NEVER_SENT -> scenario.tally().unexpected();
      case NOT_PENDING -> scenario.tally().arrived(Arrival.DUPLICATE);
      case IN_ORDER -> arrived(client, reply, match, Arrival.IN_ORDER);
      case LATE -> arrived(client, reply, match, Arrival.LATE);
    }
  }

  @Override
  public boolean isQuiet(SwarmClient client) {
    return pending.of(client).isEmpty();
  }

  @Override
  public boolean refuse(SwarmClient client, Failure failure) {
    long id = Integer.toUnsignedLong(failure.getRequestId());
    boolean isOurs = failure.getPacketId() == 0 || failure.getPacketId() == packetId;
    if (!isRefusable || !isOurs || !pending.of(client).remove(id)) {
      return false;
    }
    scenario.tally().refused(1);
    return true;
  }

  @Override
  public void abandon(SwarmClient client) {
    scenario.tally().abandoned(pending.of(client).abandon());
  }

  @Override
  public void lose(SwarmClient client) {
    scenario.tally().lostWithConnection(pending.of(client).lose());
  }

  private void arrived(SwarmClient client, R reply, Match match, Arrival arrival) {
    Iteration iteration = new Iteration(number.applyAsLong(reply), match.scheduledAt());
    if (!check.isGood(client, iteration, reply)) {
      scenario.tally().corrupted();
    }
    scenario.tally().arrived(arrival);
    scenario.latency().record(scenario.nanoTime() - match.scheduledAt());
  }
}
