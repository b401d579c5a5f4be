package dev.wharf.protocol;

import dev.wharf.engine.CloseReason;

/// The next frame has a size that is not acceptable. The stream cannot be read on from here:
/// nothing says where the frame after it begins.
///
/// @param problem what is wrong with the size
/// @param frameBytes the length of the whole frame, as its size field says
/// @param limit the bound that it breaks, in bytes: the header's length, or the largest frame
public record Malformed(Problem problem, long frameBytes, int limit) implements FrameResult {
  /// What can be wrong with a size.
  public enum Problem {
    /// The frame would end before its header does.
    SMALLER_THAN_HEADER,
    /// The frame is larger than the receiver accepts.
    OVER_LIMIT
  }

  /// The reason that a session is ended with for this.
  public CloseReason closeReason() {
    return switch (problem) {
      case SMALLER_THAN_HEADER -> PacketCloseReasons.MALFORMED_FRAME;
      case OVER_LIMIT -> CloseReason.FRAME_TOO_LARGE;
    };
  }

  /// One line that names the size and the bound.
  public String detail() {
    return switch (problem) {
      case SMALLER_THAN_HEADER ->
          "frame of " + frameBytes + " bytes, smaller than its header of " + limit;
      case OVER_LIMIT -> "frame of " + frameBytes + " bytes, the limit is " + limit;
    };
  }
}
