package dev.wharf.swarm.hostile;

import java.util.Arrays;

/// Begins a frame, and says nothing more.
final class HalfPacket extends HostileKind {
  private final byte[] frame;

  /// How much of the frame is sent; the first time before the login.
  private final int[] parts;

  HalfPacket(Frames frames, HostileRequests requests) {
    super("half-packet", "begins a frame, then falls silent", ServerDeadlines::toEndAFrame);
    frame = frames.of(requests.echo(1000));
    parts = new int[] {3, 1, frames.header().headerBytes(), frame.length - 1};
  }

  @Override
  public void onConnected(Attempt attempt) {
    if (attempt.variant(parts.length) == 0) {
      sendPart(attempt);
    } else {
      attempt.login();
    }
  }

  @Override
  public void onLoggedIn(Attempt attempt) {
    sendPart(attempt);
  }

  private void sendPart(Attempt attempt) {
    attempt.send(Arrays.copyOf(frame, parts[attempt.variant(parts.length)]));
  }
}
