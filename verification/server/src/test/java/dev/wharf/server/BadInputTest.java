package dev.wharf.server;

import static dev.wharf.game.server.RunningServer.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.ProtocolMessageEnum;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.ServiceCounters;
import dev.wharf.engine.Session;
import dev.wharf.engine.SessionState;
import dev.wharf.game.proto.ChatMessage;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.proto.MemberJoined;
import dev.wharf.game.proto.MemberLeft;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.HeartbeatReply;
import dev.wharf.protocol.system.HeartbeatRequest;
import dev.wharf.protocol.system.LoginRequest;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests input that no honest client sends. Such input must end the session that it came from, with
/// the right reason, and must not affect other sessions.
class BadInputTest {
  private static final int ECHO = 100;
  private static final int SAY = 210;
  private static final byte[] NO_BODY = {};
  private static final String[] BIG_FRAMES = {
    "session.max-frame-bytes", "65535",
    "session.max-sent-frame-bytes", "65535",
    "rate.packets-per-second", "0",
    "rate.bytes-per-second", "0",
    "chat.texts", "0",
  };
  private static final int BIG_PAYLOAD = 60_000;

  static final Arguments[] BROKEN_BODIES = {
    Arguments.of("a tag without its value", new byte[] {0x08}),
    Arguments.of("a varint that does not end", filled(11, 0xFF, 0x08)),
    Arguments.of("a text that is longer than the frame", new byte[] {0x1A, 0x7F, 'x'}),
    Arguments.of("a text of negative length", new byte[] {0x1A, -1, -1, -1, -1, 0x0F}),
    Arguments.of("a text that is no UTF-8", new byte[] {0x1A, 2, (byte) 0xC3, 0x28}),
    Arguments.of("the end of a group that did not begin", new byte[] {0x24}),
    Arguments.of("the field 0", new byte[] {0x00, 0x00}),
    Arguments.of("deeply nested groups", filled(500, 0x7B)),
    Arguments.of("only bits that are set", filled(300, 0xFF)),
  };

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void endsTheSessionOnAFrameSmallerThanItsHeader(int size) {
    endsThatPlayerAlone(
        PacketCloseReasons.MALFORMED_FRAME,
        FailureCode.MALFORMED_FRAME,
        bad -> bad.sendRaw(size(size)));
  }

  @ParameterizedTest
  @ValueSource(ints = {4097, 32_768, 65_535})
  void endsTheSessionOnAFrameOverTheLimitBeforeItHasArrived(int size) {
    endsThatPlayerAlone(
        CloseReason.FRAME_TOO_LARGE, FailureCode.FRAME_TOO_LARGE, bad -> bad.sendRaw(size(size)));
  }

  /// Tests that the limits on received and on sent frames are separate. With a larger limit on
  /// received frames, the server must not send larger frames.
  @Test
  void sendsNoLargerFramesWhenItAcceptsLargerOnes() {
    try (RunningServer server = RunningServer.start("session.max-frame-bytes", "65535")) {
      TestClient alice = server.player("alice");
      alice.send(EchoRequest.newBuilder().setPayload(ByteString.copyFrom(new byte[BIG_PAYLOAD])));
      Failure failure = alice.receiveFailure(FailureCode.INVALID_REQUEST, false);
      assertThat(failure.getPacketId()).isEqualTo(ECHO);
      alice.echo(1);
    }
  }

  @Test
  void acceptsAFrameOfExactlyTheLimit() {
    try (RunningServer server = RunningServer.start()) {
      TestClient client = server.player("alice");
      EchoRequest.Builder echo =
          echo(0, 4096 - 4 - 3); // the header, and the payload's tag and length
      assertThat(TestClient.frame(echo)).hasSize(4096);
      client.send(echo);
      assertThat(client.receive(EchoReply.class).getPayload()).isEqualTo(echo.getPayload());
    }
  }

  @Test
  void readsAFrameThatArrivesInTwoPartsOfAnyLength() {
    byte[] frame = TestClient.frame(EchoRequest.newBuilder().setSequence(77).setSentNanos(5));
    try (RunningServer server = RunningServer.start()) {
      TestClient client = server.player("alice");
      for (int split = 1; split < frame.length; split++) {
        sendAndAwaitArrival(server, client, Arrays.copyOf(frame, split));
        client.sendRaw(Arrays.copyOfRange(frame, split, frame.length));
        assertThat(client.receive(EchoReply.class).getSequence()).isEqualTo(77);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 99, 255, 32_768, 65_535})
  void endsTheSessionOnAnUnknownPacket(int id) {
    endsThatPlayerAlone(
        PacketCloseReasons.UNKNOWN_PACKET,
        FailureCode.UNKNOWN_PACKET,
        bad -> bad.sendRaw(TestClient.frame(id, new byte[] {1, 2, 3})));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 11, 20, 101, 201, 203, 205, 211, 213, 220, 221})
  void endsTheSessionOnAPacketThatOnlyTheServerMaySend(int id) {
    endsThatPlayerAlone(
        PacketCloseReasons.WRONG_DIRECTION,
        FailureCode.WRONG_DIRECTION,
        bad -> bad.sendRaw(TestClient.frame(id, NO_BODY)));
  }

  @ParameterizedTest
  @ValueSource(ints = {ECHO, 200, 202, 204, SAY, 212})
  void endsTheSessionOnAPacketBeforeTheLogin(int id) {
    try (RunningServer server = RunningServer.start()) {
      endsAlone(
          server,
          server.connect(),
          PacketCloseReasons.WRONG_STATE,
          FailureCode.WRONG_STATE,
          bad -> bad.sendRaw(TestClient.frame(id, NO_BODY)));
    }
  }

  @ParameterizedTest
  @FieldSource("BROKEN_BODIES")
  void endsTheSessionOnABodyThatDoesNotParse(String what, byte[] body) {
    endsThatPlayerAlone(
        PacketCloseReasons.MALFORMED_BODY,
        FailureCode.MALFORMED_BODY,
        bad -> bad.sendRaw(TestClient.frame(SAY, body)));
  }

  @Test
  void handlesThePacketsBeforeTheBadOneAndNoneAfterIt() {
    try (RunningServer server = RunningServer.start()) {
      TestClient client = server.player("alice");
      byte[] echo = TestClient.frame(EchoRequest.newBuilder().setSequence(1));
      client.sendRaw(joined(echo, TestClient.frame(999, NO_BODY), echo));
      client.receive(EchoReply.class);
      client.receiveFailure(FailureCode.UNKNOWN_PACKET, true);
      assertThat(client.next()).isNull();
    }
  }

  @Test
  void warnsOnceThenEndsTheSessionOfTooManyPackets() {
    try (RunningServer server =
        RunningServer.start("rate.packets-per-second", "1", "rate.packet-burst", "20")) {
      TestClient witness = server.player("witness");
      TestClient flood = server.player("flood");
      byte[] beat = TestClient.frame(HeartbeatRequest.newBuilder());
      flood.sendRaw(joined(Collections.nCopies(100, beat).toArray(byte[][]::new)));
      flood.awaitFailure(FailureCode.RATE_WARNING);
      List<Message> rest = flood.upTo(Failure.class);
      assertThat(rest).hasSizeBetween(15, 25);
      assertThat(((Failure) rest.getLast()).getCode()).isEqualTo(FailureCode.RATE_LIMITED_VALUE);
      flood.awaitEnd();
      flood.close();
      server.awaitClosed(PacketCloseReasons.RATE_LIMITED, 1);
      witness.echo(1);
    }
  }

  @Test
  void removesAClientThatClosesInTheMiddleOfAFrame() {
    endsAtEachOffset(CloseReason.PEER_CLOSED, TestClient::close);
  }

  @Test
  void removesAClientThatResetsAtAnyPlaceInAFrame() {
    endsAtEachOffset(CloseReason.PEER_RESET, TestClient::reset);
  }

  @Test
  void deliversAllRepliesToAClientThatHasClosedItsSide() {
    int requests = 200;
    try (RunningServer server = startBig("session.send-queue-bytes", "64MiB")) {
      TestClient client = server.slowPlayer("alice");
      for (int i = 0; i < requests; i++) {
        client.send(echo(i, BIG_PAYLOAD));
      }
      client.finish();
      eventually(() -> assertThat(repliesPendingAfterTheEnd(server)).isPositive());

      for (int i = 0; i < requests; i++) {
        EchoReply reply = client.receive(EchoReply.class);
        assertThat(reply.getSequence()).isEqualTo(i);
        assertThat(reply.getPayload().size()).isEqualTo(BIG_PAYLOAD);
      }
      assertThat(client.next()).isNull();
      server.awaitClosed(CloseReason.PEER_CLOSED, 1);
    }
  }

  @Test
  void endsAMemberThatNeverReadsAndNoOther() {
    String text = "한".repeat(4000);
    try (RunningServer server =
        startBig("session.send-queue-bytes", "64KiB", "chat.max-text", "4000")) {
      TestClient talker = server.player("talker");
      int room = talker.join("lobby").getRoomId();
      TestClient listener = server.player("listener");
      listener.join("lobby");
      server.slowPlayer("deaf").join("lobby");
      // The room does not report a player that joins and leaves between two ticks.
      assertThat(listener.await(MemberJoined.class).getMember().getName()).isEqualTo("deaf");

      List<Message> toTalker = new ArrayList<>();
      List<Message> toListener = new ArrayList<>();
      int said = 0;
      while (server.closed(CloseReason.SLOW_READER) == 0) {
        assertThat(++said).as("texts until the slow member was disconnected").isLessThan(3000);
        talker.say(room, said, text);
        hearNumber(said, talker, toTalker);
        hearNumber(said, listener, toListener);
      }
      awaitLeft(talker, toTalker);
      awaitLeft(listener, toListener);
      assertThat(talker.sayAndHear(room, ++said, "better").getSequence()).isEqualTo(said);
      assertThat(server.server().service().sessionCount()).isEqualTo(2);
      assertThat(server.closed(CloseReason.SLOW_READER)).isEqualTo(1);
    }
  }

  @Test
  void endsASessionWhoseFrameArrivesTooSlowlyAndNoneWhoseFrameIsInTime() {
    byte[] frame = TestClient.frame(echo(0, 4000));
    byte[] beat = TestClient.frame(HeartbeatRequest.newBuilder().setClientTime(1));
    // Far more than the longest pause of a busy machine: a pause must not make the honest one late.
    try (RunningServer server = startBig("session.frame-timeout", "3s")) {
      TestClient trickle = server.player("trickle");
      TestClient honest = server.player("honest");
      int sent = 0;
      while (server.closed(CloseReason.FRAME_TIMEOUT) == 0) {
        assertThat(sent)
            .as("bytes of the frame until the end of the session")
            .isLessThan(frame.length - 1);
        trySend(trickle, new byte[] {frame[sent]});
        honest.sendRaw(new byte[] {beat[sent % beat.length]});
        sent++;
        LockSupport.parkNanos(1_000_000);
      }
      if (sent % beat.length > 0) {
        honest.sendRaw(Arrays.copyOfRange(beat, sent % beat.length, beat.length));
      }
      honest.echo(1);
    }
  }

  @Test
  void endsASessionWhoseFrameStopsAtAnyPlace() {
    byte[] frame = TestClient.frame(EchoRequest.newBuilder().setSequence(77));
    try (RunningServer server = RunningServer.start("session.frame-timeout", "100ms")) {
      TestClient witness = server.player("witness");
      for (int offset = 1; offset < frame.length; offset++) {
        server.player("slow" + offset).sendRaw(Arrays.copyOf(frame, offset));
      }
      server.awaitClosed(CloseReason.FRAME_TIMEOUT, frame.length - 1);
      witness.echo(1);
    }
  }

  @Test
  void endsAClientThatDoesAnythingButLogIn() {
    try (RunningServer server =
        RunningServer.start(
            "session.login-timeout", "200ms",
            "login.check-timeout", "100ms",
            "rate.packets-per-second", "0",
            "login.max-tries", "100")) {
      TestClient witness = server.player("witness");
      TestClient beating = server.connect();
      TestClient trying = server.connect();
      trying.send(LoginRequest.newBuilder().setRequestId(1).setName("!"));
      trying.receiveFailure(FailureCode.INVALID_REQUEST, false);
      TestClient begun = server.connect();
      begun.sendRaw(new byte[] {5});
      byte[] beat = TestClient.frame(HeartbeatRequest.newBuilder());
      eventually(
          () -> {
            trySend(beating, beat);
            assertThat(server.closed(CloseReason.LOGIN_TIMEOUT)).isEqualTo(3);
          });
      beating.awaitEnd();
      witness.echo(1);
    }
  }

  @Test
  void endsASilentPlayerAndKeepsOneThatSendsHeartbeats() {
    try (RunningServer server =
        RunningServer.start(
            "session.idle-timeout",
            "1001ms",
            "session.heartbeat",
            "1s",
            "rate.packets-per-second",
            "0")) {
      TestClient beating = server.player("beating");
      for (int i = 1; i <= 2; i++) {
        server.player("silent" + i);
        long ended = i;
        eventually(
            () -> {
              beating.send(HeartbeatRequest.newBuilder().setClientTime(ended));
              assertThat(beating.receive(HeartbeatReply.class).getClientTime()).isEqualTo(ended);
              assertThat(server.closed(CloseReason.IDLE)).isEqualTo(ended);
            });
      }
      beating.echo(1);
      assertThat(server.closed(CloseReason.IDLE)).isEqualTo(2);
    }
  }

  private static RunningServer startBig(String... more) {
    return RunningServer.start(
        Stream.concat(Arrays.stream(BIG_FRAMES), Arrays.stream(more)).toArray(String[]::new));
  }

  private static void endsThatPlayerAlone(
      CloseReason reason, ProtocolMessageEnum code, Consumer<TestClient> deed) {
    try (RunningServer server = RunningServer.start()) {
      endsAlone(server, server.player("bad"), reason, code, deed);
    }
  }

  private static void endsAlone(
      RunningServer server,
      TestClient bad,
      CloseReason reason,
      ProtocolMessageEnum code,
      Consumer<TestClient> deed) {
    TestClient witness = server.player("witness");
    deed.accept(bad);
    bad.receiveFailure(code, true);
    assertThat(bad.next()).isNull();
    bad.close();
    server.awaitClosed(reason, 1);
    witness.echo(1);
    assertThat(server.server().service().sessionCount()).isEqualTo(1);
  }

  /// Ends a player's connection within a frame, at each offset: after no byte, after one byte, and
  /// so on.
  ///
  /// @param end ends the connection
  private static void endsAtEachOffset(CloseReason reason, Consumer<TestClient> end) {
    byte[] frame = TestClient.frame(EchoRequest.newBuilder().setSequence(77).setSentNanos(5));
    try (RunningServer server = RunningServer.start()) {
      TestClient witness = server.player("witness");
      for (int offset = 0; offset < frame.length; offset++) {
        TestClient bad = server.player("bad" + offset);
        sendAndAwaitArrival(server, bad, Arrays.copyOf(frame, offset));
        end.accept(bad);
        witness.echo(offset);
      }
      server.awaitClosed(reason, frame.length);
      assertThat(server.server().service().sessionCount()).isEqualTo(1);
    }
  }

  private static void sendAndAwaitArrival(RunningServer server, TestClient client, byte[] bytes) {
    ServiceCounters counters = server.server().service().counters();
    long before = counters.bytesReceived();
    client.sendRaw(bytes);
    eventually(() -> assertThat(counters.bytesReceived()).isEqualTo(before + bytes.length));
  }

  /// Sends bytes. Ignores that the server may have closed the connection.
  private static void trySend(TestClient client, byte[] bytes) {
    try {
      client.sendRaw(bytes);
    } catch (UncheckedIOException e) {
      assertThat(e).hasCauseInstanceOf(SocketException.class);
    }
  }

  private static void hearNumber(int number, TestClient member, List<Message> all) {
    all.addAll(member.upTo(ChatMessage.class));
    assertThat(((ChatMessage) all.getLast()).getSequence()).isEqualTo(number);
  }

  private static void awaitLeft(TestClient member, List<Message> heardBefore) {
    if (heardBefore.stream().noneMatch(MemberLeft.class::isInstance)) {
      member.await(MemberLeft.class);
    }
  }

  private static int repliesPendingAfterTheEnd(RunningServer server) {
    return server.server().service().sessions().stream()
        .filter(session -> session.state() == SessionState.CLOSING)
        .mapToInt(Session::queuedPackets)
        .sum();
  }

  private static EchoRequest.Builder echo(long sequence, int payloadBytes) {
    return EchoRequest.newBuilder()
        .setSequence(sequence)
        .setPayload(ByteString.copyFrom(new byte[payloadBytes]));
  }

  /// Returns the bytes of the size field of a header.
  private static byte[] size(int size) {
    return ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort((short) size).array();
  }

  private static byte[] joined(byte[]... parts) {
    ByteBuffer whole = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(one -> one.length).sum());
    Arrays.stream(parts).forEach(whole::put);
    return whole.array();
  }

  private static byte[] filled(int length, int filling, int... first) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) filling);
    for (int i = 0; i < first.length; i++) {
      bytes[i] = (byte) first[i];
    }
    return bytes;
  }
}
