package dev.wharf.swarm.measure;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Counts a scenario's messages and deliveries. [Counts] explains each count. Trackers, such as
/// [dev.wharf.swarm.RequestTracker], call the tally from any thread. Thread-safe.
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
  private final LongAdder lostWithConnection = new LongAdder();

  /// Whether the last message has been sent. The run's thread sets it, and any thread reads it.
  private volatile boolean isSettling;

  /// Supplies the number of messages that are due up to now. The run's thread sets it when the
  /// first message becomes due, and any thread reads it.
  private volatile LongSupplier due = () -> 0;

  /// Creates a tally with all counts at zero.
  public Tally() {}

  /// Starts the time in which messages become due.
  ///
  /// @param soFar returns the number of messages due up to now; any thread calls it
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

  /// Returns the number of messages due up to now, whether they were sent or not.
  public long due() {
    return due.getAsLong();
  }

  /// Counts a message that was sent. From now on, one delivery to each receiver is expected.
  ///
  /// @param receivers the number of receivers
  public void sent(int receivers) {
    sent.increment();
    expected.add(receivers);
  }

  /// Counts a message that was due and could not be sent.
  public void notSent() {
    notSent.increment();
  }

  /// Counts a message that was sent and that the server refused. Its deliveries are no longer
  /// expected.
  ///
  /// @param receivers the number of receivers, as in [#sent]
  public void refused(int receivers) {
    refused.increment();
    expected.add(-receivers);
  }

  /// Changes the number of expected deliveries.
  ///
  /// @param deliveries the number of additional deliveries; negative when fewer deliveries are
  ///   expected
  public void expect(long deliveries) {
    expected.add(deliveries);
  }

  /// Counts deliveries that were expected as abandoned, because the receiver closed its connection
  /// on purpose.
  public void abandoned(long deliveries) {
    abandoned.add(deliveries);
    expected.add(-deliveries);
  }

  /// Counts deliveries that are lost because a user lost its connection. They stay expected.
  ///
  /// @param deliveries how many more of these deliveries there are; negative for fewer, when some
  ///   of them arrive after all
  public void lostWithConnection(long deliveries) {
    lostWithConnection.add(deliveries);
  }

  /// Counts a message that arrived, by the kind of its arrival.
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

  /// Counts a message that came out of order and is not a delivery, such as an old state.
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

  /// Returns whether all expected deliveries have arrived. Valid only while no message is being
  /// sent.
  public boolean isComplete() {
    return delivered.sum() >= expected.sum();
  }

  /// Returns the number of deliveries that arrived after the last message was sent.
  public long settling() {
    return settling.sum();
  }

  /// Returns the number of deliveries that are lost because a user lost its connection.
  public long lostWithConnection() {
    return lostWithConnection.sum();
  }

  /// Returns the present counts. Reads the delivered count before the expected one, so that a
  /// message that is sent at the same time never makes the number of lost messages negative.
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
