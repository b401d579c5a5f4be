package dev.wharf.engine.uring.channels;

import org.junit.jupiter.api.Assumptions;

/// Whether there are rings here.
public final class Rings {
  private Rings() {}

  /// Skips a test where the system has no ring for us.
  public static void assume() {
    String refusal = UringProvider.refusal();
    Assumptions.assumeTrue(refusal == null, refusal);
  }
}
