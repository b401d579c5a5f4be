package dev.wharf.swarm;

import com.google.protobuf.Message;
import dev.wharf.engine.SendResult;
import dev.wharf.protocol.system.Failure;
import dev.wharf.swarm.Outstanding.Asked;
import dev.wharf.swarm.measure.SequenceWindow.Arrival;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// Numbered requests and their replies, kept account of: each reply must come once, in the order of
/// the requests, and be what was asked for. Made by [ScenarioContext#exchange].
///
/// Thread-safe.
///
/// @param <R> the reply
public final class Exchange<R> implements DeliveryTracker {
  /// How many requests of one client may wait for their replies.
  public static final int MOST_OPEN = Outstanding.MOST;

  private final ScenarioContext scenario;
  private final ToLongFunction<R> number;
  private final PerClient<Outstanding> books;
  private BiPredicate<SwarmClient, R> isOwn = (client, reply) -> true;
  private Check<R> check = (client, iteration, reply) -> true;
  private boolean isRefusable = true;

  /// Set with the first request.
  private volatile int packetId;

  /// Says whether a reply is what it should be.
  ///
  /// @param <R> the reply
  @FunctionalInterface
  public interface Check<R> {
    /// Looks at a reply.
    ///
    /// @param iteration of the request that it answers
    /// @return false counts it as corrupted
    boolean isGood(SwarmClient client, Iteration iteration, R reply);
  }

  Exchange(ScenarioContext scenario, ToLongFunction<R> number) {
    this.scenario = scenario;
    this.number = number;
    this.books = scenario.perClient(client -> new Outstanding());
    scenario.track(this);
  }

  /// Looks at the content of each reply.
  ///
  /// @return this
  public Exchange<R> checked(Check<R> isGood) {
    check = isGood;
    return this;
  }

  /// For replies that others get as well: tells which are the client's own; others are passed over.
  ///
  /// @return this
  public Exchange<R> whereOwn(BiPredicate<SwarmClient, R> condition) {
    isOwn = condition;
    return this;
  }

  /// For requests that the server never refuses by their number.
  ///
  /// @return this
  public Exchange<R> neverRefused() {
    isRefusable = false;
    return this;
  }

  /// Sends a request, or counts it as not sent.
  ///
  /// @param iteration the one in which it is sent; its number is the request's, so there can be one
  ///   of each exchange in an iteration
  /// @param packet with this number
  public void ask(SwarmClient client, Iteration iteration, Message.Builder packet) {
    Message request = packet.build();
    ask(client, iteration, scenario.packetId(request), () -> client.send(request));
  }

  /// The same for a request whose body is not protobuf.
  ///
  /// @param id of its packet
  /// @param body with the iteration's number
  public void askRaw(SwarmClient client, Iteration iteration, int id, byte[] body) {
    ask(client, iteration, id, () -> client.sendRaw(id, body));
  }

  private void ask(SwarmClient client, Iteration iteration, int id, Supplier<SendResult> send) {
    if (packetId != id) { // a volatile write for each request would cost more
      packetId = id;
    }
    if (books.of(client).send(iteration, send)) {
      scenario.tally().sent(1);
    } else {
      scenario.tally().notSent();
    }
  }

  void onReply(SwarmClient client, R reply) {
    if (!isOwn.test(client, reply)) {
      return;
    }
    Asked asked = books.of(client).answer(number.applyAsLong(reply));
    switch (asked.kind()) {
      case ABANDONED -> {}
      case NEVER -> scenario.tally().unexpected();
      case BEFORE -> scenario.tally().arrived(Arrival.DUPLICATE);
      case IN_ORDER -> arrived(client, reply, asked, Arrival.IN_ORDER);
      case LATE -> arrived(client, reply, asked, Arrival.LATE);
    }
  }

  @Override
  public boolean isQuiet(SwarmClient client) {
    return books.of(client).isEmpty();
  }

  @Override
  public boolean refuse(SwarmClient client, Failure failure) {
    long id = Integer.toUnsignedLong(failure.getRequestId());
    boolean isOurs = failure.getPacketId() == 0 || failure.getPacketId() == packetId;
    if (!isRefusable || !isOurs || !books.of(client).remove(id)) {
      return false;
    }
    scenario.tally().refused(1);
    return true;
  }

  @Override
  public void abandon(SwarmClient client) {
    scenario.tally().abandoned(books.of(client).abandon());
  }

  private void arrived(SwarmClient client, R reply, Asked asked, Arrival arrival) {
    Iteration iteration = new Iteration(number.applyAsLong(reply), asked.intended());
    if (!check.isGood(client, iteration, reply)) {
      scenario.tally().corrupted();
    }
    scenario.tally().arrived(arrival);
    scenario.latency().record(scenario.nanoTime() - asked.intended());
  }
}
