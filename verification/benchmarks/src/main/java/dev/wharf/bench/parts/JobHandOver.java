package dev.wharf.bench.parts;

import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/// Measures jobs that only count, which run one at a time: in a queue that is idle, in a queue that
/// has more jobs, and in a queue that two threads push to.
@State(Scope.Benchmark)
public class JobHandOver {
  private static final int MANY = 16;
  private static final int CAPACITY = 4096;

  private final JobQueue wharf =
      new JobQueue(
          ForkJoinPool.commonPool(),
          JobQueueOptions.defaults().withCapacity(CAPACITY).withBudget(Duration.ofMinutes(1)));
  private final ByHandQueue<Runnable> byHand = new ByHandQueue<>(CAPACITY);
  private final ReentrantLock lock = new ReentrantLock();
  private final Runnable job = this::count;
  private final Runnable wharfPushesMany = this::pushManyToWharf;
  private final Runnable byHandPushesMany = this::pushManyByHand;
  private long counted;

  @Benchmark
  public long idleByWharf() {
    wharf.push(job);
    return counted;
  }

  @Benchmark
  public long idleByConcurrentLinkedQueue() {
    runByHand(job);
    return counted;
  }

  @Benchmark
  public long idleByReentrantLock() {
    runLocked();
    return counted;
  }

  @Benchmark
  @OperationsPerInvocation(MANY)
  public long queuedByWharf() {
    wharf.push(wharfPushesMany);
    return counted;
  }

  @Benchmark
  @OperationsPerInvocation(MANY)
  public long queuedByConcurrentLinkedQueue() {
    runByHand(byHandPushesMany);
    return counted;
  }

  @Benchmark
  @Threads(2)
  public void twoThreadsByWharf() {
    while (!wharf.tryPush(job)) {
      Thread.onSpinWait();
    }
  }

  @Benchmark
  @Threads(2)
  public void twoThreadsByConcurrentLinkedQueue() {
    while (!byHand.hasRoom()) {
      Thread.onSpinWait();
    }
    runByHand(job);
  }

  @Benchmark
  @Threads(2)
  public void twoThreadsByReentrantLock() {
    runLocked();
  }

  private void count() {
    counted++;
  }

  private void pushManyToWharf() {
    for (int i = 0; i < MANY; i++) {
      wharf.push(job);
    }
  }

  private void pushManyByHand() {
    for (int i = 0; i < MANY; i++) {
      runByHand(job);
    }
  }

  private void runByHand(Runnable pushed) {
    if (byHand.add(pushed)) {
      boolean more = true;
      while (more) {
        byHand.first().run();
        more = byHand.done();
      }
    }
  }

  private void runLocked() {
    lock.lock();
    try {
      job.run();
    } finally {
      lock.unlock();
    }
  }
}
