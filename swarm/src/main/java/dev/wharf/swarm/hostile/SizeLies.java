package dev.wharf.swarm.hostile;

import dev.wharf.protocol.system.FailureCode;

/// Says that a frame has a size that no frame has, or that this one never will.
final class SizeLies extends HostileKind {
  /// The last is the largest that there may be.
  private static final int[] SIZES = {0, 1, 3, 4097, 0x8000, 0xFFFF, 4096};

  private final Frames frames;
  private final int id;

  SizeLies(Frames frames, HostileRequests requests) {
    super(
        "size-lies",
        "announces frames of no size, of too large a one, or that never come",
        ServerDeadlines::toEndAFrame,
        FailureCode.MALFORMED_FRAME,
        FailureCode.FRAME_TOO_LARGE);
    this.frames = frames;
    this.id = frames.idOf(requests.echo(0));
  }

  @Override
  public void onConnected(Attempt attempt) {
    if (attempt.variant(2 * SIZES.length) < SIZES.length) {
      attempt.login();
    } else {
      lie(attempt);
    }
  }

  @Override
  public void onLoggedIn(Attempt attempt) {
    lie(attempt);
  }

  private void lie(Attempt attempt) {
    attempt.send(frames.claiming(SIZES[attempt.variant(SIZES.length)], id));
  }
}
