package dev.wharf.simulation.schedule;

import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.stream.Collectors;

/// Finds threads that end a step while they hold a lock. Another thread that needs the lock would
/// keep the turn, and wait for ever.
final class Locks {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Locks() {}

  /// Returns the monitors that the calling thread holds, and where it has locked them. The result
  /// is empty when it holds none. A call takes about 0.1 ms. Other locks are not found, because the
  /// JVM would have to search the whole heap.
  static String heldMonitors() {
    long[] caller = {Thread.currentThread().threadId()};
    return Arrays.stream(THREADS.getThreadInfo(caller, true, false)[0].getLockedMonitors())
        .map(Locks::text)
        .collect(Collectors.joining(", "));
  }

  private static String text(MonitorInfo monitor) {
    return monitor.getClassName() + ", locked at " + monitor.getLockedStackFrame();
  }

  /// Returns which lock the thread waits for, and which other thread holds the lock. The result is
  /// empty when the thread does not wait for a lock.
  static String awaitedBy(Thread thread) {
    ThreadInfo info = THREADS.getThreadInfo(thread.threadId());
    return info == null || info.getLockOwnerName() == null
        ? ""
        : "; it needs the lock "
            + info.getLockName()
            + ", and thread "
            + info.getLockOwnerName()
            + " has ended a step while it holds this lock";
  }
}
