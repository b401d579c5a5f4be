package dev.wharf.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wharf.engine.AdmissionLimits;
import dev.wharf.engine.ClientService;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.ServerOptions;
import dev.wharf.engine.ServerService;
import dev.wharf.engine.Session;
import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.testpackets.Hello;
import dev.wharf.protocol.testpackets.Ping;
import dev.wharf.protocol.testpackets.TestPackets;
import dev.wharf.protocol.testpackets.Welcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests sessions of a client and a server in one process. They are connected through the engine
/// and the loopback interface.
class PacketSessionLoopbackTest {
  private static final PacketCatalog CATALOG = PacketCatalog.of(TestPackets.getDescriptor());

  private final BlockingQueue<String> clientSaw = new LinkedBlockingQueue<>();
  private final ConcurrentLinkedQueue<CloseReason> serverEnds = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<ServerSide> serverSessions = new ConcurrentLinkedQueue<>();

  private final PacketProtocol<ServerSide> server =
      PacketProtocol.of(
          PacketRouter.<ServerSide>forServer(CATALOG)
              .on(Hello.class, (session, hello) -> session.send(welcome(hello.getName())))
              .on(Ping.class, (session, ping) -> session.send(ping))
              .onRaw(300, (session, body) -> session.sendRaw(301, bytesOf(body)))
              .ignoreTheRest()
              .build());
  private final PacketProtocol<ClientSide> client =
      PacketProtocol.of(
          PacketRouter.<ClientSide>forClient(CATALOG)
              .on(Welcome.class, (_, welcome) -> clientSaw.add(welcome.getText()))
              .on(Ping.class, (_, ping) -> clientSaw.add("ping " + ping.getNonce()))
              .onRaw(301, (_, body) -> clientSaw.add("raw " + Arrays.toString(bytesOf(body))))
              .ignoreTheRest()
              .build());

  private int connects;
  private CompletionPort port;
  private ServerService service;
  private ClientService clients;

  private final class ServerSide extends PacketSession {
    ServerSide(PacketLink link) {
      super(link);
      serverSessions.add(this);
    }

    @Override
    protected void onRefused(Refusal refusal) {
      send(welcome("refused " + refusal.reason()));
    }

    @Override
    protected void onDraining(Duration grace) {
      send(welcome("draining"));
    }

    @Override
    protected void onDisconnected(CloseReason reason) {
      serverEnds.add(reason);
    }
  }

  private final class ClientSide extends PacketSession {
    ClientSide(PacketLink link) {
      super(link);
    }

    @Override
    protected void onConnected() {
      clientSaw.add("connected");
    }

    @Override
    protected void onDisconnected(CloseReason reason) {
      clientSaw.add("ended");
    }
  }

  @BeforeEach
  void start() {
    port = CompletionPort.open(PortOptions.defaults().withWorkers(2));
    ServerOptions options =
        ServerOptions.onLoopback(0)
            .withSession(SessionOptions.defaults().withLoginTimeout(Duration.ZERO))
            .withAdmission(AdmissionLimits.defaults().withExemptLoopback(true));
    service = ServerService.start(port, options, server.sessions(ServerSide::new));
    clients = ClientService.open(port, SessionOptions.defaults().withLoginTimeout(Duration.ZERO));
  }

  @AfterEach
  void nothingIsLeft() {
    clients.close();
    service.close();
    await().atMost(Duration.ofSeconds(10)).until(() -> port.ledger().isZero());
    port.close();
  }

  @Test
  void carriesPacketsBothWaysInOrder() throws Exception {
    Session session = connect();
    for (int i = 0; i < 150; i++) {
      send(session, Ping.newBuilder().setNonce(i).build());
    }
    for (int i = 0; i < 150; i++) {
      assertThat(next()).isEqualTo("ping " + i);
    }
  }

  @Test
  void carriesPacketsWhoseBodiesAreNotProtobuf() throws Exception {
    sendBytes(connect(), (byte) 7, (byte) 0, (byte) 0x2c, (byte) 1, (byte) 1, (byte) 2, (byte) 3);
    assertThat(next()).isEqualTo("raw [1, 2, 3]");
  }

  @Test
  void acceptsFramesThatArriveByteByByte() throws Exception {
    Session session = connect();
    byte[] frame;
    try (SendBuffer packet =
        client.encoder().encode(port.sendBuffers(), Hello.newBuilder().setName("Ann").build())) {
      frame = TestPool.bytesOf(packet);
    }
    for (byte one : frame) {
      sendBytes(session, one);
      TimeUnit.MILLISECONDS.sleep(1);
    }
    assertThat(next()).isEqualTo("Ann");
  }

  @Test
  void deliversPacketsOfOnRefusedBeforeTheEnd() throws Exception {
    Session session = connect();
    sendBytes(session, (byte) 4, (byte) 0, (byte) 0x70, (byte) 0x17);
    assertThat(next()).isEqualTo("refused UNKNOWN_PACKET");
    assertThat(next()).isEqualTo("ended");
    await().until(() -> List.copyOf(serverEnds).equals(List.of(PacketCloseReasons.UNKNOWN_PACKET)));
  }

  @Test
  void endsASessionOnSizeZeroAndLeavesTheOthersAlone() throws Exception {
    Session good = connect();
    Session bad = connect();
    sendBytes(bad, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
    assertThat(next()).isEqualTo("refused MALFORMED_FRAME");
    assertThat(next()).isEqualTo("ended");
    send(good, Hello.newBuilder().setName("still here").build());
    assertThat(next()).isEqualTo("still here");
  }

  @Test
  void endsASessionThatSendsWithoutPause() throws Exception {
    Session session = connect();
    try (SendBuffer manyPings = port.sendBuffers().acquire(500 * 13)) {
      for (int i = 0; i < 500; i++) {
        manyPings.writeShortLE(13).writeShortLE(3).writeByte(9).writeIntLE(i).writeIntLE(0);
      }
      session.send(manyPings.seal());
    }
    await().until(() -> List.copyOf(serverEnds).equals(List.of(PacketCloseReasons.RATE_LIMITED)));
  }

  @Test
  void sendsOnePacketToAllSessions() throws Exception {
    connect();
    connect();
    assertThat(server.sendToAll(serverSessions, welcome("all"))).isEqualTo(2);
    assertThat(next()).isEqualTo("all");
    assertThat(next()).isEqualTo("all");
  }

  @Test
  void sendsANoticeWhenItDrains() throws Exception {
    connect();
    service.drain(Duration.ofSeconds(5));
    assertThat(next()).isEqualTo("draining");
    assertThat(next()).isEqualTo("ended");
    assertThat(serverEnds).containsExactly(CloseReason.DRAINED);
  }

  private Session connect() throws InterruptedException {
    Session session = clients.connect(service.localAddress(), client.sessions(ClientSide::new));
    assertThat(next()).isEqualTo("connected");
    connects++;
    await().until(() -> serverSessions.size() == connects);
    return session;
  }

  private void send(Session session, com.google.protobuf.Message message) {
    try (SendBuffer packet = client.encoder().encode(port.sendBuffers(), message)) {
      session.send(packet);
    }
  }

  private void sendBytes(Session session, byte... bytes) {
    try (SendBuffer packet = port.sendBuffers().acquire(bytes.length)) {
      session.send(packet.writeBytes(bytes, 0, bytes.length).seal());
    }
  }

  private String next() throws InterruptedException {
    String next = clientSaw.poll(10, TimeUnit.SECONDS);
    assertThat(next).as("nothing came within 10 s").isNotNull();
    return next;
  }

  private static byte[] bytesOf(ByteBuffer body) {
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    return bytes;
  }

  private static Welcome welcome(String text) {
    return Welcome.newBuilder().setText(text).build();
  }
}
