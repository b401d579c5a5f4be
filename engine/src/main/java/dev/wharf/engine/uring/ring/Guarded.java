package dev.wharf.engine.uring.ring;

/// Runs a task or a callback on the loop's thread in such a way that an exception does not end the
/// thread. The exception goes to the thread's handler of uncaught exceptions. The thread's
/// interrupt flag is cleared afterwards.
final class Guarded {
  private Guarded() {}

  static void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable t) {
      report(t);
    } finally {
      clearInterrupt();
    }
  }

  /// Gives an exception to the thread's handler of uncaught exceptions.
  static void report(Throwable thrown) {
    Thread thread = Thread.currentThread();
    try {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    } catch (Throwable alsoThrown) {
      // The JVM, too, ignores what a handler of uncaught exceptions throws.
    }
  }

  @SuppressWarnings("ReturnValueIgnored")
  static void clearInterrupt() {
    Thread.interrupted();
  }
}
