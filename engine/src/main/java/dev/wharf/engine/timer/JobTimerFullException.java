package dev.wharf.engine.timer;

/// A [JobTimer] holds as many scheduled jobs as it may.
public final class JobTimerFullException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JobTimerFullException(String timer, int maxPending) {
    super("Job timer " + timer + " is full: " + maxPending + " jobs are scheduled");
  }
}
