package dev.wharf.engine.job;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The algorithm of [JobQueue] without anything else, divided into steps. A broken twin overrides
/// one of these methods.
class TinyJobQueue {
  static final int CLOSED = 1 << 31;

  final AtomicInteger state = new AtomicInteger();
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Runnable last;

  final boolean tryPush(Runnable job) {
    int ahead = reserve();
    if (ahead > 0) {
      waiting.add(job);
    } else if (ahead == 0) {
      job.run();
      drain();
    }
    return ahead >= 0;
  }

  final void closeAfter(Runnable last) {
    this.last = last;
    if (state.getAndAdd(CLOSED + 1) == 0) {
      last.run();
      state.decrementAndGet();
    }
  }

  /// Reserves a place for a job. Returns the number of places reserved before, or a negative number
  /// when the queue is closed.
  int reserve() {
    while (true) {
      int seen = state.get();
      if (seen < 0 || state.compareAndSet(seen, seen + 1)) {
        return seen;
      }
    }
  }

  /// Frees the place of the job that the caller has just run, and runs the other jobs until none is
  /// left.
  void drain() {
    while ((state.decrementAndGet() & ~CLOSED) != 0) {
      next().run();
    }
  }

  final @Nullable Runnable poll() {
    return waiting.poll();
  }

  private Runnable next() {
    if (state.get() == (CLOSED | 1)) {
      return Objects.requireNonNull(last);
    }
    Runnable job;
    while ((job = waiting.poll()) == null) {
      Thread.onSpinWait();
    }
    return job;
  }
}
