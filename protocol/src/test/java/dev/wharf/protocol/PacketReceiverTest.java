package dev.wharf.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.SendResult;
import dev.wharf.engine.memory.BufferMemory;
import dev.wharf.engine.memory.BufferPool;
import dev.wharf.protocol.PacketRouterTest.OtherStage;
import dev.wharf.protocol.PacketRouterTest.Stage;
import dev.wharf.protocol.body.Bodies;
import dev.wharf.protocol.catalog.HeaderFormat;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.testpackets.Bag;
import dev.wharf.protocol.testpackets.Effect;
import dev.wharf.protocol.testpackets.Hello;
import dev.wharf.protocol.testpackets.Ping;
import dev.wharf.protocol.testpackets.Position;
import dev.wharf.protocol.testpackets.TestPackets;
import dev.wharf.protocol.testpackets.Welcome;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tests how a session handles received bytes, without an engine.
class PacketReceiverTest {
  private static final PacketCatalog CATALOG = PacketCatalog.of(TestPackets.getDescriptor());
  private static final Hello ANN = Hello.newBuilder().setName("Ann").build();
  private static final Ping PING = Ping.newBuilder().setNonce(5).build();

  private final List<String> raw = new ArrayList<>();
  private final PacketRouter<TestSession> router =
      PacketRouter.<TestSession>forServer(CATALOG)
          .initialState(Stage.LOGIN)
          .defaultStates(Stage.PLAYING)
          .on(Hello.class, Stage.LOGIN, PacketReceiverTest::login)
          .on(Ping.class, EnumSet.allOf(Stage.class), TestSession::note)
          .on(Bag.class, PacketReceiverTest::obey)
          .onRaw(300, (session, body) -> raw.add(hexOf(body)))
          .build();

  private final FakeSession engine = new FakeSession();
  private final PacketProtocol<TestSession> protocol =
      PacketProtocol.of(router, PacketOptions.forServer().withRateLimit(RateLimit.OFF));
  private PacketReceiver<TestSession> receiver = protocol.receiver(engine, TestSession::new);
  private TestSession session = receiver.session();

  private static void login(TestSession session, Hello hello) {
    session.note(hello);
    session.enter(Stage.PLAYING);
  }

  private static void obey(TestSession session, Bag bag) {
    session.note(bag);
    switch (bag.getText()) {
      case "close" -> session.close(CloseReason.LOCAL, "asked");
      case "flush" -> session.closeAfterFlush(CloseReason.LOCAL, "asked");
      case "throw" -> throw new IllegalStateException("peer text");
      default -> session.send(Welcome.newBuilder().setText(bag.getText()));
    }
  }

  @AfterEach
  void allBuffersAreBack() {
    assertThat(engine.memory.buffersOut()).isZero();
  }

  @Test
  void handlesEveryFrameOfABuffer() {
    ByteBuffer received = buffer(frame(1, ANN), frame(3, PING), frame(3, PING));
    receive(received);
    assertThat(session.handled).containsExactly(ANN, PING, PING);
    assertThat(received.hasRemaining()).isFalse();
    assertThat(engine.closes).isEmpty();
  }

  @Test
  void leavesAnIncompleteFrame() {
    ByteBuffer received = buffer(frame(1, ANN), new byte[] {13, 0, 3});
    receive(received);
    assertThat(session.handled).containsExactly(ANN);
    assertThat(received.remaining()).isEqualTo(3);
  }

  @Test
  void sendsAReply() {
    session.enter(Stage.PLAYING);
    receive(buffer(frame(11, Bag.newBuilder().setText("hi").build())));
    assertThat(engine.sent).containsExactly("080002000a026869");
  }

  @Test
  void refusesAnUnknownId() {
    receive(buffer(frame(999, ANN)));
    assertRefused(PacketCloseReasons.UNKNOWN_PACKET, 999, "no packet has id 999");
  }

  @Test
  void refusesAPacketOfTheWrongDirection() {
    receive(buffer(frame(2, Welcome.getDefaultInstance())));
    assertRefused(
        PacketCloseReasons.WRONG_DIRECTION,
        2,
        "wharf.test.Welcome (id 2) is SERVER_TO_CLIENT, it reached the SERVER");
  }

  @Test
  void refusesAPacketInTheWrongState() {
    receive(buffer(frame(11, Bag.getDefaultInstance())));
    assertRefused(
        PacketCloseReasons.WRONG_STATE,
        11,
        "wharf.test.Bag (id 11) in state LOGIN, it is accepted in PLAYING");
  }

  @Test
  void checksTheSecondPacketAgainstTheStateThatTheFirstHasSet() {
    receive(buffer(frame(1, ANN), frame(1, ANN)));
    assertThat(session.handled).containsExactly(ANN);
    assertRefused(
        PacketCloseReasons.WRONG_STATE,
        1,
        "wharf.test.Hello (id 1) in state PLAYING, it is accepted in LOGIN");
  }

  @Test
  void refusesABodyThatDoesNotParse() {
    receive(buffer(rawFrame(1, new byte[] {0x0a, 5, 'p', 'e', 'e', 'r'})));
    assertThat(session.refusals).hasSize(1);
    Refusal refusal = session.refusals.getFirst();
    assertThat(refusal.reason()).isEqualTo(PacketCloseReasons.MALFORMED_BODY);
    assertThat(refusal.detail())
        .startsWith("wharf.test.Hello (id 1) of 6 bytes: ")
        .doesNotContain("peer");
  }

  @Test
  void refusesABodyWithTooManyElements() {
    session.enter(Stage.PLAYING);
    receive(buffer(rawFrame(11, Bodies.repeated(3, 1_025, ""))));
    assertRefused(
        PacketCloseReasons.MALFORMED_BODY,
        11,
        "wharf.test.Bag (id 11) of 2050 bytes: more elements than the limit of 1024");
  }

  @Test
  void refusesASizeSmallerThanTheHeader() {
    receive(buffer(frame(3, PING), new byte[] {0, 0, 0, 0}, frame(3, PING)));
    assertThat(session.handled).containsExactly(PING);
    assertRefused(
        PacketCloseReasons.MALFORMED_FRAME, 0, "frame of 0 bytes, smaller than its header of 4");
  }

  @Test
  void refusesAFrameOverTheLimitBeforeItsBodyArrives() {
    receive(buffer(new byte[] {1, 16}));
    assertRefused(CloseReason.FRAME_TOO_LARGE, 0, "frame of 4097 bytes, the limit is 4096");
  }

  @Test
  void endsTheSessionWhenAHandlerThrowsAndLogsNoTextOfThePeer() {
    session.enter(Stage.PLAYING);
    receive(buffer(frame(11, Bag.newBuilder().setText("throw").build()), frame(3, PING)));
    assertThat(session.handled).hasSize(1);
    assertRefused(
        CloseReason.HANDLER_FAILED, 11, "wharf.test.Bag (id 11): java.lang.IllegalStateException");
    assertThat(engine.failures)
        .containsExactly("the handler of wharf.test.Bag (id 11): IllegalStateException");
  }

  @Test
  void endsTheSessionWithTheEnginesReasonForTheThrownException() {
    session.enter(Stage.PLAYING);
    engine.pool = new BufferPool(new BufferMemory(1));
    engine.failureReason = CloseReason.OVERLOADED;
    receive(buffer(frame(11, Bag.newBuilder().setText("hi").build())));
    assertRefused(
        CloseReason.OVERLOADED,
        11,
        "wharf.test.Bag (id 11): dev.wharf.engine.buffer.BufferMemoryExhaustedException");
  }

  @Test
  void countsAnOnRefusedThatThrows() {
    use(
        link ->
            new TestSession(link) {
              @Override
              protected void onRefused(Refusal refusal) {
                throw new IllegalStateException("thrown by the test");
              }
            });
    receive(buffer(frame(999, ANN)));
    assertThat(engine.failures).containsExactly("onRefused: IllegalStateException");
    assertThat(engine.closes).containsExactly("UNKNOWN_PACKET: no packet has id 999");
  }

  @Test
  void handlesNothingMoreAfterAHandlerHasClosed() {
    session.enter(Stage.PLAYING);
    ByteBuffer received =
        buffer(frame(11, Bag.newBuilder().setText("close").build()), frame(3, PING));
    receive(received);
    assertThat(session.handled).hasSize(1);
    assertThat(session.refusals).isEmpty();
    assertThat(engine.closes).containsExactly("now LOCAL: asked");
    assertThat(received.hasRemaining()).isFalse();
  }

  @Test
  void handlesNothingMoreAfterAHandlerHasClosedAfterFlush() {
    session.enter(Stage.PLAYING);
    receive(buffer(frame(11, Bag.newBuilder().setText("flush").build()), frame(3, PING)));
    assertThat(session.handled).hasSize(1);
    assertThat(engine.closes).containsExactly("LOCAL: asked");
  }

  @Test
  void handlesNoPacketOfAClosedSession() {
    engine.close(CloseReason.PEER_CLOSED);
    receive(buffer(frame(3, PING)));
    assertThat(session.handled).isEmpty();
  }

  /// Another thread closes a session in two steps: it sets the close reason, and then changes the
  /// state. This test is between the two steps.
  @Test
  void handlesNothingMoreOnceTheSessionHasAReasonToClose() {
    engine.giveReason(CloseReason.KICKED);
    ByteBuffer received = buffer(frame(3, PING));
    receive(received);
    assertThat(session.handled).isEmpty();
    assertThat(received.hasRemaining()).isFalse();
    assertThat(session.isOpen()).isFalse();
  }

  @Test
  void letsOnRefusedSendBeforeTheEnd() {
    use(
        link ->
            new TestSession(link) {
              @Override
              protected void onRefused(Refusal refusal) {
                send(Welcome.newBuilder().setText(refusal.reason().name()));
              }
            });
    receive(buffer(frame(999, ANN)));
    assertThat(engine.sent).hasSize(1);
    assertThat(new String(HexFormat.of().parseHex(engine.sent.getFirst()), StandardCharsets.UTF_8))
        .endsWith("UNKNOWN_PACKET");
    assertThat(engine.closes).containsExactly("UNKNOWN_PACKET: no packet has id 999");
  }

  @Test
  void endsTheSessionAlsoWhenOnRefusedThrows() {
    use(
        link ->
            new TestSession(link) {
              @Override
              protected void onRefused(Refusal refusal) {
                throw new IllegalStateException("in the hook");
              }
            });
    receive(buffer(frame(999, ANN)));
    assertThat(engine.closes).containsExactly("UNKNOWN_PACKET: no packet has id 999");
  }

  @Test
  void givesRawHandlersTheBodyInTheHeadersByteOrder() {
    session.enter(Stage.PLAYING);
    ByteBuffer received =
        buffer(rawFrame(300, new byte[] {1, 2, 3}), rawFrame(300, new byte[0]), frame(3, PING));
    receive(received);
    assertThat(raw).containsExactly("010203", "");
    assertThat(session.handled).containsExactly(PING);
    assertThat(received.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void refusesARawPacketInTheWrongState() {
    receive(buffer(rawFrame(300, new byte[0])));
    assertRefused(
        PacketCloseReasons.WRONG_STATE,
        300,
        "raw packet 300 in state LOGIN, it is accepted in PLAYING");
  }

  @Test
  void skipsIgnoredPacketsUnparsed() {
    PacketProtocol<TestSession> ignoring =
        PacketProtocol.of(PacketRouter.<TestSession>forServer(CATALOG).ignoreTheRest().build());
    ignoring
        .receiver(engine, TestSession::new)
        .onReceived(engine, buffer(rawFrame(1, new byte[] {7, 7, 7})));
    assertThat(engine.closes).isEmpty();
  }

  /// At the login, a client learns the sizes of the largest frames that the server sends and
  /// accepts.
  @Test
  void acceptsAndSendsFramesOfTheAnnouncedSizes() {
    Hello large = Hello.newBuilder().setName("x".repeat(5000)).build();
    Welcome welcome = Welcome.newBuilder().setText("y".repeat(5000)).build();
    assertThatThrownBy(() -> session.send(welcome)).isInstanceOf(FrameTooLargeException.class);
    session.limitFrames(8192, 6000);
    assertThat(engine.receiveLimits).containsExactly(8192);
    receive(buffer(frame(1, large)));
    assertThat(session.handled).containsExactly(large);
    assertThat(session.send(welcome)).isEqualTo(SendResult.QUEUED);
    session.limitFrames(4096, 512);
    assertThatThrownBy(() -> session.send(Welcome.newBuilder().setText("z".repeat(600))))
        .isInstanceOf(FrameTooLargeException.class)
        .hasMessageContaining("512");
    receive(buffer(frame(1, large)));
    assertThat(session.refusals)
        .extracting(Refusal::reason)
        .containsExactly(CloseReason.FRAME_TOO_LARGE);
  }

  @Test
  void rejectsAFrameLimitThatTheHeaderCannotExpress() {
    assertThatIllegalArgumentException().isThrownBy(() -> session.limitFrames(65_536, 4096));
    assertThatIllegalArgumentException().isThrownBy(() -> session.limitFrames(4096, 3));
  }

  @Test
  void warnsOnceThenEndsAPeerThatSendsTooMuch() {
    limitTo(RateLimit.OFF.withPackets(1, 2));
    for (int i = 0; i < 6; i++) {
      receive(buffer(frame(3, PING)));
    }
    assertThat(session.handled).hasSize(4);
    assertThat(session.warnings).containsExactly("more than 1 packets or 0 bytes a second");
    assertRefused(PacketCloseReasons.RATE_LIMITED, 3, "more than 1 packets or 0 bytes a second");
  }

  @Test
  void acceptsAPeerThatKeepsTheRate() {
    limitTo(RateLimit.OFF.withPackets(1, 2));
    for (int i = 0; i < 100; i++) {
      engine.nanoTime += 1_000_000_000L;
      receive(buffer(frame(3, PING)));
    }
    assertThat(session.handled).hasSize(100);
    assertThat(session.warnings).isEmpty();
  }

  @Test
  void countsUnknownPacketsAgainstTheRateToo() {
    limitTo(RateLimit.OFF.withBytes(8192, 8192));
    receive(buffer(frame(999, ANN)));
    assertThat(session.refusals)
        .extracting(Refusal::reason)
        .containsExactly(PacketCloseReasons.UNKNOWN_PACKET);
  }

  @Test
  void sendsByThePolicyOfTheKind() {
    session.send(Welcome.getDefaultInstance());
    session.send(Effect.getDefaultInstance());
    session.send(Position.getDefaultInstance());
    session.sendLatest(Position.getDefaultInstance(), 9);
    assertThat(engine.policies)
        .containsExactly(
            SendPolicy.KEEP,
            SendPolicy.DROP_NEWEST,
            SendPolicy.latestOnly(4L << 32),
            SendPolicy.latestOnly(4L << 32 | 9));
  }

  @Test
  void sendsNothingAfterTheEnd() {
    session.close(CloseReason.KICKED, "");
    assertThat(session.send(Welcome.getDefaultInstance())).isEqualTo(SendResult.CLOSED);
    assertThat(engine.sent).isEmpty();
  }

  @Test
  void sendsOnePacketToAll() {
    FakeSession second = new FakeSession();
    FakeSession closed = new FakeSession();
    closed.close(CloseReason.PEER_CLOSED);
    List<TestSession> members = List.of(session, sessionOn(second), sessionOn(closed));
    int taken = protocol.sendToAll(members, Welcome.newBuilder().setText("hi").build());
    assertThat(taken).isEqualTo(2);
    assertThat(second.sent).isEqualTo(engine.sent).containsExactly("080002000a026869");
    assertThat(protocol.sendToAll(List.<TestSession>of(), Welcome.getDefaultInstance())).isZero();
  }

  @Test
  void rejectsStatesOfAnotherEnum() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.enter(OtherStage.ONLY))
        .withMessageContaining("OtherStage is not a state of this router");
  }

  private void limitTo(RateLimit limit) {
    PacketOptions options = PacketOptions.forServer().withRateLimit(limit);
    receiver = PacketProtocol.of(router, options).receiver(engine, TestSession::new);
    session = receiver.session();
  }

  private void use(Function<PacketLink, TestSession> newSession) {
    receiver = protocol.receiver(engine, newSession);
    session = receiver.session();
  }

  private TestSession sessionOn(FakeSession other) {
    return protocol.receiver(other, TestSession::new).session();
  }

  private void receive(ByteBuffer received) {
    receiver.onReceived(engine, received);
  }

  private void assertRefused(CloseReason reason, int packetId, String detail) {
    assertThat(session.refusals).containsExactly(new Refusal(reason, packetId, detail));
    assertThat(engine.closes).containsExactly(reason + ": " + detail);
  }

  private static byte[] frame(int id, Message packet) {
    return rawFrame(id, packet.toByteArray());
  }

  private static byte[] rawFrame(int id, byte[] body) {
    byte[] frame = new byte[4 + body.length];
    HeaderFormat.SERVER_CORE.write(frame, 0, id, body.length);
    System.arraycopy(body, 0, frame, 4, body.length);
    return frame;
  }

  private static ByteBuffer buffer(byte[]... pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      all.writeBytes(piece);
    }
    return ByteBuffer.allocateDirect(all.size()).put(all.toByteArray()).flip();
  }

  private static String hexOf(ByteBuffer body) {
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
