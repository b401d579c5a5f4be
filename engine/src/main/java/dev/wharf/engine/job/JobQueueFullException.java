package dev.wharf.engine.job;

/// Thrown when a job is rejected because its queue has as many jobs as its capacity.
public final class JobQueueFullException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// Creates an exception.
  ///
  /// @param queue the name of the queue
  /// @param capacity the most jobs that the queue takes
  public JobQueueFullException(String queue, int capacity) {
    super("Job queue " + queue + " is full: " + capacity + " jobs wait or run");
  }
}
