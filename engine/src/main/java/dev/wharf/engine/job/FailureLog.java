package dev.wharf.engine.job;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The default `onFailure`: logs at error, with the queue's name. Thread-safe.
record FailureLog(String queue) implements Consumer<Throwable> {

  private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);

  @Override
  public void accept(Throwable failure) {
    LOG.error("Queue {}: a job failed", queue, failure);
  }
}
