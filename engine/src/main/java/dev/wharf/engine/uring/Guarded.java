package dev.wharf.engine.uring;

import java.nio.channels.CompletionHandler;
import org.jspecify.annotations.Nullable;

/// Runs what users gave us on a thread that has to outlive it: what it throws goes to the thread's
/// handler of uncaught exceptions, and an interrupt stays behind.
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

  /// Tells a handler how its operation ended.
  @SuppressWarnings("NullAway") // where there is no failure, the result is one; null for a Void
  static <R, A extends @Nullable Object> void complete(
      CompletionHandler<R, A> handler,
      A attachment,
      @Nullable R result,
      @Nullable Throwable failure) {
    if (failure == null) {
      handler.completed(result, attachment);
    } else {
      handler.failed(failure, attachment);
    }
  }

  /// Gives what was thrown to the thread's handler of uncaught exceptions.
  static void report(Throwable thrown) {
    Thread thread = Thread.currentThread();
    try {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    } catch (Throwable alsoThrown) {
      // The JVM ignores what a handler of uncaught exceptions throws, too.
    }
  }

  @SuppressWarnings("ReturnValueIgnored")
  static void clearInterrupt() {
    Thread.interrupted();
  }
}
