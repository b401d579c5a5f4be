package dev.wharf.engine.timer;

/// Thrown when a [JobTimer] has as many scheduled jobs as its options allow.
public final class JobTimerFullException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JobTimerFullException(String timer, int maxPending) {
    super("Job timer " + timer + " is full: " + maxPending + " jobs are scheduled");
  }
}
