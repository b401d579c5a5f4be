package dev.wharf.swarm.live;

import java.io.IOException;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/// Handles Ctrl-Z and `fg` for a program that has changed its terminal. The program is called
/// before the process stops, and after the process is continued. Does nothing on systems without
/// these signals.
final class JobControl implements AutoCloseable {
  private static final String STOP = "TSTP";
  private static final String CONTINUE = "CONT";

  private final Runnable beforeStop;
  private final Runnable afterContinue;
  private final @Nullable Object stopBefore;
  private final @Nullable Object continueBefore;

  /// Installs the signal handlers.
  ///
  /// @param beforeStop restores the terminal; called on a separate thread, and the process stops
  ///   when this call returns
  /// @param afterContinue changes the terminal again; called on a separate thread, also when
  ///   another signal has stopped the process
  JobControl(Runnable beforeStop, Runnable afterContinue) {
    this.beforeStop = beforeStop;
    this.afterContinue = afterContinue;
    this.stopBefore = Signals.register(STOP, this::stop);
    this.continueBefore = Signals.register(CONTINUE, afterContinue);
  }

  /// Restores the earlier handlers of the signals.
  @Override
  public void close() {
    Signals.unregister(STOP, stopBefore);
    Signals.unregister(CONTINUE, continueBefore);
  }

  /// Calls `beforeStop`. After that, stops the process with SIGSTOP, because the signal handler has
  /// consumed the signal of Ctrl-Z.
  private void stop() {
    beforeStop.run();
    String self = Long.toString(ProcessHandle.current().pid());
    try {
      int code = new ProcessBuilder("kill", "-s", "STOP", self).start().waitFor();
      if (code != 0) {
        afterContinue.run();
      }
    } catch (IOException e) {
      afterContinue.run(); // the system has no kill: the run goes on
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
