package dev.wharf.engine.uring.ring;

/// Runs code of others on a thread that must outlive it. Exceptions go to the thread's handler of
/// uncaught exceptions, and an interrupt is cleared afterwards.
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
