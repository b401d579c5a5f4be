package dev.wharf.engine.uring;

import java.io.IOException;

/// There is no ring to be had. The message says why.
final class RingRefusedException extends IOException {
  private static final long serialVersionUID = 1;

  RingRefusedException(String message) {
    super(message);
  }

  /// A call that makes a ring was refused.
  static RingRefusedException of(String call, int errno) {
    return new RingRefusedException(
        call + " failed with error " + errno + " (" + Libc.strerror(errno) + ")");
  }
}
