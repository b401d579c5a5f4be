package dev.wharf.swarm.hostile;

import com.google.protobuf.ProtocolMessageEnum;
import dev.wharf.game.proto.SayRequest;
import dev.wharf.protocol.system.FailureCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Sends bodies that are no messages, packets that there are not, and bytes that are neither.
final class Garbage implements HostileKind {
  private static final int SAY = Frames.idOf(SayRequest.getDefaultInstance());
  private static final int RANDOM_BYTES = 64;
  private static final byte[] NO_BODY = {};

  private static final List<byte[]> FRAMES =
      List.of(
          Frames.of(SAY, new byte[] {0x08}), // a tag without its value
          Frames.of(SAY, new byte[] {0x1A, 0x7F, 'x'}), // longer than the frame
          Frames.of(SAY, new byte[] {0x1A, -1, -1, -1, -1, 0x0F}), // of negative length
          Frames.of(SAY, new byte[] {0x1A, 2, (byte) 0xC3, 0x28}), // no UTF-8
          Frames.of(SAY, new byte[] {0x00, 0x00}), // the field 0
          Frames.of(SAY, filled(500, 0x7B)), // groups in groups in groups
          Frames.of(SAY, filled(4000, 0xFF)),
          Frames.of(0, NO_BODY),
          Frames.of(99, new byte[] {1, 2, 3}),
          Frames.of(0xFFFF, NO_BODY));

  /// The last two are random bytes, after the login and instead of it.
  private static final int VARIANTS = FRAMES.size() + 2;

  @Override
  public String name() {
    return "garbage";
  }

  @Override
  public String deed() {
    return "sends what is no message, no packet, or nothing but noise";
  }

  @Override
  public Duration bound(ServerDeadlines deadlines) {
    return deadlines.toEndAFrame();
  }

  @Override
  public Set<ProtocolMessageEnum> answers() {
    return Set.of(
        FailureCode.MALFORMED_BODY,
        FailureCode.UNKNOWN_PACKET,
        FailureCode.MALFORMED_FRAME,
        FailureCode.FRAME_TOO_LARGE,
        FailureCode.WRONG_DIRECTION,
        FailureCode.WRONG_STATE);
  }

  @Override
  public void onConnected(Attempt attempt) {
    if (attempt.variant(VARIANTS) < VARIANTS - 1) {
      attempt.login();
    }
  }

  @Override
  public void onLoggedIn(Attempt attempt) {
    int variant = attempt.variant(VARIANTS);
    if (variant < FRAMES.size()) {
      attempt.send(FRAMES.get(variant));
    }
  }

  @Override
  public void onTurn(Attempt attempt) {
    int variant = attempt.variant(VARIANTS);
    boolean isNoise = variant >= FRAMES.size();
    if (isNoise && attempt.isLoggedIn() == variant < VARIANTS - 1) {
      byte[] noise = new byte[RANDOM_BYTES];
      attempt.random().nextBytes(noise);
      attempt.send(noise);
    }
  }

  private static byte[] filled(int length, int with) {
    byte[] body = new byte[length];
    Arrays.fill(body, (byte) with);
    return body;
  }
}
