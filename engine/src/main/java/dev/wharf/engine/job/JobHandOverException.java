package dev.wharf.engine.job;

/// An executor refused to run a [JobQueue]. Given to [JobQueueOptions#onFailure], never thrown: the
/// jobs run elsewhere.
public final class JobHandOverException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JobHandOverException(String queue, Throwable cause) {
    super("The executor refused job queue " + queue + "; its jobs run elsewhere", cause);
  }
}
