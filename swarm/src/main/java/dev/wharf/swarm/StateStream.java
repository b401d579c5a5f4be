package dev.wharf.swarm;

import com.google.protobuf.Message;
import dev.wharf.engine.SendResult;
import dev.wharf.protocol.system.Failure;
import dev.wharf.swarm.measure.SequenceWindow.Arrival;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// Numbered inputs of a client, and the numbered states that answer them. A state acknowledges an
/// input and all inputs before it. Made by [Cast#states].
///
/// The books count inputs: an input is delivered with the first state that acknowledges it, and its
/// latency is its age at that moment. The stream finds inputs that are never acknowledged (lost),
/// acknowledgements of inputs that were not sent (unexpected), states that come twice (duplicated),
/// that come after a later one or acknowledge less than one before (out of order), and numbers of
/// states that were left out (gaps). The scenario's counter `states` has all states that came.
///
/// Thread-safe.
///
/// @param <S> the state
public final class StateStream<S> implements Account {
  private final Cast cast;
  private final ToLongFunction<S> number;
  private final ToLongFunction<S> acknowledged;
  private final PerClient<Book> books;
  private final LongAdder states;
  private BiPredicate<SwarmClient, S> isGood = (client, state) -> true;
  private boolean mayLeaveOut;

  /// One client's inputs and states.
  private static final class Book {
    final Outstanding inputs = new Outstanding();

    /// The number of the latest state; 0 before the first. Confined to the client's worker.
    long latest;
  }

  StateStream(Cast cast, ToLongFunction<S> number, ToLongFunction<S> acknowledged) {
    this.cast = cast;
    this.number = number;
    this.acknowledged = acknowledged;
    this.books = cast.perClient(client -> new Book());
    this.states = cast.counter("states");
  }

  /// Looks at the content of each state. False counts it as corrupted.
  ///
  /// @return this
  public StateStream<S> checked(BiPredicate<SwarmClient, S> condition) {
    isGood = condition;
    return this;
  }

  /// For a server that leaves states out, as for a slow reader: gaps in the numbers of states are
  /// not counted.
  ///
  /// @return this
  public StateStream<S> withGaps() {
    mayLeaveOut = true;
    return this;
  }

  /// Sends an input, or counts it as not sent.
  ///
  /// @param due the turn in which it is sent; its number is the input's
  /// @param input with this number
  public void send(SwarmClient client, Due due, Message.Builder input) {
    send(client, due, () -> client.tell(input));
  }

  /// The same for an input whose body is not protobuf.
  ///
  /// @param id of its packet
  /// @param body with the turn's number
  public void sendRaw(SwarmClient client, Due due, int id, byte[] body) {
    send(client, due, () -> client.tellRaw(id, body));
  }

  private void send(SwarmClient client, Due due, Supplier<SendResult> packet) {
    boolean isSent = books.of(client).inputs.send(due, packet);
    if (isSent) {
      cast.tally().sent(1);
    } else {
      cast.tally().notSent();
    }
  }

  void onState(SwarmClient client, S state) {
    states.increment();
    Book book = books.of(client);
    long came = number.applyAsLong(state);
    if (book.latest != 0 && came <= book.latest) {
      onOldState(came == book.latest);
      return;
    }
    if (book.latest != 0 && !mayLeaveOut) {
      cast.tally().gap(came - book.latest - 1);
    }
    book.latest = came;
    if (!isGood.test(client, state)) {
      cast.tally().corrupted();
    }
    acknowledge(book.inputs, acknowledged.applyAsLong(state));
  }

  private void onOldState(boolean isRepeated) {
    if (isRepeated) {
      cast.tally().arrived(Arrival.DUPLICATE);
    } else {
      cast.tally().outOfOrder();
    }
  }

  private void acknowledge(Outstanding inputs, long upTo) {
    long now = cast.nanoTime();
    switch (inputs.acknowledge(upTo, intended -> delivered(now - intended))) {
      case IN_ORDER, BEFORE, ABANDONED -> {}
      case LATE -> cast.tally().outOfOrder();
      case NEVER -> cast.tally().unexpected();
    }
  }

  private void delivered(long age) {
    cast.tally().arrived(Arrival.IN_ORDER);
    cast.latency().record(age);
  }

  @Override
  public boolean isQuiet(SwarmClient client) {
    return books.of(client).inputs.isEmpty();
  }

  /// A Failure says nothing about inputs: a state does.
  @Override
  public boolean refuse(SwarmClient client, Failure failure) {
    return false;
  }

  /// Inputs that were not acknowledged stay in the book, and may be acknowledged later.
  @Override
  public void giveUp(SwarmClient client) {}

  @Override
  public void abandon(SwarmClient client) {
    cast.tally().abandoned(books.of(client).inputs.abandon());
  }

  @Override
  public void lose(SwarmClient client) {}
}
