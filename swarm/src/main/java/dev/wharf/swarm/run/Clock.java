package dev.wharf.swarm.run;

import java.util.concurrent.locks.LockSupport;

/// The time, and a way to wait for it; a test has its own.
interface Clock {
  /// The time, in nanoseconds from an arbitrary origin.
  long nanoTime();

  /// Waits until that time, or a little longer; may return early.
  void parkUntil(long nanos);

  /// The machine's.
  Clock SYSTEM =
      new Clock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void parkUntil(long nanos) {
          LockSupport.parkNanos(nanos - System.nanoTime());
        }
      };
}
