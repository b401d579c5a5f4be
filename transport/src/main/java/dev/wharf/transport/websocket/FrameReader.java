package dev.wharf.transport.websocket;

import dev.wharf.engine.transform.TransformationException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads the frames of one connection (RFC 6455, 5), and checks every rule.
///
/// The payload of binary messages goes on as a stream of bytes: a part of a frame does not wait for
/// the rest, and the ends of fragments and messages leave no trace. So no message is kept in
/// memory, and no frame allocates memory. Only a control frame, of at most 125 bytes, waits until
/// it is complete.
final class FrameReader {
  private static final int LEAST_HEADER = 2;
  private static final int MASK_BYTES = 4;

  /// The least length that needs 8 bytes.
  private static final int LEAST_63 = 1 << 16;

  private static final int CODE_BYTES = 2;

  private final boolean isPeerMasking;
  private final long maxMessageBytes;
  private final FrameWriter answers;
  private final FloodLimit flood;
  private final WebSocketCounters counters;

  /// The payload of one control frame, without its mask.
  private final ByteBuffer control = ByteBuffer.allocate(Opcodes.MAX_SHORT);

  /// The bytes of the present frame's payload that are still to come, and their mask.
  private long left;

  private int mask;

  /// Whether a message has begun whose last fragment has not come.
  private boolean isInMessage;

  /// The bytes of the present message, as far as its frames have announced them.
  private long messageBytes;

  private boolean isClosed;
  private int closeCode;

  /// Creates a reader.
  ///
  /// @param isPeerMasking whether the peer must mask its frames, because it is the client
  /// @param answers writes the answers to pings
  FrameReader(
      boolean isPeerMasking,
      long maxMessageBytes,
      FrameWriter answers,
      FloodLimit flood,
      WebSocketCounters counters) {
    this.isPeerMasking = isPeerMasking;
    this.maxMessageBytes = maxMessageBytes;
    this.answers = answers;
    this.flood = flood;
    this.counters = counters;
  }

  /// Returns whether the peer has sent its close frame. It sends nothing after that.
  boolean isClosed() {
    return isClosed;
  }

  /// Returns the code of the peer's close frame; 0 when it has none.
  int closeCode() {
    return closeCode;
  }

  /// Reads frames until there are no more bytes, no more room, or a close frame.
  ///
  /// @throws TransformationException when the peer breaks a rule
  void read(ByteBuffer received, ByteBuffer plain) throws TransformationException {
    boolean moves = true;
    while (moves && !isClosed) {
      moves = left > 0 ? readPayload(received, plain) : readFrame(received);
    }
  }

  private boolean readPayload(ByteBuffer received, ByteBuffer plain) {
    int length = (int) Math.min(left, Math.min(received.remaining(), plain.remaining()));
    mask = Masking.copy(mask, received, plain, length);
    left -= length;
    return length > 0;
  }

  /// Reads the header of a frame, and the whole frame when it is a control frame. Checks each byte
  /// as soon as it is there.
  ///
  /// @return whether bytes were consumed; false when more bytes must come first
  private boolean readFrame(ByteBuffer received) throws TransformationException {
    int at = received.position();
    int available = received.remaining();
    if (available == 0) {
      return false;
    }
    int first = received.get(at);
    int opcode = first & Opcodes.OPCODE;
    boolean isFinal = (first & Opcodes.FINAL) != 0;
    checkFirst(first, opcode, isFinal);
    if (available < LEAST_HEADER) {
      return false;
    }
    int second = received.get(at + 1);
    checkSecond(second, opcode);
    int header = headerBytes(second);
    if (available < header) {
      return false;
    }
    long length = length(received, second);
    boolean isControl = Opcodes.isControl(opcode);
    if (isControl && available < header + length) {
      return false;
    }
    mask = isPeerMasking ? received.getInt(at + header - MASK_BYTES) : 0;
    received.position(at + header);
    if (isControl) {
      takeControl(opcode, received, (int) length);
    } else {
      beginData(opcode, isFinal, length);
    }
    return true;
  }

  private void checkFirst(int first, int opcode, boolean isFinal) throws TransformationException {
    if ((first & Opcodes.RESERVED) != 0) {
      throw counters.failed(WebSocketFailure.RESERVED_BIT, "a frame with a reserved bit");
    }
    switch (opcode) {
      case Opcodes.CONTINUATION -> {
        if (!isInMessage) {
          throw counters.failed(WebSocketFailure.FRAGMENT, "a fragment of no message");
        }
      }
      case Opcodes.BINARY -> {
        if (isInMessage) {
          throw counters.failed(WebSocketFailure.FRAGMENT, "a message inside another one");
        }
      }
      case Opcodes.TEXT ->
          throw counters.failed(WebSocketFailure.TEXT, "a text message: packets are binary");
      case Opcodes.CLOSE, Opcodes.PING, Opcodes.PONG -> {
        if (!isFinal) {
          throw counters.failed(WebSocketFailure.CONTROL_FRAME, "a fragmented control frame");
        }
      }
      default -> throw counters.failed(WebSocketFailure.OPCODE, "a frame of opcode " + opcode);
    }
  }

  private void checkSecond(int second, int opcode) throws TransformationException {
    boolean isMasked = (second & Opcodes.MASKED) != 0;
    if (isMasked != isPeerMasking) {
      throw counters.failed(
          WebSocketFailure.MASK,
          isPeerMasking ? "a frame of a client without a mask" : "a frame of a server with a mask");
    }
    if (Opcodes.isControl(opcode) && (second & Opcodes.LENGTH) > Opcodes.MAX_SHORT) {
      throw counters.failed(
          WebSocketFailure.CONTROL_FRAME,
          "a control frame of more than " + Opcodes.MAX_SHORT + " bytes");
    }
  }

  private int headerBytes(int second) {
    int length =
        switch (second & Opcodes.LENGTH) {
          case Opcodes.LENGTH_16 -> Short.BYTES;
          case Opcodes.LENGTH_63 -> Long.BYTES;
          default -> 0;
        };
    return LEAST_HEADER + length + (isPeerMasking ? MASK_BYTES : 0);
  }

  private long length(ByteBuffer received, int second) throws TransformationException {
    int at = received.position() + LEAST_HEADER;
    return switch (second & Opcodes.LENGTH) {
      case Opcodes.LENGTH_16 ->
          atLeast(Opcodes.MAX_SHORT + 1, Short.toUnsignedInt(received.getShort(at)));
      case Opcodes.LENGTH_63 -> atLeast(LEAST_63, received.getLong(at));
      default -> second & Opcodes.LENGTH;
    };
  }

  /// Checks that a length is in its shortest form. A negative one is smaller, too.
  private long atLeast(int least, long length) throws TransformationException {
    if (length < least) {
      throw counters.failed(
          WebSocketFailure.LENGTH,
          "a length of " + length + " in the form for lengths from " + least + " on");
    }
    return length;
  }

  private void beginData(int opcode, boolean isFinal, long length) throws TransformationException {
    messageBytes = opcode == Opcodes.BINARY ? 0 : messageBytes;
    if (length > maxMessageBytes - messageBytes) {
      throw counters.failed(
          WebSocketFailure.MESSAGE_TOO_LARGE,
          "a message of at least "
              + (messageBytes + length)
              + " bytes; the limit is "
              + maxMessageBytes);
    }
    if (length == 0) {
      countLight();
    }
    messageBytes += length;
    isInMessage = !isFinal;
    left = length;
  }

  private void takeControl(int opcode, ByteBuffer received, int length)
      throws TransformationException {
    countLight();
    int _ = Masking.copy(mask, received, control.clear(), length);
    control.flip();
    if (opcode == Opcodes.PING) {
      answers.pong(control);
    } else if (opcode == Opcodes.CLOSE) {
      takeClose(control);
    }
  }

  private void takeClose(ByteBuffer payload) throws TransformationException {
    if (payload.remaining() == 1) {
      throw counters.failed(WebSocketFailure.CLOSE_CODE, "a close frame of one byte");
    }
    if (payload.remaining() >= CODE_BYTES) {
      int code = Short.toUnsignedInt(payload.getShort());
      if (!CloseCodes.mayBeSent(code)) {
        throw counters.failed(WebSocketFailure.CLOSE_CODE, "the close code " + code);
      }
      requireUtf8(payload);
      closeCode = code;
    }
    isClosed = true;
  }

  private void requireUtf8(ByteBuffer text) throws TransformationException {
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(text);
    } catch (CharacterCodingException e) {
      throw counters.failed(WebSocketFailure.CLOSE_TEXT, "the text of a close frame is no UTF-8");
    }
  }

  /// Counts a frame without data. Without a limit, such frames would cost time that no other limit
  /// of a session counts.
  private void countLight() throws TransformationException {
    if (!flood.pass()) {
      throw counters.failed(
          WebSocketFailure.FLOOD,
          "more than " + FloodLimit.MOST + " frames without data in a second");
    }
  }
}
