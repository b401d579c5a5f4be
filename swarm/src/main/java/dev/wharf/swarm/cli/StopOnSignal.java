package dev.wharf.swarm.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// On Ctrl-C or SIGTERM, has something stop, and gives it some seconds to end and to report.
public final class StopOnSignal implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 10;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  private StopOnSignal(Runnable stop) {
    hook = Thread.ofPlatform().name("stop").unstarted(() -> stopAndWait(stop));
  }

  /// Begins to watch.
  ///
  /// @param stop called once at the most, from any thread; returns at once
  public static StopOnSignal watch(Runnable stop) {
    StopOnSignal watch = new StopOnSignal(stop);
    Runtime.getRuntime().addShutdownHook(watch.hook);
    return watch;
  }

  /// It has ended: no need to wait any longer, or to stop it.
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already, and the hook has run, or runs.
    }
  }

  private void stopAndWait(Runnable stop) {
    stop.run();
    try {
      boolean _ = ended.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
