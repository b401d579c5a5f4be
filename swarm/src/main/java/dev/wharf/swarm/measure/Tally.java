package dev.wharf.swarm.measure;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Counts a scenario's messages and deliveries. [Counts] explains each count. Thread-safe.
public final class Tally {
  private final LongAdder sent = new LongAdder();
  private final LongAdder notSent = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder expected = new LongAdder();
  private final LongAdder delivered = new LongAdder();
  private final LongAdder duplicated = new LongAdder();
  private final LongAdder outOfOrder = new LongAdder();
  private final LongAdder corrupted = new LongAdder();
  private final LongAdder gaps = new LongAdder();
  private final LongAdder unexpected = new LongAdder();
  private final LongAdder abandoned = new LongAdder();
  private final LongAdder settling = new LongAdder();

  /// Set by the run's thread when the last message has been sent; read by any thread.
  private volatile boolean isSettling;

  /// Set by the run's thread when the first message becomes due; read by any thread.
  private volatile LongSupplier due = () -> 0;

  /// Creates a tally of zero.
  public Tally() {}

  /// Starts the time in which messages become due.
  ///
  /// @param soFar returns the number of messages due up to now; called on any thread
  public void dueFrom(LongSupplier soFar) {
    due = soFar;
  }

  /// Ends the time in which messages are sent. Later deliveries count as delivered, and also as
  /// [#settling()].
  public void endSending() {
    long soFar = due();
    due = () -> soFar;
    isSettling = true;
  }

  /// The number of messages due up to now, sent or not.
  public long due() {
    return due.getAsLong();
  }

  /// Counts a message sent to the given number of receivers.
  public void sent(int receivers) {
    sent.increment();
    expected.add(receivers);
  }

  /// Counts a message that was due and could not be sent.
  public void notSent() {
    notSent.increment();
  }

  /// Counts a message to the given number of receivers that the server refused.
  public void refused(int receivers) {
    refused.increment();
    expected.add(-receivers);
  }

  /// Changes the number of expected deliveries.
  public void expect(long deliveries) {
    expected.add(deliveries);
  }

  /// Moves expected deliveries to the abandoned ones, because their receiver closed its connection
  /// on purpose.
  public void abandoned(long deliveries) {
    abandoned.add(deliveries);
    expected.add(-deliveries);
  }

  /// Counts a message that arrived.
  public void arrived(SequenceWindow.Arrival arrival) {
    switch (arrival) {
      case IN_ORDER -> delivered();
      case LATE -> {
        delivered();
        outOfOrder.increment();
      }
      case DUPLICATE -> duplicated.increment();
    }
  }

  /// Counts a message that is not a delivery and arrived too late.
  public void outOfOrder() {
    outOfOrder.increment();
  }

  /// Counts a message that arrived with another content than the one sent.
  public void corrupted() {
    corrupted.increment();
  }

  /// Counts numbers that are missing in the server's numbering.
  public void gap(long numbers) {
    gaps.add(numbers);
  }

  /// Counts a message that arrived and was never sent.
  public void unexpected() {
    unexpected.increment();
  }

  /// Whether all expected deliveries have arrived. Valid only while no message is being sent.
  public boolean isComplete() {
    return delivered.sum() >= expected.sum();
  }

  /// The number of deliveries that arrived after the last message was sent.
  public long settling() {
    return settling.sum();
  }

  /// The present counts. Reads the delivered count before the expected one, so that deliveries in
  /// flight do not appear as unexpected.
  public Counts counts() {
    long deliveredSoFar = delivered.sum();
    return new Counts(
        sent.sum(),
        notSent.sum(),
        refused.sum(),
        expected.sum(),
        deliveredSoFar,
        duplicated.sum(),
        outOfOrder.sum(),
        corrupted.sum(),
        gaps.sum(),
        unexpected.sum(),
        abandoned.sum());
  }

  private void delivered() {
    delivered.increment();
    if (isSettling) {
      settling.increment();
    }
  }
}
