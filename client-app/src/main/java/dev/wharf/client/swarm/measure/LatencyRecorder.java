package dev.wharf.client.swarm.measure;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/// Latencies of one kind, from 1 µs to [#LONGEST], to three digits.
///
/// [#record] may be called from any thread and takes no lock: each thread has a recorder of its
/// own. Reading gathers from all of them.
public final class LatencyRecorder {
  /// The longest latency that is told apart; longer ones are recorded as this, and counted
  /// ([LatencySummary#above()]).
  public static final Duration LONGEST = Duration.ofMinutes(5);

  private static final long MAX_NANOS = LONGEST.toNanos();
  private static final long MIN_NANOS = 1_000;
  private static final int DIGITS = 3;

  private final Queue<ThreadPart> parts = new ConcurrentLinkedQueue<>();
  private final ThreadLocal<ThreadPart> mine = ThreadLocal.withInitial(this::newPart);
  private final LongAdder above = new LongAdder();

  /// Guarded by this.
  private final Histogram total = newHistogram();

  /// One thread's recorder, and the histogram that is swapped with it.
  private static final class ThreadPart {
    final SingleWriterRecorder recorder = new SingleWriterRecorder(MIN_NANOS, MAX_NANOS, DIGITS);
    @Nullable Histogram spare;
  }

  /// Records one latency. Less than nothing counts as nothing.
  public void record(long nanos) {
    if (nanos > MAX_NANOS) {
      above.increment();
    }
    mine.get().recorder.recordValue(Math.clamp(nanos, 0, MAX_NANOS));
  }

  /// What was recorded since the last call.
  public synchronized LatencySummary sinceLastCall() {
    Histogram interval = newHistogram();
    for (ThreadPart part : parts) {
      Histogram latest = part.recorder.getIntervalHistogram(part.spare);
      interval.add(latest);
      part.spare = latest;
    }
    total.add(interval);
    return LatencySummary.of(interval, 0);
  }

  /// All that was recorded.
  public synchronized LatencySummary total() {
    sinceLastCall();
    return LatencySummary.of(total, above.sum());
  }

  private ThreadPart newPart() {
    ThreadPart part = new ThreadPart();
    parts.add(part);
    return part;
  }

  private static Histogram newHistogram() {
    return new Histogram(MIN_NANOS, MAX_NANOS, DIGITS);
  }
}
