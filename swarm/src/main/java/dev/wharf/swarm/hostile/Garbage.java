package dev.wharf.swarm.hostile;

import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import dev.wharf.protocol.system.FailureCode;
import java.util.List;
import java.util.stream.Stream;

/// Sends bodies that are no messages, packets that there are not, and bytes that are neither.
final class Garbage extends HostileKind {
  private static final int RANDOM_BYTES = 64;
  private static final byte[] NO_BODY = {};

  private final List<byte[]> frames;

  /// The last two are random bytes, after the login and instead of it.
  private final int variants;

  Garbage(Frames right, HostileRequests requests) {
    super(
        "garbage",
        "sends what is no message, no packet, or nothing but noise",
        ServerDeadlines::toEndAFrame,
        FailureCode.MALFORMED_BODY,
        FailureCode.UNKNOWN_PACKET,
        FailureCode.MALFORMED_FRAME,
        FailureCode.FRAME_TOO_LARGE,
        FailureCode.WRONG_DIRECTION,
        FailureCode.WRONG_STATE);
    Message request = requests.rejected();
    int id = right.idOf(request);
    int number = WireBytes.fieldOf(request, JavaType.INT);
    int text = WireBytes.fieldOf(request, JavaType.STRING);
    frames =
        Stream.concat(
                Stream.of(
                        body().tag(number, WireBytes.VARINT), // without its value
                        body().tag(text, WireBytes.LENGTH).raw((byte) 0x7F, (byte) 'x'), // too long
                        body().tag(text, WireBytes.LENGTH).varint(0xFFFF_FFFFL), // negative
                        body().field(text, new byte[] {(byte) 0xC3, 0x28}), // no UTF-8
                        body().raw((byte) 0, (byte) 0), // the field 0
                        body().fill(500, 0x7B), // groups in groups in groups
                        body().fill(4000, 0xFF))
                    .map(body -> right.of(id, body.toBytes())),
                Stream.of(
                    right.of(0, NO_BODY),
                    right.of(99, new byte[] {1, 2, 3}),
                    right.of(0xFFFF, NO_BODY)))
            .toList();
    variants = frames.size() + 2;
  }

  @Override
  public void onConnected(Attempt attempt) {
    if (attempt.variant(variants) < variants - 1) {
      attempt.login();
    }
  }

  @Override
  public void onLoggedIn(Attempt attempt) {
    int variant = attempt.variant(variants);
    if (variant < frames.size()) {
      attempt.send(frames.get(variant));
    }
  }

  @Override
  public void onTurn(Attempt attempt) {
    int variant = attempt.variant(variants);
    boolean isNoise = variant >= frames.size();
    if (isNoise && attempt.isLoggedIn() == variant < variants - 1) {
      byte[] noise = new byte[RANDOM_BYTES];
      attempt.random().nextBytes(noise);
      attempt.send(noise);
    }
  }

  private static WireBytes body() {
    return new WireBytes();
  }
}
