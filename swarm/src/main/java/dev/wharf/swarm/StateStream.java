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
/// input and all inputs before it. Made by [ScenarioContext#states].
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
public final class StateStream<S> implements DeliveryTracker {
  private final ScenarioContext scenario;
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

  StateStream(ScenarioContext scenario, ToLongFunction<S> number, ToLongFunction<S> acknowledged) {
    this.scenario = scenario;
    this.number = number;
    this.acknowledged = acknowledged;
    this.books = scenario.perClient(client -> new Book());
    this.states = scenario.counter("states");
    scenario.track(this);
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
  /// @param iteration the one in which it is sent; its number is the input's
  /// @param input with this number
  public void send(SwarmClient client, Iteration iteration, Message.Builder input) {
    send(client, iteration, () -> client.send(input));
  }

  /// The same for an input whose body is not protobuf.
  ///
  /// @param id of its packet
  /// @param body with the iteration's number
  public void sendRaw(SwarmClient client, Iteration iteration, int id, byte[] body) {
    send(client, iteration, () -> client.sendRaw(id, body));
  }

  private void send(SwarmClient client, Iteration iteration, Supplier<SendResult> packet) {
    boolean isSent = books.of(client).inputs.send(iteration, packet);
    if (isSent) {
      scenario.tally().sent(1);
    } else {
      scenario.tally().notSent();
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
      scenario.tally().gap(came - book.latest - 1);
    }
    book.latest = came;
    if (!isGood.test(client, state)) {
      scenario.tally().corrupted();
    }
    acknowledge(book.inputs, acknowledged.applyAsLong(state));
  }

  private void onOldState(boolean isRepeated) {
    if (isRepeated) {
      scenario.tally().arrived(Arrival.DUPLICATE);
    } else {
      scenario.tally().outOfOrder();
    }
  }

  private void acknowledge(Outstanding inputs, long upTo) {
    long now = scenario.nanoTime();
    switch (inputs.acknowledge(upTo, intended -> delivered(now - intended))) {
      case IN_ORDER, BEFORE, ABANDONED -> {}
      case LATE -> scenario.tally().outOfOrder();
      case NEVER -> scenario.tally().unexpected();
    }
  }

  private void delivered(long age) {
    scenario.tally().arrived(Arrival.IN_ORDER);
    scenario.latency().record(age);
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

  @Override
  public void abandon(SwarmClient client) {
    scenario.tally().abandoned(books.of(client).inputs.abandon());
  }
}
