package dev.wharf.swarm.hostile;

import com.google.protobuf.ProtocolMessageEnum;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;

/// Begins a frame, and says nothing more.
final class HalfPacket implements HostileKind {
  private final byte[] frame;

  /// How much of the frame is sent; the first time before the login.
  private final int[] parts;

  HalfPacket(Frames frames, HostileRequests requests) {
    frame = frames.of(requests.echo(1000));
    parts = new int[] {3, 1, frames.header().headerBytes(), frame.length - 1};
  }

  @Override
  public String name() {
    return "half-packet";
  }

  @Override
  public String deed() {
    return "begins a frame, then falls silent";
  }

  @Override
  public Duration bound(ServerDeadlines deadlines) {
    return deadlines.toEndAFrame();
  }

  @Override
  public Set<ProtocolMessageEnum> answers() {
    return Set.of();
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
