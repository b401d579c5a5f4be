package dev.wharf.engine.job;

/// A job was refused because [JobQueue#closeAfter] had closed its queue.
public final class JobQueueClosedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JobQueueClosedException(String queue) {
    super("Job queue " + queue + " is closed");
  }
}
