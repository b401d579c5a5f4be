package dev.wharf.engine.job;

/// A job that detects when it overlaps with itself, or does not see the writes of the run before.
/// The fields are plain on purpose: the queue must publish them from job to job.
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
