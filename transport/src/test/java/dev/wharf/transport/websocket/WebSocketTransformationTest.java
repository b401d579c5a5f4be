package dev.wharf.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.CloseReason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketTransformationTest {
  /// The two sides carry packets of all sizes in both directions, in pieces of several sizes.
  @ParameterizedTest
  @ValueSource(ints = {1, 13, 100_000})
  void carriesPacketsBothWays(int piece) {
    Random random = new Random(piece);
    Wire client = Sockets.client(piece == 1 ? 1 : 700);
    Wire server = new Wire(Sockets.server().create(Wire.PEER), piece == 13 ? 1 : 700);
    server.receive(client.output(), piece);
    client.receive(server.output(), piece);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    ByteArrayOutputStream answered = new ByteArrayOutputStream();
    for (int round = 0; round < 50; round++) {
      server.receive(client.output(packets(random, sent)), piece);
      client.receive(server.output(packets(random, answered)), piece);
    }
    assertThat(server.plain.toByteArray()).isEqualTo(sent.toByteArray());
    assertThat(client.plain.toByteArray()).isEqualTo(answered.toByteArray());
    client.transformation.finish(CloseReason.LOCAL);
    server.receive(client.output(), piece);
    assertThat(server.transformation.isPeerFinished()).isTrue();
    client.receive(server.end(), piece);
    assertThat(client.transformation.isPeerFinished()).isTrue();
  }

  private static byte[][] packets(Random random, ByteArrayOutputStream all) {
    byte[][] packets = new byte[1 + random.nextInt(6)][];
    for (int i = 0; i < packets.length; i++) {
      packets[i] = new byte[1 + random.nextInt(random.nextInt(5) == 0 ? 20_000 : 200)];
      random.nextBytes(packets[i]);
      all.writeBytes(packets[i]);
    }
    return packets;
  }

  /// A browser need not put packets together: each message has whole ones.
  @Test
  void aMessageHasWholePackets() {
    Wire server = Wire.server(16);
    assertThat(Frames.shown(server.output(Frames.text("one"), Frames.text("two"))))
        .containsExactly("82 onetwo");
    byte[] large = new byte[10_000];
    List<String> frames =
        Frames.shown(server.output(Frames.text("one"), large, Frames.text("two")));
    assertThat(frames.stream().map(frame -> frame.substring(0, 2)))
        .containsExactly("82", "2 ", "0 ", "80");
    assertThat(frames.getFirst()).isEqualTo("82 one");
    assertThat(frames.getLast()).endsWith("two");
  }

  @Test
  void aServerWritesItsFramesWithoutAMaskAndAClientWithOne() {
    byte[] packet = {1, 2, 3};
    assertThat(Wire.server(16).output(packet)).containsExactly(0x82, 3, 1, 2, 3);
    byte[] masked = Sockets.connectedClient().output(packet);
    assertThat(masked).hasSize(9).startsWith(0x82, 0x83);
    assertThat(Frames.shown(masked)).containsExactly("82 \1\2\3");
    Wire client = Sockets.connectedClient();
    assertThat(client.output(packet)).as("a mask of its own").isNotEqualTo(client.output(packet));
  }

  @ParameterizedTest
  @ValueSource(ints = {125, 126, 4088})
  void writesEachLengthInItsShortestForm(int length) {
    byte[] frame = Wire.server(16).output(new byte[length]);
    assertThat(frame).hasSize(length + (length < 126 ? 2 : 4));
    assertThat(frame[1]).isEqualTo((byte) Math.min(length, 126));
  }

  @ParameterizedTest
  @CsvSource({
    "LOCAL, false, 1000",
    "PEER_CLOSED, false, 1000",
    "LOGGED_OUT, false, 1000",
    "BANNED, false, 1000",
    "DRAINED, false, 1001",
    "KICKED, false, 1008",
    "RATE_LIMITED, true, 1008",
    "MALFORMED_BODY, true, 1008",
    "FRAME_TOO_LARGE, true, 1009",
    "HANDLER_FAILED, false, 1011",
    "OVERLOADED, false, 1013"
  })
  void tellsTheReasonOfTheEnd(String name, boolean isMisbehaviour, int code) {
    Wire server = Wire.server(16);
    server.transformation.finish(new CloseReason(name, isMisbehaviour));
    assertThat(Frames.shown(server.output())).containsExactly("close " + code + " " + name);
    assertThat(server.transformation.hasOutput()).isFalse();
  }

  @Test
  void packetsThatAreQueuedGoBeforeTheCloseFrame() {
    Wire server = Wire.server(16);
    server.receive(Frames.closing(4000, Frames.text("bye")));
    assertThat(Frames.shown(server.output(Frames.text("last")))).containsExactly("82 last");
    assertThat(Frames.shown(server.end())).containsExactly("close 4000");
  }

  @Test
  void aPongComesBeforePackets() {
    Wire server = Wire.server(16);
    server.receive(Frames.masked(0x89, Frames.text("x")));
    assertThat(server.transformation.hasOutput()).isTrue();
    assertThat(Frames.shown(server.output(Frames.text("one")))).containsExactly("8a x", "82 one");
    assertThat(server.transformation.hasOutput()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 7, 8, 9, 16, 31})
  void theMaskGoesOnInTheNextPart(int cut) {
    byte[] bytes = new byte[32];
    new Random(cut).nextBytes(bytes);
    int mask = 0x89ABCDEF;
    ByteBuffer whole = ByteBuffer.allocate(32);
    int _ = Masking.copy(mask, ByteBuffer.wrap(bytes), whole, 32);
    ByteBuffer parts = ByteBuffer.allocate(32);
    ByteBuffer from = ByteBuffer.wrap(bytes);
    int next = Masking.copy(mask, from, parts, cut);
    int _ = Masking.copy(next, from, parts, 32 - cut);
    assertThat(parts.array()).isEqualTo(whole.array());
    for (int i = 0; i < bytes.length; i++) {
      assertThat(whole.get(i)).isEqualTo((byte) (bytes[i] ^ (mask >>> (24 - 8 * (i % 4)))));
    }
  }
}
