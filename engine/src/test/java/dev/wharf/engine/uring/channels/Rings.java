package dev.wharf.engine.uring.channels;

import org.junit.jupiter.api.Assumptions;

/// Tells whether this system has rings.
public final class Rings {
  private Rings() {}

  /// Skips a test where this process cannot open a ring.
  public static void assume() {
    String refusal = UringProvider.refusal();
    Assumptions.assumeTrue(refusal == null, refusal);
  }
}
