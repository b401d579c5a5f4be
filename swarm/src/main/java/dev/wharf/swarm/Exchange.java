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
/// the requests, and be what was asked for. Made by [Cast#exchange].
///
/// Thread-safe.
///
/// @param <R> the reply
public final class Exchange<R> implements Account {
  /// How many requests of one client may wait for their replies.
  public static final int MOST_OPEN = Outstanding.MOST;

  private final Cast cast;
  private final ToLongFunction<R> number;
  private final PerClient<Outstanding> books;
  private BiPredicate<SwarmClient, R> isOwn = (client, reply) -> true;
  private Check<R> check = (client, due, reply) -> true;
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
    /// @param due of the request that it answers
    /// @return false counts it as corrupted
    boolean isGood(SwarmClient client, Due due, R reply);
  }

  Exchange(Cast cast, ToLongFunction<R> number) {
    this.cast = cast;
    this.number = number;
    this.books = cast.perClient(client -> new Outstanding());
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
  /// @param due the turn in which it is sent; its number is the request's, so there can be one of
  ///   each exchange in a turn
  /// @param packet with this number
  public void ask(SwarmClient client, Due due, Message.Builder packet) {
    Message request = packet.build();
    ask(client, due, cast.packetId(request), () -> client.tell(request));
  }

  /// The same for a request whose body is not protobuf.
  ///
  /// @param id of its packet
  /// @param body with the turn's number
  public void askRaw(SwarmClient client, Due due, int id, byte[] body) {
    ask(client, due, id, () -> client.tellRaw(id, body));
  }

  private void ask(SwarmClient client, Due due, int id, Supplier<SendResult> send) {
    if (packetId != id) {
      packetId = id;
    }
    if (books.of(client).send(due, send)) {
      cast.tally().sent(1);
    } else {
      cast.tally().notSent();
    }
  }

  void onReply(SwarmClient client, R reply) {
    if (!isOwn.test(client, reply)) {
      return;
    }
    Asked asked = books.of(client).answer(number.applyAsLong(reply));
    switch (asked.kind()) {
      case ABANDONED -> {}
      case NEVER -> cast.tally().unexpected();
      case BEFORE -> cast.tally().arrived(Arrival.DUPLICATE);
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
    cast.tally().refused(1);
    return true;
  }

  /// They stay in the book, and may come.
  @Override
  public void giveUp(SwarmClient client) {}

  @Override
  public void abandon(SwarmClient client) {
    cast.tally().abandoned(books.of(client).abandon());
  }

  @Override
  public void lose(SwarmClient client) {}

  private void arrived(SwarmClient client, R reply, Asked asked, Arrival arrival) {
    Due due = new Due(number.applyAsLong(reply), asked.intended());
    if (!check.isGood(client, due, reply)) {
      cast.tally().corrupted();
    }
    cast.tally().arrived(arrival);
    cast.latency().record(cast.nanoTime() - asked.intended());
  }
}
