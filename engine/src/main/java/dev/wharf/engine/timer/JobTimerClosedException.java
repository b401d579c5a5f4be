package dev.wharf.engine.timer;

/// Thrown when a job is scheduled on a closed [JobTimer].
public final class JobTimerClosedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JobTimerClosedException(String timer) {
    super("Job timer " + timer + " is closed");
  }
}
