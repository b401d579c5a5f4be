package dev.wharf.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// For any bytes in any pieces, the server must find the same as [SimpleReader], which has the
/// whole stream at once.
class FrameFuzzTest {
  private static final int STREAMS = 5_000;

  /// A plain reader of frames, as simple as possible.
  private static final class SimpleReader {
    final ByteArrayOutputStream plain = new ByteArrayOutputStream();
    final List<String> pings = new ArrayList<>();
    boolean isBroken;
    boolean isClosed;
    private boolean isInMessage;
    private long message;
    private int light;

    void read(ByteBuffer in) {
      while (in.hasRemaining() && !isBroken && !isClosed) {
        readFrame(in);
      }
    }

    private void readFrame(ByteBuffer in) {
      int first = Byte.toUnsignedInt(in.get());
      int opcode = first & 15;
      boolean isFinal = first >= 128;
      boolean isControl = opcode >= 8;
      isBroken =
          (first & 0x70) != 0
              || !List.of(0, 2, 8, 9, 10).contains(opcode)
              || (isControl && !isFinal)
              || (opcode == 0 && !isInMessage)
              || (opcode == 2 && isInMessage);
      if (isBroken || !in.hasRemaining()) {
        return;
      }
      int second = Byte.toUnsignedInt(in.get());
      int form = second & 127;
      isBroken = second < 128 || (isControl && form > 125);
      int more = form == 126 ? 2 : form == 127 ? 8 : 0;
      if (isBroken || in.remaining() < more + 4) {
        in.position(in.limit());
        return;
      }
      long length =
          form == 126 ? Short.toUnsignedInt(in.getShort()) : form == 127 ? in.getLong() : form;
      int mask = in.getInt();
      isBroken = (form == 126 && length < 126) || (form == 127 && length < 65_536);
      if (!isBroken && isControl) {
        readControl(in, opcode, (int) length, mask);
      } else if (!isBroken) {
        message = length + (opcode == 2 ? 0 : message);
        light += length == 0 ? 1 : 0;
        isBroken = message > ServerWebSocketOptions.MAX_MESSAGE_BYTES || light > FloodLimit.MOST;
        isInMessage = !isFinal;
        if (!isBroken) {
          plain.writeBytes(payload(in, (int) Math.min(length, in.remaining()), mask));
        }
      }
    }

    private void readControl(ByteBuffer in, int opcode, int length, int mask) {
      if (in.remaining() < length) {
        in.position(in.limit());
        return;
      }
      byte[] payload = payload(in, length, mask);
      light++;
      isBroken = light > FloodLimit.MOST;
      if (isBroken) {
        return;
      }
      if (opcode == Frames.PING) {
        pings.add(new String(payload, StandardCharsets.ISO_8859_1));
      } else if (opcode == Frames.CLOSE) {
        isBroken = length == 1 || (length > 1 && !isGoodClose(payload));
        isClosed = !isBroken;
      }
    }

    private static boolean isGoodClose(byte[] payload) {
      int code = Short.toUnsignedInt(ByteBuffer.wrap(payload).getShort());
      byte[] text = Arrays.copyOfRange(payload, 2, payload.length);
      boolean isUtf8 =
          Arrays.equals(
              new String(text, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), text);
      return isUtf8
          && ((code >= 1000 && code <= 1003)
              || (code >= 1007 && code <= 1014)
              || (code >= 3000 && code <= 4999));
    }

    private static byte[] payload(ByteBuffer in, int length, int mask) {
      byte[] payload = new byte[length];
      in.get(payload);
      for (int i = 0; i < length; i++) {
        payload[i] ^= (byte) (mask >>> (24 - 8 * (i % 4)));
      }
      return payload;
    }
  }

  /// Returns a stream of mostly good frames. One byte in a few streams is changed.
  private static byte[] stream(Random random) {
    List<byte[]> frames = new ArrayList<>();
    boolean isInMessage = false;
    for (int i = random.nextInt(12); i >= 0; i--) {
      if (random.nextInt(4) == 0) {
        frames.add(Frames.masked(Frames.FINAL | Frames.PING, data(random, 126), random.nextInt()));
      } else if (random.nextInt(30) == 0) {
        frames.add(Frames.closing(1000, new byte[0]));
      } else {
        boolean isFinal = random.nextBoolean();
        int opcode = isInMessage ? Frames.CONTINUATION : Frames.BINARY;
        byte[] data = data(random, random.nextInt(20) == 0 ? 70_000 : 300);
        frames.add(Frames.masked(opcode | (isFinal ? Frames.FINAL : 0), data, random.nextInt()));
        isInMessage = !isFinal;
      }
    }
    byte[] bytes = Frames.join(frames.toArray(byte[][]::new));
    if (random.nextInt(3) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static byte[] data(Random random, int most) {
    byte[] bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void findsWhatASimpleReaderFinds() {
    for (int seed = 0; seed < STREAMS; seed++) {
      Random random = new Random(seed);
      byte[] stream = stream(random);
      SimpleReader expected = new SimpleReader();
      expected.read(ByteBuffer.wrap(stream));
      Wire server = Wire.server(1 + random.nextInt(random.nextBoolean() ? 8 : 5000));
      int piece = stream.length > 20_000 ? 1000 : 1 + random.nextInt(100);
      server.receive(stream, piece);
      assertThat(server.failure != null).as("seed %d", seed).isEqualTo(expected.isBroken);
      assertThat(server.transformation.isPeerFinished()).isEqualTo(expected.isClosed);
      assertThat(server.plain.toByteArray())
          .as("seed %d", seed)
          .isEqualTo(expected.plain.toByteArray());
      assertThat(latestPing(server)).as("seed %d", seed).isEqualTo(last(expected.pings));
    }
  }

  private static @Nullable String latestPing(Wire server) {
    List<String> frames = Frames.shown(server.output());
    return frames.isEmpty() ? null : frames.getFirst().substring("8a ".length());
  }

  private static @Nullable String last(List<String> pings) {
    return pings.isEmpty() ? null : pings.getLast();
  }
}
