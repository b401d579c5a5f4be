package dev.wharf.swarm.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Stops a run on Ctrl-C or SIGTERM. The end of the process then waits up to 10 seconds, so that
/// the run can write its report.
public final class StopOnSignal implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 10;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  private StopOnSignal(Runnable stop) {
    hook = Thread.ofPlatform().name("stop").unstarted(() -> stopAndWait(stop));
  }

  /// Starts to wait for a signal.
  ///
  /// @param stop stops the run, and must not block. Called at most once, on a thread of its own
  public static StopOnSignal watch(Runnable stop) {
    StopOnSignal watch = new StopOnSignal(stop);
    Runtime.getRuntime().addShutdownHook(watch.hook);
    return watch;
  }

  /// Records that the run has ended. A signal no longer stops it, and the end of the process no
  /// longer waits.
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, so that the hook has run or is running.
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
