package dev.wharf.swarm;

import com.google.protobuf.Message;
import dev.wharf.engine.SendResult;
import dev.wharf.protocol.system.Failure;
import dev.wharf.swarm.measure.SequenceWindow.Arrival;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// Sends numbered inputs and checks the numbered states that answer them. A state acknowledges an
/// input and all earlier inputs. [ScenarioContext#states] creates a stream.
///
/// The tally counts inputs. The first state that acknowledges an input delivers it, and the latency
/// is the input's age at that moment. The stream counts:
///
/// - lost: inputs that no state acknowledges
/// - unexpected: acknowledgements of inputs that were not sent
/// - duplicated: states that come twice
/// - out of order: states that come after a later state, or acknowledge less than an earlier state
/// - gaps: numbers of states that are missing
///
/// The scenario's counter `states` counts all received states.
///
/// Thread-safe.
///
/// @param <S> the type of the states
public final class StateStream<S> implements DeliveryTracker {
  private final ScenarioContext scenario;
  private final ToLongFunction<S> number;
  private final ToLongFunction<S> acknowledged;
  private final PerClient<UserState> pending;
  private final LongAdder states;
  private BiPredicate<SwarmClient, S> isGood = (client, state) -> true;
  private boolean mayHaveGaps;

  /// The pending inputs and the latest state of one virtual user.
  private static final class UserState {
    final PendingRequests inputs = new PendingRequests();

    /// The number of the latest state; 0 before the first. Only the worker thread of the user's
    /// connection uses it.
    long latest;
  }

  StateStream(ScenarioContext scenario, ToLongFunction<S> number, ToLongFunction<S> acknowledged) {
    this.scenario = scenario;
    this.number = number;
    this.acknowledged = acknowledged;
    this.pending = scenario.perClient(client -> new UserState());
    this.states = scenario.counter("states");
    scenario.track(this);
  }

  /// Sets the check of each state's content. A state that fails the check counts as corrupted.
  /// Without a check, every content is right.
  ///
  /// @return this stream
  public StateStream<S> check(BiPredicate<SwarmClient, S> condition) {
    isGood = condition;
    return this;
  }

  /// Allows missing numbers of states, for a server that leaves states out for a slow reader.
  ///
  /// @return this stream
  public StateStream<S> withGaps() {
    mayHaveGaps = true;
    return this;
  }

  /// Sends an input. An input that cannot be sent counts as not sent.
  ///
  /// @param iteration the iteration that sends the input. The input has the iteration's number
  /// @param input the input, with the iteration's number in it
  public void send(SwarmClient client, Iteration iteration, Message.Builder input) {
    send(client, iteration, () -> client.send(input));
  }

  /// Sends an input whose body is not protobuf.
  ///
  /// @param id the packet id
  /// @param body the input, with the iteration's number in it
  public void sendRaw(SwarmClient client, Iteration iteration, int id, byte[] body) {
    send(client, iteration, () -> client.sendRaw(id, body));
  }

  private void send(SwarmClient client, Iteration iteration, Supplier<SendResult> packet) {
    pending.of(client).inputs.send(iteration, packet, scenario.tally());
  }

  void onState(SwarmClient client, S state) {
    states.increment();
    UserState user = pending.of(client);
    long received = number.applyAsLong(state);
    if (user.latest != 0 && received <= user.latest) {
      onOldState(received == user.latest);
      return;
    }
    if (user.latest != 0 && !mayHaveGaps) {
      scenario.tally().gap(received - user.latest - 1);
    }
    user.latest = received;
    if (!isGood.test(client, state)) {
      scenario.tally().corrupted();
    }
    acknowledge(user.inputs, acknowledged.applyAsLong(state));
  }

  private void onOldState(boolean isRepeated) {
    if (isRepeated) {
      scenario.tally().arrived(Arrival.DUPLICATE);
    } else {
      scenario.tally().outOfOrder();
    }
  }

  private void acknowledge(PendingRequests inputs, long upTo) {
    long now = scenario.nanoTime();
    switch (inputs.acknowledge(upTo, scheduledAt -> delivered(now - scheduledAt))) {
      case IN_ORDER, NOT_PENDING, ABANDONED -> {}
      case LATE -> scenario.tally().outOfOrder();
      case NEVER_SENT -> scenario.tally().unexpected();
    }
  }

  private void delivered(long age) {
    scenario.tally().arrived(Arrival.IN_ORDER);
    scenario.latency().record(age);
  }

  @Override
  public boolean isQuiet(SwarmClient client) {
    return pending.of(client).inputs.isEmpty();
  }

  /// Returns false, so that the swarm asks the other trackers: the server answers an input with
  /// states alone, so a `Failure` never refuses an input.
  @Override
  public boolean refuse(SwarmClient client, Failure failure) {
    return false;
  }

  @Override
  public void abandon(SwarmClient client) {
    scenario.tally().abandoned(pending.of(client).inputs.abandon());
  }

  @Override
  public void lose(SwarmClient client) {
    scenario.tally().lostWithConnection(pending.of(client).inputs.lose());
  }
}
