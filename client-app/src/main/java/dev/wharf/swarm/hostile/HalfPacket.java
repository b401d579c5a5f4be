package dev.wharf.swarm.hostile;

import com.google.protobuf.ProtocolMessageEnum;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;

/// Begins a frame, and says nothing more.
final class HalfPacket implements HostileKind {
  private static final byte[] FRAME = Frames.echo(1000);

  /// How much of the frame is sent; the first time before the login.
  private static final int[] PARTS = {3, 1, Frames.HEADER.headerBytes(), FRAME.length - 1};

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
    if (attempt.variant(PARTS.length) == 0) {
      sendPart(attempt);
    } else {
      attempt.login();
    }
  }

  @Override
  public void onLoggedIn(Attempt attempt) {
    sendPart(attempt);
  }

  private static void sendPart(Attempt attempt) {
    attempt.send(Arrays.copyOf(FRAME, PARTS[attempt.variant(PARTS.length)]));
  }
}
