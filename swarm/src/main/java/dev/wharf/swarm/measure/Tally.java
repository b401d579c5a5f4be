package dev.wharf.swarm.measure;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Counts a scenario's messages and deliveries, from any thread. [Counts] explains each count.
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

  /// Set by the run's thread when the last message has been sent, read by whoever counts.
  private volatile boolean isSettling;

  /// Set by the run's thread when messages begin to be due, read by whoever asks.
  private volatile LongSupplier due = () -> 0;

  /// Empty.
  public Tally() {}

  /// Messages begin to be due.
  ///
  /// @param soFar tells how many were to be sent up to now; any thread may ask
  public void dueFrom(LongSupplier soFar) {
    due = soFar;
  }

  /// The last message has been sent, and no other becomes due. What arrives from now on is counted
  /// as delivered and, apart, as [#settling()].
  public void endSending() {
    long soFar = due();
    due = () -> soFar;
    isSettling = true;
  }

  /// How many messages were to be sent up to now, sent or not.
  public long due() {
    return due.getAsLong();
  }

  /// A message was sent, to so many receivers.
  public void sent(int receivers) {
    sent.increment();
    expected.add(receivers);
  }

  /// A message was due and could not be sent.
  public void notSent() {
    notSent.increment();
  }

  /// The server refused a message that was sent to so many receivers.
  public void refused(int receivers) {
    refused.increment();
    expected.add(-receivers);
  }

  /// So many more deliveries have to come, or fewer.
  public void expect(long deliveries) {
    expected.add(deliveries);
  }

  /// Whether so many deliveries that were expected will come is not known any more: their receiver
  /// closed its connection at will.
  public void abandoned(long deliveries) {
    abandoned.add(deliveries);
    expected.add(-deliveries);
  }

  /// A message arrived.
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

  /// A message that is not a delivery arrived too late.
  public void outOfOrder() {
    outOfOrder.increment();
  }

  /// A message arrived with another content than was sent.
  public void corrupted() {
    corrupted.increment();
  }

  /// The server's count jumped over so many numbers.
  public void gap(long numbers) {
    gaps.add(numbers);
  }

  /// A message arrived that was never sent.
  public void unexpected() {
    unexpected.increment();
  }

  /// Whether all expected deliveries have arrived. Valid only while no message is being sent.
  public boolean isComplete() {
    return delivered.sum() >= expected.sum();
  }

  /// How many deliveries came after the last message had been sent.
  public long settling() {
    return settling.sum();
  }

  /// The counts so far. What is delivered is read before what is expected, so that nothing under
  /// way seems to have come out of nothing.
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
