package dev.wharf.engine.timer;

/// A job was scheduled on a [JobTimer] that is closed.
public final class JobTimerClosedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JobTimerClosedException(String timer) {
    super("Job timer " + timer + " is closed");
  }
}
