package dev.wharf.engine.uring.channels;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// Makes the thread pool of the provider's default group. It is a cached pool. The two system
/// properties that [java.nio.channels.AsynchronousChannelGroup] names configure it.
final class DefaultThreadPool {
  /// The system property that names the class of the [ThreadFactory] for the pool's threads.
  /// Without the property, the threads are daemons.
  private static final String THREAD_FACTORY = "java.nio.channels.DefaultThreadPool.threadFactory";

  /// The system property for the number of tasks of the JDK's pool that wait for completions. No
  /// thread of this pool waits for completions, so the value is only checked.
  private static final String INITIAL_SIZE = "java.nio.channels.DefaultThreadPool.initialSize";

  private DefaultThreadPool() {}

  /// Creates the thread pool as the system properties say.
  ///
  /// @throws Error when a property has a value that cannot be used
  static ExecutorService create() {
    checkInitialSize(System.getProperty(INITIAL_SIZE));
    return Executors.newCachedThreadPool(threadFactory(System.getProperty(THREAD_FACTORY)));
  }

  private static void checkInitialSize(@Nullable String value) {
    if (value == null) {
      return;
    }
    try {
      int _ = Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw unusable(INITIAL_SIZE, value, e);
    }
  }

  private static ThreadFactory threadFactory(@Nullable String className) {
    if (className == null) {
      return Thread.ofPlatform().daemon().name("io_uring-default-", 1).factory();
    }
    try {
      return Class.forName(className, true, ClassLoader.getSystemClassLoader())
          .asSubclass(ThreadFactory.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unusable(THREAD_FACTORY, className, e);
    }
  }

  private static Error unusable(String property, String value, Exception cause) {
    return new Error("the value of " + property + " cannot be used: " + value, cause);
  }
}
