package dev.wharf.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.wharf.engine.CloseReason;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.protocol.system.Logout;
import dev.wharf.transport.websocket.WebSocketCloseReasons;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The JDK's WebSocket client against the real server. The client knows nothing of this project.
class WebSocketTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String REQUEST =
      """
      GET / HTTP/1.1\r
      Host: 127.0.0.1\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Protocol: wharf.1\r
      \r
      """;

  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void closeClient() {
    http.shutdownNow();
  }

  private static RunningServer start(String... more) {
    List<String> all = new ArrayList<>(List.of("websocket.enabled", "true", "websocket.port", "0"));
    all.addAll(List.of(more));
    return RunningServer.start(all.toArray(String[]::new));
  }

  private static URI address(RunningServer server) {
    return URI.create("ws://127.0.0.1:" + port(server) + "/any/path");
  }

  private static int port(RunningServer server) {
    return server.server().webSocketAddress().orElseThrow().getPort();
  }

  /// Collects what a server sends.
  private static final class Received implements WebSocket.Listener {
    final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
    final BlockingQueue<String> pongs = new LinkedBlockingQueue<>();
    final CompletableFuture<String> closed = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      byte[] part = new byte[data.remaining()];
      data.get(part);
      bytes.writeBytes(part);
      if (last) {
        split(ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN));
        bytes.reset();
      }
      socket.request(1);
      return null;
    }

    /// Each message must have whole packets.
    private void split(ByteBuffer message) {
      while (message.hasRemaining()) {
        byte[] frame = new byte[Short.toUnsignedInt(message.getShort(message.position()))];
        message.get(frame);
        frames.add(frame);
      }
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer payload) {
      pongs.add(StandardCharsets.US_ASCII.decode(payload).toString());
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code + " " + reason);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.completeExceptionally(error);
    }

    byte[] next() throws InterruptedException {
      byte[] frame = frames.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(frame).as("a packet").isNotNull();
      return frame;
    }

    String end() {
      return closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
  }

  private WebSocket connect(RunningServer server, Received received) {
    return builder().buildAsync(address(server), received).join();
  }

  private WebSocket.Builder builder() {
    return http.newWebSocketBuilder().subprotocols("wharf.1").connectTimeout(PATIENCE);
  }

  private WebSocket player(RunningServer server, Received received, String name) throws Exception {
    WebSocket socket = connect(server, received);
    send(socket, TestClient.frame(LoginRequest.newBuilder().setRequestId(1).setName(name)));
    LoginReply reply = LoginReply.parseFrom(body(received.next()));
    assertThat(reply.getName()).isEqualTo(name);
    return socket;
  }

  private static void send(WebSocket socket, byte[] bytes) {
    socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
  }

  private static byte[] echo(long sequence, int bytes) {
    return TestClient.frame(
        EchoRequest.newBuilder()
            .setSequence(sequence)
            .setPayload(ByteString.copyFrom(new byte[bytes])));
  }

  private static ByteBuffer body(byte[] frame) {
    return ByteBuffer.wrap(frame, 4, frame.length - 4);
  }

  private static void assertEcho(byte[] frame, long sequence, int bytes) throws IOException {
    EchoReply reply = EchoReply.parseFrom(body(frame));
    assertThat(reply.getSequence()).isEqualTo(sequence);
    assertThat(reply.getPayload().size()).isEqualTo(bytes);
  }

  @Test
  void aPlayerLogsInAndEchoes() throws Exception {
    try (RunningServer server = start()) {
      Received received = new Received();
      WebSocket socket = player(server, received, "browser");
      assertThat(socket.getSubprotocol()).isEqualTo("wharf.1");
      for (int i = 1; i <= 100; i++) {
        send(socket, echo(i, i));
        assertEcho(received.next(), i, i);
      }
      socket.sendPing(ByteBuffer.wrap("ping".getBytes(StandardCharsets.US_ASCII))).join();
      assertThat(received.pongs.poll(30, TimeUnit.SECONDS)).isEqualTo("ping");
      assertThat(server.server().players().find("browser")).isNotNull();
      send(socket, TestClient.frame(Logout.newBuilder()));
      assertThat(received.end()).isEqualTo("1000 LOGGED_OUT");
      server.awaitClosed(PacketCloseReasons.LOGGED_OUT, 1);
    }
  }

  /// Packets need not follow the ends of messages.
  @Test
  void readsMessagesAsAStream() throws Exception {
    try (RunningServer server = start()) {
      Received received = new Received();
      WebSocket socket = player(server, received, "stream");
      ByteArrayOutputStream several = new ByteArrayOutputStream();
      for (int i = 1; i <= 20; i++) {
        several.writeBytes(echo(i, 10));
      }
      byte[] bytes = several.toByteArray();
      int half = bytes.length / 2 + 1;
      send(socket, Arrays.copyOf(bytes, half));
      socket.sendBinary(ByteBuffer.wrap(bytes, half, 3), false).join();
      socket.sendBinary(ByteBuffer.wrap(bytes, half + 3, bytes.length - half - 3), true).join();
      for (int i = 1; i <= 20; i++) {
        assertEcho(received.next(), i, 10);
      }
      send(socket, echo(21, 1000));
      assertEcho(received.next(), 21, 1000);
    }
  }

  @Test
  void tellsWhyItEndsAConnection() throws Exception {
    try (RunningServer server = start()) {
      Received text = new Received();
      player(server, text, "text").sendText("hello", true).join();
      assertThat(text.end()).isEqualTo("1003 WEBSOCKET_TEXT");
      server.awaitClosed(WebSocketCloseReasons.WEBSOCKET_TEXT, 1);
      Received large = new Received();
      WebSocket sender = player(server, large, "large");
      byte[] tooLarge = new byte[70_000];
      Arrays.fill(tooLarge, (byte) 0xFF);
      var _ = sender.sendBinary(ByteBuffer.wrap(tooLarge), true);
      assertThat(large.end()).isIn("1009 WEBSOCKET_TOO_LARGE", "1009 FRAME_TOO_LARGE");
      Received bad = new Received();
      send(player(server, bad, "bad"), TestClient.frame(9999, new byte[0]));
      assertThat(bad.end()).isEqualTo("1008 UNKNOWN_PACKET");
      Received leaving = new Received();
      player(server, leaving, "leaving").sendClose(4001, "bye").join();
      assertThat(leaving.end()).startsWith("4001");
      server.awaitClosed(CloseReason.PEER_CLOSED, 1);
    }
  }

  @Test
  void tellsBrowsersThatItShutsDown() throws Exception {
    Received received = new Received();
    try (RunningServer server = start()) {
      player(server, received, "last");
    }
    assertThat(received.end()).isEqualTo("1001 DRAINED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null"})
  void refusesPagesOfForeignSites(String origin) {
    try (RunningServer server = start("websocket.origins", "https://play.example")) {
      assertRefused(builder().header("Origin", origin), server, 403);
      builder()
          .header("Origin", "https://play.example")
          .buildAsync(address(server), new Received())
          .join()
          .abort();
      builder()
          .header("Origin", "http://127.0.0.1:7780")
          .buildAsync(address(server), new Received())
          .join()
          .abort();
      assertRefused(http.newWebSocketBuilder(), server, 400);
      server.awaitClosed(WebSocketCloseReasons.WEBSOCKET_REFUSED, 2);
    }
  }

  private static void assertRefused(WebSocket.Builder builder, RunningServer server, int status) {
    assertThatThrownBy(() -> builder.buildAsync(address(server), new Received()).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(WebSocketHandshakeException.class)
        .satisfies(
            thrown ->
                assertThat(
                        ((WebSocketHandshakeException) thrown.getCause())
                            .getResponse()
                            .statusCode())
                    .isEqualTo(status));
  }

  /// Plain and WebSocket players are in one game, under one limit, on two ports.
  @Test
  void bothPortsHaveTheSamePlayersAndLimits() throws Exception {
    try (RunningServer server = start("admission.max-sessions", "2")) {
      Received received = new Received();
      WebSocket browser = player(server, received, "browser");
      TestClient console = server.player("console");
      int room = console.join("lobby").getRoomId();
      console.whisper(1, "browser", "hello");
      byte[] whisper = received.next();
      assertThat(new String(whisper, StandardCharsets.UTF_8)).contains("console", "hello");
      assertThat(room).isNotZero();
      try (Socket third = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
        assertThat(third.getInputStream().read()).isEqualTo(-1);
      }
      browser.abort();
    }
  }

  @Test
  void endsConnectionsThatAreNoWebSocket() throws Exception {
    try (RunningServer server = start();
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
      plain
          .getOutputStream()
          .write(TestClient.frame(LoginRequest.newBuilder().setRequestId(1).setName("plain")));
      server.awaitClosed(WebSocketCloseReasons.NOT_WEBSOCKET, 1);
    }
  }

  @Test
  void endsHandshakesThatTakeTooLong() throws Exception {
    try (RunningServer server = start("session.handshake-timeout", "500ms");
        Socket slow = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
      slow.getOutputStream().write(ascii("GET / HTTP/1.1\r\n"));
      server.awaitClosed(CloseReason.CONNECT_TIMEOUT, 1);
    }
  }

  /// Three transformations stand one behind the other: the header of a proxy, TLS, WebSocket.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void knowsPlayersByTheAddressThatTheProxyTells(boolean isEncrypted, @TempDir Path folder)
      throws Exception {
    try (RunningServer server =
            start(
                "development", "true",
                "proxy.protocol", "v1",
                "proxy.from", "127.0.0.1",
                "tls.enabled", String.valueOf(isEncrypted),
                "tls.development-folder", folder.toString());
        Socket relayed = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
      relayed.getOutputStream().write(ascii("PROXY TCP4 203.0.113.9 192.0.2.1 40009 7778\r\n"));
      Socket socket = isEncrypted ? encrypted(relayed) : relayed;
      socket.getOutputStream().write(ascii(REQUEST));
      byte[] login = TestClient.frame(LoginRequest.newBuilder().setRequestId(1).setName("relayed"));
      ByteArrayOutputStream frame = new ByteArrayOutputStream();
      frame.writeBytes(new byte[] {(byte) 0x82, (byte) (0x80 | login.length), 0, 0, 0, 0});
      frame.writeBytes(login);
      socket.getOutputStream().write(frame.toByteArray());
      RunningServer.eventually(
          () -> assertThat(server.server().players().find("relayed")).isNotNull());
      assertThat(server.session("relayed").remoteAddress())
          .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("203.0.113.9"), 40_009));
      socket.close();
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Socket encrypted(Socket socket) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    return context.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true);
  }
}
