package dev.wharf.simulation.net;

import dev.wharf.simulation.schedule.Scheduler;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// The bytes of one direction of a connection.
///
/// The bytes of a flow are in one queue: first those that have arrived and wait for a read, then
/// those in flight, then those that wait to be sent. The send buffer's size limits the bytes in
/// flight and the bytes to be sent; the receive buffer's size limits the bytes that have arrived
/// and the bytes in flight. So a receiver that does not read stops the sender.
///
/// Segments arrive in the order in which they were sent. A segment is sent again later when it is
/// lost, when the hosts are separated, or when the receiving host is down. The segments behind it
/// wait.
final class Flow {
  private static final int MAX_SEGMENT = 1448;
  private static final int MAX_BURST = 16 * MAX_SEGMENT;
  private static final long FIRST_RETRY_NANOS = 200_000_000L;
  private static final long LAST_RETRY_NANOS = 10_000_000_000L;

  /// The time after which the sender gives up a segment that does not arrive.
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final Scheduler scheduler;
  private final Path path;
  private final int number;
  private final Sender sender;
  private final Receiver receiver;
  private final ByteQueue bytes = new ByteQueue();
  private final ArrayDeque<Segment> inFlight = new ArrayDeque<>();
  private int sendCapacity;
  private int receiveCapacity;
  private int readable;
  private int flying;
  private int unsent;

  /// The number of bytes that still arrive, though the connection is cut. In the queue, they are in
  /// front of the bytes in flight.
  private int last;

  private long lastArrival;
  private long retryNanos = FIRST_RETRY_NANOS;
  private long stuckSince;
  private boolean isFinished;
  private boolean isFinishSent;
  private boolean isAtEnd;
  private boolean isDiscarded;

  /// A part of the flow that is on its way. A segment without bytes is the end of the flow.
  private record Segment(int bytes, long arrival) {}

  /// The endpoint that writes into the flow.
  interface Sender {
    /// Called when the send buffer has room again.
    void onRoom();

    /// Called when the end of the flow has arrived.
    void onFinished();

    /// Called when the connection is broken.
    ///
    /// @param isTimeout whether a segment did not arrive for too long; false when the connection
    ///   was reset
    void onBroken(boolean isTimeout);
  }

  /// The endpoint that reads from the flow.
  interface Receiver {
    /// Called when bytes, or the end of the flow, have arrived.
    void onArrived();

    /// Returns whether the receiving host still has the connection.
    boolean isKnown();

    /// Called when a segment has arrived at a host that does not have the connection. Answers with
    /// a reset.
    void answerWithReset();

    /// Called when a fault of the network resets the connection.
    void onResetOnTheWay();
  }

  Flow(
      Scheduler scheduler,
      Path path,
      Sender sender,
      Receiver receiver,
      int sendCapacity,
      int receiveCapacity) {
    this.scheduler = scheduler;
    this.path = path;
    this.number = path.number();
    this.sender = sender;
    this.receiver = receiver;
    this.sendCapacity = sendCapacity;
    this.receiveCapacity = receiveCapacity;
  }

  // ---- for the sender

  void setSendCapacity(int capacity) {
    sendCapacity = capacity;
  }

  /// Returns the number of bytes for which the send buffer has room.
  int room() {
    return Math.max(0, sendCapacity - unsent - flying);
  }

  /// Adds bytes to the send buffer, at most [#room].
  void write(ByteBuffer from, int count) {
    bytes.add(from, count);
    unsent += count;
  }

  /// Ends the flow after the bytes that were written.
  void finish() {
    isFinished = true;
    send();
  }

  boolean isFinished() {
    return isFinished;
  }

  /// Sends as many of the written bytes as the receive buffer has room for.
  void send() {
    while (unsent > 0 && window() > 0 && !isDiscarded) {
      int count = path.segmentBytes(Math.min(unsent, Math.min(window(), MAX_BURST)));
      unsent -= count;
      flying += count;
      launch(count);
    }
    if (isFinished && !isFinishSent && unsent == 0 && !isDiscarded) {
      isFinishSent = true;
      launch(0);
    }
  }

  private int window() {
    return receiveCapacity - readable - flying;
  }

  private void launch(int count) {
    long arrival = scheduler.now() + path.nanosFor(count);
    lastArrival = Math.max(arrival, lastArrival);
    inFlight.add(new Segment(count, lastArrival));
    if (inFlight.size() == 1) {
      awaitFirst();
    }
  }

  private void awaitFirst() {
    Segment first = inFlight.peek();
    if (first != null) {
      scheduler.after(first.arrival - scheduler.now(), this::arrive);
    }
  }

  // ---- when a segment arrives

  private void arrive() {
    Segment first = inFlight.peek();
    if (isDiscarded || first == null) {
      return;
    }
    if (path.isCut() || path.losesSegment()) {
      retry();
    } else if (!receiver.isKnown()) {
      receiver.answerWithReset();
    } else if (path.resetsHere()) {
      sender.onBroken(false);
      receiver.onResetOnTheWay();
    } else {
      take(first);
    }
  }

  private void take(Segment first) {
    inFlight.remove();
    retryNanos = FIRST_RETRY_NANOS;
    stuckSince = 0;
    flying -= first.bytes;
    readable += first.bytes;
    isAtEnd |= first.bytes == 0;
    scheduler.trace(
        number,
        receiver,
        first.bytes == 0 ? "the end of the stream arrives" : "%d bytes arrive",
        first.bytes);
    awaitFirst();
    receiver.onArrived();
    if (isAtEnd) {
      sender.onFinished();
    } else {
      sender.onRoom();
    }
  }

  private void retry() {
    if (stuckSince == 0) {
      stuckSince = scheduler.now();
    }
    if (scheduler.now() - stuckSince > PATIENCE_NANOS) {
      sender.onBroken(true);
      return;
    }
    scheduler.after(retryNanos, this::arrive);
    retryNanos = Math.min(2 * retryNanos, LAST_RETRY_NANOS);
  }

  /// Returns the time after which a reset arrives that is sent now. It does not overtake the
  /// segments in flight.
  long nanosForReset() {
    return Math.max(path.nanosFor(0), lastArrival + 1 - scheduler.now());
  }

  /// Discards the bytes that have not arrived, and sends nothing more.
  void discardUnsent() {
    isDiscarded = true;
    inFlight.clear();
  }

  /// Takes a random part of the bytes in flight out of the way, because the connection is cut: they
  /// are the last ones to arrive ([#arriveBeforeCut]). The rest stays in flight until the sender
  /// gives up.
  void cut() {
    last = isDiscarded ? 0 : path.bytesBeforeCut(flying);
    flying -= last;
    int left = last;
    while (left > 0) {
      Segment first = inFlight.remove();
      if (first.bytes > left) {
        inFlight.addFirst(new Segment(first.bytes - left, first.arrival));
      }
      left -= Math.min(left, first.bytes);
    }
  }

  // ---- for the receiver

  /// Lets the last bytes before the cut arrive, also when the sender has closed the connection.
  ///
  /// @param isEnd whether the end of the stream arrives behind them
  void arriveBeforeCut(boolean isEnd) {
    if (receiver.isKnown() && (last > 0 || isEnd)) {
      scheduler.trace(number, receiver, "%d bytes arrive, the last ones before the cut", last);
      readable += last;
      last = 0;
      isAtEnd |= isEnd;
      receiver.onArrived();
    }
  }

  /// Returns whether the next segment to arrive has bytes, so that it is not the end of the flow.
  boolean isDataInFlight() {
    Segment first = inFlight.peek();
    return first != null && first.bytes > 0;
  }

  void setReceiveCapacity(int capacity) {
    receiveCapacity = capacity;
  }

  /// Returns the number of bytes that have arrived and were not read.
  int readable() {
    return readable;
  }

  /// Returns whether the end of the flow has arrived.
  boolean isAtEnd() {
    return isAtEnd;
  }

  /// Moves arrived bytes into the buffer, at most [#readable].
  void read(ByteBuffer to, int count) {
    bytes.take(to, count);
    readable -= count;
  }

  /// Returns how many of the arrived bytes the next read gets. A fault may make the read short.
  int readableAtOnce() {
    return path.readBytes(readable);
  }

  /// Discards the bytes that have arrived and were not read.
  void discardArrived() {
    bytes.take(ByteBuffer.allocate(readable), readable);
    readable = 0;
  }
}
