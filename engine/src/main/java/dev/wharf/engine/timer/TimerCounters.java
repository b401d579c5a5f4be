package dev.wharf.engine.timer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Counts the jobs of one [JobTimer]: those that are scheduled, skipped and rejected, and the
/// periodic jobs that keep failing. Thread-safe.
final class TimerCounters {
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicLong skipped = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();

  /// The number of periodic jobs by the names of their queues. A name without jobs is absent.
  private final Map<String, Integer> periodic = new ConcurrentHashMap<>();

  /// The periodic jobs whose last run has thrown.
  private final Set<Periodic> failing = ConcurrentHashMap.newKeySet();

  /// A periodic job, as the counters see it.
  interface Periodic {
    /// Returns the name of the job's queue.
    String queueName();

    /// Returns whether at least three runs in a row have thrown, the first of them at least `time`
    /// ago.
    boolean isFailingFor(Duration time);

    /// Returns whether a further run may start.
    boolean isActive();
  }

  /// Counts a job as scheduled, unless `most` are scheduled already.
  ///
  /// @return whether the job was counted
  boolean tryAdd(int most) {
    if (pending.incrementAndGet() > most) {
      pending.decrementAndGet();
      return false;
    }
    return true;
  }

  /// Counts a scheduled job as ended.
  void remove() {
    pending.decrementAndGet();
  }

  /// Counts a scheduled job as periodic.
  void addPeriodic(Periodic job) {
    periodic.merge(job.queueName(), 1, Integer::sum);
  }

  /// Counts a periodic job as ended. Called once for each job.
  void removePeriodic(Periodic job) {
    failing.remove(job);
    periodic.computeIfPresent(job.queueName(), (_, count) -> count == 1 ? null : count - 1);
  }

  /// Records whether the last run of a periodic job has thrown. Called by the runner of the job's
  /// queue, when the result of this run differs from the result of the run before.
  void noteFailing(Periodic job, boolean fails) {
    if (fails) {
      failing.add(job);
    }
    if (!fails || !job.isActive()) {
      failing.remove(job);
    }
  }

  void addSkipped(long runs) {
    skipped.addAndGet(runs);
  }

  void addRejected() {
    rejected.incrementAndGet();
  }

  int pending() {
    return pending.get();
  }

  long skipped() {
    return skipped.get();
  }

  long rejected() {
    return rejected.get();
  }

  /// Counts the periodic jobs that keep failing, as [JobTimer#failingFor] says.
  List<PeriodicJobs> failingFor(Duration time) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Periodic job : failing) {
      if (job.isFailingFor(time)) {
        counts.merge(job.queueName(), 1, Integer::sum);
      }
    }
    List<PeriodicJobs> found = new ArrayList<>();
    counts.forEach(
        (queue, count) ->
            found.add(
                new PeriodicJobs(queue, Math.max(count, periodic.getOrDefault(queue, 0)), count)));
    return found;
  }
}
