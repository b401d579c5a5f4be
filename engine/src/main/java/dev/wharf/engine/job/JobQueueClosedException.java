package dev.wharf.engine.job;

/// Thrown when a job is rejected because [JobQueue#closeAfter] has closed its queue.
public final class JobQueueClosedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JobQueueClosedException(String queue) {
    super("Job queue " + queue + " is closed");
  }
}
