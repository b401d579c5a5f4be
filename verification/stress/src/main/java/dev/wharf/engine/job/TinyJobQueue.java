package dev.wharf.engine.job;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// [JobQueue]'s algorithm and nothing else, in steps that a broken twin overrides one at a time.
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

  /// Takes a place. Returns how many were before, or a negative number when the queue is closed.
  int reserve() {
    while (true) {
      int seen = state.get();
      if (seen < 0 || state.compareAndSet(seen, seen + 1)) {
        return seen;
      }
    }
  }

  /// After the runner's own job: gives its place back and runs the others until none is left.
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
