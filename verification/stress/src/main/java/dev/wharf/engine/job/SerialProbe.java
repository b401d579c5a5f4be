package dev.wharf.engine.job;

/// Jobs that notice when two of them run at one time, or when one does not see what the one before
/// it wrote. The fields are plain on purpose: the queue has to publish them from job to job.
final class SerialProbe implements Runnable {
  int ran;
  int overlaps;
  private boolean inside;

  @Override
  public void run() {
    if (inside) {
      overlaps++;
    }
    inside = true;
    ran++;
    inside = false;
  }
}
