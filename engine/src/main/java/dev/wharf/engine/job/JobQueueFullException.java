package dev.wharf.engine.job;

/// A job was refused because its queue holds as many as it may.
public final class JobQueueFullException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JobQueueFullException(String queue, int capacity) {
    super("Job queue " + queue + " is full: " + capacity + " jobs wait or run");
  }
}
