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
/// histogram. A reader adds up the histograms of all threads.
public final class LatencyRecorder {
  /// The longest latency that is recorded exactly. A longer latency is recorded with this value,
  /// and counted in [LatencySummary#above()].
  public static final Duration LONGEST = Duration.ofMinutes(5);

  private static final long MAX_NANOS = LONGEST.toNanos();
  private static final long MIN_NANOS = 1_000;
  private static final int DIGITS = 3;

  private final Queue<ThreadPart> parts = new ConcurrentLinkedQueue<>();
  private final ThreadLocal<ThreadPart> mine = ThreadLocal.withInitial(this::newPart);
  private final LongAdder above = new LongAdder();

  /// The latencies of all threads up to the last [#gather]. Guarded by this.
  private final Histogram total = newHistogram();

  /// All intervals that were started. Guarded by this.
  private final List<Interval> intervals = new ArrayList<>();

  /// The recorder of one thread, and a spare histogram, which is exchanged with the recorder's
  /// histogram at each reading.
  private static final class ThreadPart {
    final SingleWriterRecorder recorder = new SingleWriterRecorder(MIN_NANOS, MAX_NANOS, DIGITS);
    @Nullable Histogram spare;
  }

  /// Creates a recorder without latencies.
  public LatencyRecorder() {}

  /// Records one latency. A negative latency counts as 0.
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

  /// Returns the percentiles of all latencies.
  public LatencySummary total() {
    return histogram().summary();
  }

  /// Returns the distribution of all latencies.
  public synchronized LatencyHistogram histogram() {
    gather();
    return new LatencyHistogram(total.copy(), above.sum());
  }

  /// Reads the latencies that were recorded since the previous reading of this interval.
  /// Thread-safe.
  public final class Interval {
    /// The latencies since the previous reading of this interval. Guarded by the recorder.
    private final Histogram pending = newHistogram();

    private Interval() {}

    /// Returns the latencies since the previous call. At the first call, returns the latencies
    /// since the start of the interval.
    public LatencySummary next() {
      synchronized (LatencyRecorder.this) {
        gather();
        LatencySummary summary = LatencySummary.of(pending, 0);
        if (summary.count() > 0) {
          pending.reset();
        }
        return summary;
      }
    }
  }

  /// Moves the threads' latencies into the total and all intervals. The caller holds the lock of
  /// this recorder.
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
