package dev.wharf.engine.job;

/// Says that an executor has rejected a [JobQueue]. [JobQueueOptions#onFailure] gets this
/// exception. It is never thrown, because the jobs run on another thread instead.
public final class JobHandOverException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JobHandOverException(String queue, Throwable cause) {
    super("The executor rejected job queue " + queue + "; its jobs run elsewhere", cause);
  }
}
