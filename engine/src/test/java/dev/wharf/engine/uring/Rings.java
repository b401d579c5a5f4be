package dev.wharf.engine.uring;

import org.junit.jupiter.api.Assumptions;

/// Whether there are rings here.
final class Rings {
  private Rings() {}

  /// Skips a test where the system has no ring for us.
  static void assume() {
    String refusal = UringProvider.refusal();
    Assumptions.assumeTrue(refusal == null, refusal);
  }
}
