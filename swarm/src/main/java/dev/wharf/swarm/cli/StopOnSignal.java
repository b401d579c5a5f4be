package dev.wharf.swarm.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Stops a run on Ctrl-C or SIGTERM. After the signal, the process waits up to 10 seconds before it
/// ends, so that the run can write its report.
public final class StopOnSignal implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 10;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  private StopOnSignal(Runnable stop) {
    hook = Thread.ofPlatform().name("stop").unstarted(() -> stopAndWait(stop));
  }

  /// Registers a shutdown hook, which stops the run when a signal ends the process.
  ///
  /// @param stop stops the run, and must not block. The thread of the shutdown hook calls it, at
  ///   most once
  public static StopOnSignal watch(Runnable stop) {
    StopOnSignal watch = new StopOnSignal(stop);
    Runtime.getRuntime().addShutdownHook(watch.hook);
    return watch;
  }

  /// Records that the run has ended. After that, a signal does not stop the run, and the process
  /// does not wait before it ends.
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
