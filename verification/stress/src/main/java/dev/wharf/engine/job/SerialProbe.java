package dev.wharf.engine.job;

/// A job that detects when two of its runs overlap, or when a run does not see what the run before
/// it wrote. The fields are plain on purpose: the queue must make their values visible from job to
/// job.
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
