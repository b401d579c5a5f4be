package dev.wharf.swarm.hostile;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.proto.GamePackets;
import dev.wharf.protocol.HeaderFormat;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.HeartbeatRequest;
import dev.wharf.protocol.system.LoginReply;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;

/// Frames as bytes: right ones, and wrong ones.
final class Frames {
  static final HeaderFormat HEADER = GamePackets.CATALOG.header();
  static final byte[] HEARTBEAT = of(HeartbeatRequest.getDefaultInstance());
  static final int LOGIN_REPLY = idOf(LoginReply.getDefaultInstance());
  static final int FAILURE = idOf(Failure.getDefaultInstance());

  private Frames() {}

  static byte[] of(Message message) {
    return of(idOf(message), message.toByteArray());
  }

  static byte[] of(int id, byte[] body) {
    byte[] frame = new byte[HEADER.headerBytes() + body.length];
    HEADER.write(frame, 0, id, body.length);
    System.arraycopy(body, 0, frame, HEADER.headerBytes(), body.length);
    return frame;
  }

  /// The first bytes of a frame that says it is `size` long, whatever follows.
  static byte[] claiming(int size, int id) {
    byte[] header = new byte[HEADER.headerBytes()];
    HEADER.write(header, 0, id, size - HEADER.headerBytes());
    return header;
  }

  /// An echo whose frame is a little longer than `bytes`.
  static byte[] echo(int bytes) {
    return of(EchoRequest.newBuilder().setPayload(ByteString.copyFrom(new byte[bytes])).build());
  }

  static byte[] times(int count, byte[] frame) {
    return joined(Collections.nCopies(count, frame));
  }

  static byte[] joined(List<byte[]> frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    frames.forEach(all::writeBytes);
    return all.toByteArray();
  }

  static int idOf(Message message) {
    return GamePackets.CATALOG.kindOf(message).id();
  }

  /// Where the frame at the buffer's position ends; -1 when that is not known yet.
  static long endOf(ByteBuffer received) {
    return received.remaining() < HEADER.headerBytes()
        ? -1
        : received.position() + HEADER.readFrameBytes(received, received.position());
  }
}
