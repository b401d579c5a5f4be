package dev.wharf.transport.websocket;

import dev.wharf.engine.runtime.EngineRuntime;
import java.util.concurrent.TimeUnit;

/// Limits the frames without data that a peer sends: control frames and empty fragments. A second
/// begins with the first such frame after the previous second.
final class FloodLimit {
  /// The most frames in a second.
  static final int MOST = 50;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final EngineRuntime runtime;
  private long began;
  private int count;

  FloodLimit(EngineRuntime runtime) {
    this.runtime = runtime;
  }

  /// Counts one frame.
  ///
  /// @return whether it is within the limit
  boolean pass() {
    long now = runtime.nanoTime();
    if (count == 0 || now - began >= SECOND) {
      began = now;
      count = 0;
    }
    count++;
    return count <= MOST;
  }
}
