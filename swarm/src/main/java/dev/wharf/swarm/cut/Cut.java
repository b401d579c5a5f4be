package dev.wharf.swarm.cut;

import java.time.Duration;

/// The end of one connection: at a time, and then after a number of bytes in one direction. Not
/// thread-safe.
public final class Cut {
  /// How long a cut waits for its last bytes in its direction. After this time, the next bytes in
  /// any direction end the connection.
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private final long at;
  private final Direction direction;
  private final boolean isReset;
  private int bytesLeft;
  private boolean isOver;

  /// The directions of a connection.
  public enum Direction {
    /// From the client to the server.
    TO_SERVER,
    /// From the server to the client.
    TO_CLIENT
  }

  /// Creates a cut.
  ///
  /// @param at the time from which on bytes are counted, in nanoseconds; before it, all bytes pass
  /// @param direction the direction whose bytes are counted
  /// @param bytes how many bytes still pass in this direction
  /// @param isReset whether the connection ends with a reset
  public Cut(long at, Direction direction, int bytes, boolean isReset) {
    this.at = at;
    this.direction = direction;
    this.bytesLeft = bytes;
    this.isReset = isReset;
  }

  /// Returns how many of some bytes pass, and counts them. When fewer than all pass, the connection
  /// must end behind them.
  ///
  /// @param way the direction of the bytes
  /// @param now the present time, in nanoseconds
  public int pass(Direction way, int bytes, long now) {
    long late = now - at;
    if (late < 0) {
      return bytes;
    }
    isOver |= bytesLeft == 0 || late > PATIENCE.toNanos();
    if (isOver) {
      return 0;
    }
    if (way != direction) {
      return bytes;
    }
    int passed = Math.min(bytes, bytesLeft);
    bytesLeft -= passed;
    isOver = bytesLeft == 0;
    return passed;
  }

  /// Returns whether no further byte passes in any direction.
  public boolean isOver() {
    return isOver;
  }

  /// Returns whether the connection ends with a reset.
  public boolean isReset() {
    return isReset;
  }
}
