package dev.wharf.swarm.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/// Records latencies of one kind, from 1 µs to [#LONGEST], to three digits.
///
/// [#record] may be called from any thread and takes no lock, because each thread has its own
/// histogram. Reading adds up all of them.
public final class LatencyRecorder {
  /// The longest latency that is recorded exactly. Longer ones are recorded with this value and
  /// counted in [LatencySummary#above()].
  public static final Duration LONGEST = Duration.ofMinutes(5);

  private static final long MAX_NANOS = LONGEST.toNanos();
  private static final long MIN_NANOS = 1_000;
  private static final int DIGITS = 3;

  private final Queue<ThreadPart> parts = new ConcurrentLinkedQueue<>();
  private final ThreadLocal<ThreadPart> mine = ThreadLocal.withInitial(this::newPart);
  private final LongAdder above = new LongAdder();

  /// Guarded by this.
  private final Histogram total = newHistogram();

  /// Guarded by this.
  private final List<Interval> intervals = new ArrayList<>();

  /// One thread's recorder, and the histogram that is swapped with it.
  private static final class ThreadPart {
    final SingleWriterRecorder recorder = new SingleWriterRecorder(MIN_NANOS, MAX_NANOS, DIGITS);
    @Nullable Histogram spare;
  }

  /// Creates a recorder without latencies.
  public LatencyRecorder() {}

  /// Records one latency. A negative one counts as 0.
  public void record(long nanos) {
    if (nanos > MAX_NANOS) {
      above.increment();
    }
    mine.get().recorder.recordValue(Math.clamp(nanos, 0, MAX_NANOS));
  }

  /// Starts an interval. Intervals are read independently of each other.
  public synchronized Interval newInterval() {
    gather();
    Interval interval = new Interval();
    intervals.add(interval);
    return interval;
  }

  /// The summary of all latencies.
  public LatencySummary total() {
    return histogram().summary();
  }

  /// All latencies, with their distribution.
  public synchronized LatencyHistogram histogram() {
    gather();
    return new LatencyHistogram(total.copy(), above.sum());
  }

  /// The latencies since its last reading. Thread-safe.
  public final class Interval {
    /// Guarded by the recorder.
    private final Histogram pending = newHistogram();

    private Interval() {}

    /// The latencies that were recorded since the last call.
    public LatencySummary next() {
      synchronized (LatencyRecorder.this) {
        gather();
        LatencySummary summary = LatencySummary.of(pending, 0);
        pending.reset();
        return summary;
      }
    }
  }

  /// Moves the threads' latencies into the total and all intervals. The caller holds the lock.
  private void gather() {
    for (ThreadPart part : parts) {
      Histogram latest = part.recorder.getIntervalHistogram(part.spare);
      if (latest.getTotalCount() > 0) {
        total.add(latest);
        intervals.forEach(interval -> interval.pending.add(latest));
      }
      part.spare = latest;
    }
  }

  private ThreadPart newPart() {
    ThreadPart part = new ThreadPart();
    parts.add(part);
    return part;
  }

  static Histogram newHistogram() {
    return new Histogram(MIN_NANOS, MAX_NANOS, DIGITS);
  }
}
