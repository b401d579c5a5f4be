package dev.wharf.transport.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Writes the frames of one connection: packets as binary messages, pongs, and one close frame.
///
/// A message has whole packets, as many as fit into one write. A packet that does not fit becomes a
/// message of several fragments. No frame allocates memory, except the first pong and the close
/// frame.
final class FrameWriter {
  /// The longest header of a frame that fits into one write: two bytes, a length of two bytes, and
  /// the mask.
  private static final int MAX_HEADER = 8;

  /// Makes the masks; null for a server, whose frames are not masked.
  private final @Nullable RandomGenerator masks;

  /// Whether the last frame was a fragment whose message goes on.
  private boolean isInMessage;

  /// The payload of the pong to send, from position to limit; null before the first ping.
  private @Nullable ByteBuffer pong;

  /// Whether [#pong] is not sent yet.
  private boolean hasPong;

  /// The payload of the close frame to send; null when there is none.
  private @Nullable ByteBuffer closing;

  private boolean hasClosed;

  FrameWriter(@Nullable RandomGenerator masks) {
    this.masks = masks;
  }

  /// Answers a ping with its own payload. A ping replaces an earlier one that is not answered yet,
  /// as RFC 6455, 5.5.3 allows, so that pings fill no memory.
  void pong(ByteBuffer payload) {
    ByteBuffer buffer = pong;
    if (buffer == null) {
      buffer = ByteBuffer.allocate(Opcodes.MAX_SHORT);
      pong = buffer;
    }
    buffer.clear().put(payload).flip();
    hasPong = true;
  }

  /// Prepares the close frame. Called when no packet follows.
  ///
  /// @param code the code; 0 for a frame without code and text
  /// @param text at most 123 ASCII characters
  void close(int code, String text) {
    ByteBuffer payload = ByteBuffer.allocate(Opcodes.MAX_SHORT);
    if (code != 0) {
      payload.putShort((short) code).put(text.getBytes(StandardCharsets.US_ASCII));
    }
    closing = payload.flip();
  }

  /// Returns whether there is a pong or a close frame to send.
  boolean hasOutput() {
    return !hasClosed && (hasPong || closing != null);
  }

  /// Writes a pong, packets, and the close frame, as far as there is room.
  void write(ByteBuffer[] packets, int count, ByteBuffer out) {
    if (hasClosed) {
      return;
    }
    ByteBuffer answer = pong;
    if (hasPong && answer != null && fits(answer, out)) {
      hasPong = false;
      writeControl(Opcodes.PONG, answer, out);
    }
    writePackets(packets, count, out);
    ByteBuffer last = closing;
    if (last != null && count == 0 && !hasPong && fits(last, out)) {
      hasClosed = true;
      writeControl(Opcodes.CLOSE, last, out);
    }
  }

  private static boolean fits(ByteBuffer payload, ByteBuffer out) {
    return payload.remaining() + MAX_HEADER <= out.remaining();
  }

  private void writeControl(int opcode, ByteBuffer payload, ByteBuffer out) {
    int mask = writeHeader(opcode | Opcodes.FINAL, payload.remaining(), out);
    int _ = Masking.copy(mask, payload, out, payload.remaining());
  }

  /// Writes one frame: of all packets that fit as a whole, or of a part of the first one.
  private void writePackets(ByteBuffer[] packets, int count, ByteBuffer out) {
    int room = out.remaining() - MAX_HEADER;
    int whole = 0;
    int bytes = 0;
    while (whole < count && packets[whole].remaining() <= room - bytes) {
      bytes += packets[whole].remaining();
      whole++;
    }
    boolean isLast = whole > 0;
    if (whole == 0 && count > 0) {
      bytes = room;
    }
    if (bytes <= 0) {
      return;
    }
    int opcode = isInMessage ? Opcodes.CONTINUATION : Opcodes.BINARY;
    int mask = writeHeader(opcode | (isLast ? Opcodes.FINAL : 0), bytes, out);
    for (int i = 0; bytes > 0; i++) {
      int length = Math.min(bytes, packets[i].remaining());
      mask = Masking.copy(mask, packets[i], out, length);
      bytes -= length;
    }
    isInMessage = !isLast;
  }

  /// Writes a header.
  ///
  /// @return the mask of the frame; 0 when it is not masked
  private int writeHeader(int first, int length, ByteBuffer out) {
    int masked = masks == null ? 0 : Opcodes.MASKED;
    out.put((byte) first);
    if (length <= Opcodes.MAX_SHORT) {
      out.put((byte) (masked | length));
    } else {
      out.put((byte) (masked | Opcodes.LENGTH_16)).putShort((short) length);
    }
    if (masks == null) {
      return 0;
    }
    int mask = masks.nextInt();
    out.putInt(mask);
    return mask;
  }
}
