package dev.wharf.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.transform.TransformationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The rules of RFC 6455 for frames, each with the bytes that keep or break it. Every case runs
/// with the bytes in pieces of several sizes, one byte too, and with more and less room for the
/// result.
class FrameConformanceTest {
  private static final int FINAL = Frames.FINAL;
  private static final int[] PIECES = {1, 2, 3, 7, 1 << 20};
  private static final int[] ROOMS = {1, 5, 4096};
  private static final int LIMIT = ServerWebSocketOptions.MAX_MESSAGE_BYTES;

  /// A case that keeps the rules.
  ///
  /// @param plain the bytes of packets that come out
  /// @param answers the frames that the server sends
  private record Good(String name, byte[] bytes, byte[] plain, String... answers) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// A case that breaks a rule.
  private record Bad(String name, byte[] bytes, WebSocketFailure kind, int code) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static byte[] data(int length) {
    byte[] bytes = new byte[length];
    IntStream.range(0, length).forEach(i -> bytes[i] = (byte) (i * 7));
    return bytes;
  }

  private static byte[] binary(String text) {
    return Frames.masked(FINAL | Frames.BINARY, Frames.text(text));
  }

  private static byte[] control(int opcode, String text) {
    return Frames.masked(FINAL | opcode, Frames.text(text));
  }

  private static byte[] first(String text) {
    return Frames.masked(Frames.BINARY, Frames.text(text));
  }

  private static byte[] middle(String text) {
    return Frames.masked(Frames.CONTINUATION, Frames.text(text));
  }

  private static byte[] last(String text) {
    return Frames.masked(FINAL | Frames.CONTINUATION, Frames.text(text));
  }

  private static Good good(String name, String plain, byte[]... frames) {
    return new Good(name, Frames.join(frames), Frames.text(plain));
  }

  private static Good answered(String name, String plain, String answer, byte[]... frames) {
    return new Good(name, Frames.join(frames), Frames.text(plain), answer);
  }

  static Stream<Good> good() {
    List<Good> cases = new ArrayList<>();
    for (int length : new int[] {0, 1, 2, 7, 8, 9, 125, 126, 127, 4096, 65_535, LIMIT}) {
      byte[] bytes = data(length);
      cases.add(
          new Good(
              "5.2: a message of " + length, Frames.masked(FINAL | Frames.BINARY, bytes), bytes));
    }
    for (int mask : new int[] {0, -1, 1, 0x80000000, 0x01020304}) {
      for (int length = 0; length < 18; length++) {
        byte[] bytes = data(length);
        cases.add(
            new Good(
                "5.3: mask %08x of %d bytes".formatted(mask, length),
                Frames.masked(FINAL | Frames.BINARY, bytes, mask),
                bytes));
      }
    }
    cases.add(good("5.4: two messages", "onetwo", binary("one"), binary("two")));
    cases.add(good("5.4: two fragments", "onetwo", first("one"), last("two")));
    cases.add(
        good(
            "5.4: fragments, also empty ones",
            "onetwothree",
            first(""),
            middle("one"),
            middle(""),
            middle("two"),
            last(""),
            binary("three")));
    cases.add(
        answered(
            "5.4: a control frame between fragments",
            "onetwo",
            "8a are you there",
            first("one"),
            control(Frames.PING, "are you there"),
            last("two")));
    cases.add(answered("5.5.2: an empty ping", "", "8a ", control(Frames.PING, "")));
    cases.add(
        answered(
            "5.5.2: the largest ping",
            "",
            "8a " + "p".repeat(125),
            control(Frames.PING, "p".repeat(125))));
    cases.add(
        answered(
            "5.5.3: only the latest ping is answered",
            "",
            "8a two",
            control(Frames.PING, "one"),
            control(Frames.PING, "two")));
    cases.add(
        good("5.5.3: a pong nobody asked for", "one", control(Frames.PONG, "x"), binary("one")));
    cases.add(
        answered("5.5.1: a close frame without a code", "", "close", control(Frames.CLOSE, "")));
    cases.add(
        answered(
            "5.5.1: what follows a close frame is ignored",
            "one",
            "close 1000",
            binary("one"),
            Frames.closing(1000, new byte[0]),
            Frames.hex("ffffffff")));
    cases.add(
        answered(
            "5.5.1: a close frame inside a message",
            "one",
            "close 1001",
            first("one"),
            Frames.closing(1001, new byte[0])));
    for (int code :
        new int[] {
          1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000,
          4999
        }) {
      cases.add(
          answered(
              "7.4: the code " + code,
              "",
              "close " + code,
              Frames.closing(code, Frames.text("because"))));
    }
    for (String text : new String[] {"é", "𝄞", "x".repeat(123), "ﾟ", "\uFFFD", "\0"}) {
      cases.add(
          answered(
              "8.1: the text " + text, "", "close 1000", Frames.closing(1000, Frames.text(text))));
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource
  void good(Good good) {
    for (int room : ROOMS) {
      for (int piece : PIECES) {
        Wire server = Wire.server(room);
        server.receive(good.bytes(), piece);
        assertThat(server.failure).isNull();
        assertThat(server.plain.toByteArray()).isEqualTo(good.plain());
        byte[] answers = server.transformation.isPeerFinished() ? server.end() : server.output();
        assertThat(Frames.shown(answers)).containsExactly(good.answers());
      }
    }
  }

  private static Bad broken(String name, WebSocketFailure kind, byte[]... frames) {
    return new Bad(name, Frames.join(frames), kind, 1002);
  }

  static Stream<Bad> bad() {
    List<Bad> cases = new ArrayList<>();
    for (int bit : new int[] {0x40, 0x20, 0x10}) {
      for (int opcode : new int[] {Frames.BINARY, Frames.PING, Frames.CLOSE}) {
        cases.add(
            broken(
                "5.2: reserved bit %x of opcode %d".formatted(bit, opcode),
                WebSocketFailure.RESERVED_BIT,
                Frames.masked(FINAL | bit | opcode, new byte[0])));
      }
    }
    for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
      cases.add(
          broken(
              "5.2: opcode " + opcode,
              WebSocketFailure.OPCODE,
              Frames.masked(FINAL | opcode, Frames.text("x"))));
    }
    for (int opcode : new int[] {Frames.BINARY, Frames.PING, Frames.CLOSE}) {
      cases.add(
          broken(
              "5.1: no mask, opcode " + opcode,
              WebSocketFailure.MASK,
              Frames.plain(FINAL | opcode, new byte[0])));
    }
    cases.add(
        new Bad(
            "a text message",
            Frames.masked(FINAL | Frames.TEXT, Frames.text("hello")),
            WebSocketFailure.TEXT,
            1003));
    cases.add(
        new Bad(
            "a fragment of a text message",
            Frames.masked(Frames.TEXT, Frames.text("hello")),
            WebSocketFailure.TEXT,
            1003));
    cases.add(broken("5.4: a fragment at first", WebSocketFailure.FRAGMENT, last("x")));
    cases.add(
        broken(
            "5.4: a fragment after the last one",
            WebSocketFailure.FRAGMENT,
            first("x"),
            last("y"),
            middle("z")));
    cases.add(
        broken(
            "5.4: a message inside a message", WebSocketFailure.FRAGMENT, first("x"), binary("y")));
    for (int opcode : new int[] {Frames.PING, Frames.PONG, Frames.CLOSE}) {
      cases.add(
          broken(
              "5.5: a fragmented control frame, opcode " + opcode,
              WebSocketFailure.CONTROL_FRAME,
              Frames.masked(opcode, new byte[0])));
      cases.add(
          broken(
              "5.5: a control frame of 126 bytes, opcode " + opcode,
              WebSocketFailure.CONTROL_FRAME,
              Frames.masked(FINAL | opcode, new byte[126])));
      cases.add(
          broken(
              "5.5: a control frame with a length of 8 bytes, opcode " + opcode,
              WebSocketFailure.CONTROL_FRAME,
              Frames.announced(FINAL | opcode, 127, 1)));
    }
    for (int length : new int[] {0, 1, 125}) {
      cases.add(
          broken(
              "5.2: a length of 2 bytes for " + length,
              WebSocketFailure.LENGTH,
              Frames.announced(FINAL | Frames.BINARY, 126, length)));
    }
    for (long length : new long[] {0, 125, 126, 65_535, Long.MIN_VALUE, -1}) {
      cases.add(
          broken(
              "5.2: a length of 8 bytes for " + length,
              WebSocketFailure.LENGTH,
              Frames.announced(FINAL | Frames.BINARY, 127, length)));
    }
    for (long length : new long[] {LIMIT + 1, 1L << 32, Long.MAX_VALUE}) {
      cases.add(
          tooLarge("a message of " + length, Frames.announced(FINAL | Frames.BINARY, 127, length)));
    }
    cases.add(
        tooLarge(
            "fragments over the limit",
            Frames.masked(Frames.BINARY, data(LIMIT)),
            middle(""),
            Frames.announced(FINAL, 1, -1)));
    cases.add(
        broken(
            "5.5.1: a close frame of one byte",
            WebSocketFailure.CLOSE_CODE,
            control(Frames.CLOSE, "x")));
    for (int code :
        new int[] {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535}) {
      cases.add(
          broken(
              "7.4: the code " + code,
              WebSocketFailure.CLOSE_CODE,
              Frames.closing(code, new byte[0])));
    }
    for (String text :
        new String[] {
          "c3", "c328", "80", "c080", "eda080", "f4908080", "e28c", "61ff", "f0288cbc"
        }) {
      cases.add(
          new Bad(
              "8.1: the text " + text,
              Frames.closing(1000, Frames.hex(text)),
              WebSocketFailure.CLOSE_TEXT,
              1007));
    }
    cases.add(flood("pings", control(Frames.PING, "x")));
    cases.add(flood("pongs", control(Frames.PONG, "")));
    cases.add(flood("empty messages", binary("")));
    return cases.stream();
  }

  private static Bad tooLarge(String name, byte[]... frames) {
    return new Bad(name, Frames.join(frames), WebSocketFailure.MESSAGE_TOO_LARGE, 1009);
  }

  private static Bad flood(String name, byte[] frame) {
    byte[][] many = new byte[FloodLimit.MOST + 1][];
    IntStream.range(0, many.length).forEach(i -> many[i] = frame);
    return new Bad("a flood of " + name, Frames.join(many), WebSocketFailure.FLOOD, 1008);
  }

  @ParameterizedTest
  @MethodSource
  void bad(Bad bad) {
    for (int piece : PIECES) {
      ServerWebSocket factory = Sockets.server();
      Wire server = Wire.server(factory, 4096);
      server.receive(bad.bytes(), piece);
      assertThat(server.failure).as("in pieces of %d", piece).isNotNull();
      assertThat(factory.counters().failures(bad.kind())).isEqualTo(1);
      TransformationException failure = Objects.requireNonNull(server.failure);
      assertThat(failure.reason()).isEqualTo(bad.kind().reason());
      assertThat(failure.getMessage()).isNotBlank().hasSizeLessThan(120);
      List<String> answers = Frames.shown(server.end());
      assertThat(answers.getLast()).isEqualTo("close " + bad.code() + " " + bad.kind().reason());
    }
  }

  /// Each fault is found with the byte that shows it: the rest of the frame need not come.
  @Test
  void doesNotWaitForTheRestOfABadFrame() {
    for (byte[] beginning :
        new byte[][] {
          {(byte) 0xC2},
          {(byte) 0x83},
          {(byte) 0x81},
          {0},
          {9},
          {(byte) 0x82, 1},
          {(byte) 0x89, (byte) 0xFE}
        }) {
      Wire server = Wire.server(16);
      server.receive(beginning);
      assertThat(server.failure).as("beginning with %d", beginning[0]).isNotNull();
    }
  }

  @Test
  void aClientRefusesMaskedFramesAndTakesPlainOnes() {
    Wire client = Sockets.connectedClient();
    client.receive(Frames.plain(FINAL | Frames.BINARY, Frames.text("one")), 1);
    assertThat(client.plain.toString()).isEqualTo("one");
    client.receive(binary("two"));
    assertThat(client.failure).isNotNull();
    assertThat(Frames.shown(client.end())).containsExactly("close 1002 WEBSOCKET_BROKEN");
  }
}
