package dev.wharf.engine.uring.channels;

import org.junit.jupiter.api.Assumptions;

/// Skips tests on systems without io_uring.
public final class Rings {
  private Rings() {}

  /// Skips the test when this process cannot open a ring.
  public static void assume() {
    String refusal = UringProvider.refusal();
    Assumptions.assumeTrue(refusal == null, refusal);
  }
}
