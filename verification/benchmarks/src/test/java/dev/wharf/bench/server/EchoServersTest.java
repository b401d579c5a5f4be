package dev.wharf.bench.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wharf.bench.NativeProgram;
import dev.wharf.bench.Workplace;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.SessionHandlerFactory;
import dev.wharf.transport.tls.TlsProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests that all servers that run in a JVM do the same. Otherwise a comparison would mean nothing.
class EchoServersTest {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final Workplace WORKPLACE = Workplace.find();

  /// A kind of server.
  ///
  /// @param start starts a server of this kind on a free port
  record Server(String name, Start start) {
    interface Start {
      EchoServer now() throws Exception;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Server> servers() {
    return Stream.concat(
        Stream.of(new Server("wharf", EchoServersTest::wharf)),
        peers(Stream.of(Peer.values()), Extras.NONE));
  }

  static Stream<Server> broadcastServers() {
    return Stream.concat(
        Stream.of(new Server("wharf", () -> wharf(FrameEcho.toAll()))),
        peers(
            Stream.of(Peer.NETTY_NIO, Peer.NETTY_EPOLL, Peer.NETTY_URING, Peer.NETTY_URING_RING),
            new Extras(true, false, false)));
  }

  static Stream<Server> encryptedServers() {
    return Stream.concat(
        Stream.of(TlsProvider.BORINGSSL, TlsProvider.JDK)
            .map(by -> new Server("wharf " + by, () -> wharf(by))),
        peers(
            Stream.of(Peer.NETTY_NIO, Peer.NETTY_EPOLL, Peer.NETTY_URING),
            new Extras(false, true, false)));
  }

  static Stream<Server> webSocketServers() {
    return Stream.concat(
        Stream.of(new Server("wharf", () -> wharf(null, true))),
        peers(
            Stream.of(Peer.NETTY_NIO, Peer.NETTY_EPOLL, Peer.NETTY_URING),
            new Extras(false, false, true)));
  }

  private static Stream<Server> peers(Stream<Peer> peers, Extras extras) {
    return peers
        .filter(peer -> peer.whyNot() == null)
        .map(peer -> new Server(peer.title(), () -> peer.start(0, extras)));
  }

  private static WharfEchoServer wharf() throws IOException {
    return wharf((TlsProvider) null);
  }

  private static WharfEchoServer wharf(@Nullable TlsProvider tls) throws IOException {
    return wharf(tls, false);
  }

  private static WharfEchoServer wharf(@Nullable TlsProvider tls, boolean hasWebSocket)
      throws IOException {
    return WharfEchoServer.start(
        options(), 0, tls, hasWebSocket, _ -> new FrameEcho(FrameEcho.BACK));
  }

  private static WharfEchoServer wharf(SessionHandlerFactory sessions) throws IOException {
    return WharfEchoServer.start(options(), 0, null, false, sessions);
  }

  private static PortOptions options() {
    return PortOptions.defaults().withWorkers(1).withProvider(PortOptions.Provider.JDK);
  }

  @ParameterizedTest
  @MethodSource("servers")
  void sendsFramesBackAsTheyCameHoweverTheyAreSplit(Server server) throws Exception {
    byte[] stream = frames(4, 5, 36, 1028, 4, EchoServer.MAX_FRAME_BYTES, 40);
    try (EchoServer running = server.start().now();
        Socket socket = connect(running)) {
      sendInPieces(socket.getOutputStream(), Arrays.copyOf(stream, 60), 1);
      sendInPieces(socket.getOutputStream(), Arrays.copyOfRange(stream, 60, stream.length), 777);
      assertThat(socket.getInputStream().readNBytes(stream.length)).isEqualTo(stream);
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void endsAConnectionWhoseFrameIsTooLarge(Server server) throws Exception {
    try (EchoServer running = server.start().now();
        Socket socket = connect(running)) {
      byte[] whole = frames(40);
      socket.getOutputStream().write(whole);
      assertThat(socket.getInputStream().readNBytes(whole.length)).isEqualTo(whole);
      socket.getOutputStream().write(new byte[] {(byte) 0xFF, (byte) 0xFF, 1, 0});
      assertThat(atEnd(socket)).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void givesEveryReplyToAPipeliningLoad(Server server) throws Exception {
    try (EchoServer running = server.start().now()) {
      assertThat(load(running, "--in-flight", "4", "--payload", "100"))
          .endsWith(" 0")
          .contains("\"wrong\":0,\"missing\":0,\"broken\":0");
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void givesEveryReplyToAScheduledLoad(Server server) throws Exception {
    try (EchoServer running = server.start().now()) {
      assertThat(load(running, "--rate", "2000")).endsWith(" 0");
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void keepsConnectionsThatAreIdle(Server server) throws Exception {
    try (EchoServer running = server.start().now()) {
      assertThat(load(running, "--idle")).startsWith("HOLDING").endsWith(" 0");
    }
  }

  @ParameterizedTest
  @MethodSource("encryptedServers")
  void givesEveryReplyOverTls(Server server) throws Exception {
    assumeTrue(NativeProgram.isTlsPossible(), "OpenSSL's headers");
    try (EchoServer running = server.start().now()) {
      assertThat(loadOverTls(running, "--in-flight", "4", "--payload", "10000")).endsWith(" 0");
      assertThat(loadOverTls(running, "--rate", "2000")).endsWith(" 0");
      assertThat(loadOverTls(running, "--idle")).startsWith("HOLDING").endsWith(" 0");
    }
  }

  @Test
  void endsWithAnEmptyLedgerAfterTls() throws Exception {
    assumeTrue(NativeProgram.isTlsPossible(), "OpenSSL's headers");
    WharfEchoServer server = wharf(TlsProvider.AUTO);
    try (server) {
      assertThat(loadOverTls(server, "--in-flight", "4")).endsWith(" 0");
    }
    assertThat(server.ledger()).isEqualTo("0 live sessions, 0 pending operations, 0 buffers out");
  }

  @Test
  void theLoadWithTlsTellsOfAServerWithoutTls() throws Exception {
    assumeTrue(NativeProgram.isTlsPossible(), "OpenSSL's headers");
    try (EchoServer server = wharf()) {
      assertThat(loadOverTls(server)).contains("the TLS handshake failed").endsWith(" 1");
    }
  }

  /// Replies with 10,000 bytes take several fragments of the engine's server. Payloads of 1,000 and
  /// 100 bytes have the long and the short form of a length.
  @ParameterizedTest
  @MethodSource("webSocketServers")
  void givesEveryReplyOverWebSocket(Server server) throws Exception {
    try (EchoServer running = server.start().now()) {
      assertThat(loadOverWebSocket(running, "--in-flight", "8", "--payload", "10000"))
          .endsWith(" 0");
      assertThat(loadOverWebSocket(running, "--in-flight", "8", "--payload", "1000"))
          .endsWith(" 0");
      assertThat(loadOverWebSocket(running, "--rate", "2000", "--payload", "100")).endsWith(" 0");
      assertThat(loadOverWebSocket(running, "--idle")).startsWith("HOLDING").endsWith(" 0");
    }
  }

  @Test
  void endsWithAnEmptyLedgerAfterWebSocket() throws Exception {
    WharfEchoServer server = wharf(null, true);
    try (server) {
      assertThat(loadOverWebSocket(server, "--in-flight", "4")).endsWith(" 0");
    }
    assertThat(server.ledger()).isEqualTo("0 live sessions, 0 pending operations, 0 buffers out");
  }

  @Test
  void theLoadWithWebSocketTellsOfAServerWithoutIt() throws Exception {
    try (EchoServer server = wharf()) {
      assertThat(loadOverWebSocket(server))
          .contains("WebSocket: the server has closed the connection")
          .endsWith(" 1");
    }
  }

  @Test
  void theLoadHoldsBeforeAndAfterItsWindow() throws Exception {
    try (EchoServer server = wharf()) {
      assertThat(load(server, "--hold")).startsWith("HOLDING\nHOLDING\n{").endsWith(" 0");
    }
  }

  @Test
  void answersPacketsInProtobufAndEndsWithAnEmptyLedger() throws Exception {
    WharfEchoServer server = wharf(ProtobufEcho.sessions());
    try (server) {
      assertThat(load(server, "--protobuf", "--in-flight", "4", "--payload", "1000"))
          .endsWith(" 0");
    }
    assertThat(server.ledger()).isEqualTo("0 live sessions, 0 pending operations, 0 buffers out");
  }

  @Test
  void keepsRepliesUntilTheLoadAcknowledgesThem() throws Exception {
    WharfEchoServer server = wharf(ResumableEcho.sessions());
    try (server) {
      assertThat(load(server, "--protobuf", "--acknowledge", "64", "--in-flight", "4"))
          .endsWith(" 0");
    }
    assertThat(server.ledger()).isEqualTo("0 live sessions, 0 pending operations, 0 buffers out");
  }

  @Test
  void theLoadDetectsWrongReplies() throws Exception {
    try (EchoServer server = wharf()) {
      assertThat(load(server, "--protobuf")) // the id of the request comes back
          .endsWith(" 1")
          .contains("\"wrong\":20,");
    }
  }

  @ParameterizedTest
  @MethodSource("broadcastServers")
  void givesEveryFrameForAllToEveryMemberInOrder(Server server) throws Exception {
    try (EchoServer running = server.start().now()) {
      assertThat(broadcast(running, "--members", "20", "--in-flight", "8", "--payload", "100"))
          .endsWith(" 0")
          .contains("\"wrong\":0,\"missing\":0,\"broken\":0");
    }
  }

  @ParameterizedTest
  @MethodSource("broadcastServers")
  void echoesFramesThatAreNotForAll(Server server) throws Exception {
    try (EchoServer running = server.start().now()) {
      assertThat(load(running, "--in-flight", "4")).endsWith(" 0");
    }
  }

  @Test
  void broadcastsAndEndsWithAnEmptyLedger() throws Exception {
    WharfEchoServer server = wharf(FrameEcho.toAll());
    try (server) {
      assertThat(broadcast(server, "--members", "50")).endsWith(" 0");
    }
    assertThat(server.ledger()).isEqualTo("0 live sessions, 0 pending operations, 0 buffers out");
  }

  @Test
  void theBroadcastLoadDetectsMissingDeliveries() throws Exception {
    try (EchoServer server = wharf()) { // frames only go back to the sender
      assertThat(broadcast(server, "--members", "3", "--in-flight", "4", "--patience", "0.1"))
          .endsWith(" 1")
          .contains("\"sent\":4,\"wrong\":0,\"missing\":8,");
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void answersConnectionsThatComeAndGo(Server server) throws Exception {
    try (EchoServer running = server.start().now()) {
      assertThat(program(NativeProgram.ACCEPT, running, "--at-once", "8"))
          .endsWith(" 0")
          .contains("\"wrong\":0,\"missing\":0,\"broken\":0");
    }
  }

  @Test
  void theAcceptLoadDetectsWrongOrMissingReplies() throws Exception {
    try (EchoServer server = wharf(ProtobufEcho.sessions())) { // the server cannot parse the frames
      assertThat(program(NativeProgram.ACCEPT, server, "--at-once", "1")).endsWith(" 1");
    }
  }

  private static String load(EchoServer server, String... options)
      throws IOException, InterruptedException {
    return load(NativeProgram.LOAD, server, options);
  }

  private static String loadOverWebSocket(EchoServer server, String... options)
      throws IOException, InterruptedException {
    return load(
        server, Stream.concat(Stream.of("--websocket"), Stream.of(options)).toArray(String[]::new));
  }

  private static String loadOverTls(EchoServer server, String... options)
      throws IOException, InterruptedException {
    return load(NativeProgram.LOAD_TLS, server, options);
  }

  private static String load(String name, EchoServer server, String... options)
      throws IOException, InterruptedException {
    return program(
        name,
        server,
        Stream.concat(Stream.of("--connections", "20"), Stream.of(options)).toArray(String[]::new));
  }

  private static String broadcast(EchoServer server, String... options)
      throws IOException, InterruptedException {
    return program(NativeProgram.BROADCAST, server, options);
  }

  /// Runs a load generator against a server. Returns the last line that the generator printed, and
  /// its exit code.
  private static String program(String name, EchoServer server, String... options)
      throws IOException, InterruptedException {
    assumeTrue(NativeProgram.isPossible(), "Linux and a C compiler");
    List<String> command = new ArrayList<>();
    command.add(NativeProgram.get(WORKPLACE, name).toString());
    command.addAll(List.of("--port", Integer.toString(server.port())));
    command.addAll(List.of("--warm-up", "0", "--seconds", "0.1"));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close(); // the program does not have to pause
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return said + " " + process.waitFor();
  }

  private static Socket connect(EchoServer server) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static boolean atEnd(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true; // the server has reset the connection
    }
  }

  private static void sendInPieces(OutputStream out, byte[] bytes, int length) throws IOException {
    for (int at = 0; at < bytes.length; at += length) {
      out.write(bytes, at, Math.min(length, bytes.length - at));
    }
  }

  private static byte[] frames(int... sizes) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    IntStream.of(sizes).forEach(size -> stream.writeBytes(frame(size)));
    return stream.toByteArray();
  }

  private static byte[] frame(int size) {
    byte[] frame = new byte[size];
    for (int i = 4; i < size; i++) {
      frame[i] = (byte) (i * 31 + size);
    }
    ByteBuffer.wrap(frame)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) size)
        .putShort((short) 7);
    return frame;
  }
}
