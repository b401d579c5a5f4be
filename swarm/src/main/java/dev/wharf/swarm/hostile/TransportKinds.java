package dev.wharf.swarm.hostile;

import dev.wharf.protocol.system.FailureCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.zip.CRC32C;

/// The kinds of hostile clients that misuse TLS and the PROXY protocol. Each method creates one
/// kind. Most of them make sense only with a server that speaks TLS, or one that demands headers of
/// a proxy ([HostileNeed]). The server ends most of them without a `Failure`, because they have
/// spoken no packet yet.
final class TransportKinds {
  /// The start of a message with which a client begins TLS 1.3: a record of 512 bytes, and in it a
  /// ClientHello of 508 bytes.
  private static final byte[] HELLO_START = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3};

  private static final byte[] HUGE_RECORD = {22, 3, 3, (byte) 0xFF, (byte) 0xFF};
  private static final byte[] HUGE_DATA = {23, 3, 3, (byte) 0xFF, (byte) 0xFF};
  private static final byte[] SIGNATURE = ascii("\r\n\r\n\0\r\nQUIT\n");
  private static final int CHECKSUM_FIELD = 3;
  private static final int TICKS_PER_BYTE = 5;
  private static final int FLOOD_TICKS = 3;

  private final Frames frames;
  private final HostileRequests requests;

  TransportKinds(Frames frames, HostileRequests requests) {
    this.frames = frames;
    this.requests = requests;
  }

  List<HostileKind> all() {
    return List.of(
        tlsToPlain(),
        plainToTls(),
        handshakeFlood(),
        halfHandshake(),
        badRecords(),
        proxySpoof(),
        badHeader(),
        noHeader(),
        slowHeader());
  }

  // ---- TLS

  private static HostileKind tlsToPlain() {
    return new HostileKind(
            "tls-to-plain",
            "begins TLS with a server that speaks none",
            ServerDeadlines::immediateBound,
            FailureCode.MALFORMED_FRAME)
        .needing(HostileNeed.NO_TLS)
        .onConnected(connection -> connection.send(HELLO_START));
  }

  private static HostileKind plainToTls() {
    return new HostileKind(
            "plain-to-tls",
            "speaks no TLS with a server that demands it",
            ServerDeadlines::immediateBound)
        .needing(HostileNeed.TLS)
        .speakingNoTls();
  }

  /// Creates a kind that begins handshakes, lets the server compute its answer, and leaves.
  private static HostileKind handshakeFlood() {
    return new HostileKind(
            "tls-flood", "begins TLS handshakes, and leaves", ServerDeadlines::handshakeBound)
        .needing(HostileNeed.TLS)
        .speakingNoTls()
        .leavingByItself()
        .pausing(Duration.ofMillis(60))
        .onConnected(connection -> connection.send(connection.clientHello()))
        .onTick(
            connection -> {
              if (connection.tick() >= FLOOD_TICKS && connection.variant(2) == 0) {
                connection.leave();
              } else if (connection.tick() >= FLOOD_TICKS) {
                connection.reset();
              }
            });
  }

  /// Creates a kind that stops in the handshake: before it, in the middle of its first message,
  /// behind it, or with one byte of it at a time.
  private static HostileKind halfHandshake() {
    int variants = 4;
    return new HostileKind(
            "tls-half-open",
            "begins a TLS handshake, and does not end it",
            ServerDeadlines::handshakeBound)
        .needing(HostileNeed.TLS)
        .speakingNoTls()
        .onConnected(
            connection -> {
              byte[] hello = connection.clientHello();
              switch (connection.variant(variants)) {
                case 1 -> connection.send(Arrays.copyOf(hello, hello.length / 2));
                case 2 -> connection.send(hello);
                default -> {}
              }
            })
        .onTick(
            connection -> {
              boolean trickles = connection.variant(variants) == 3;
              if (trickles && connection.tick() % TICKS_PER_BYTE == 0) {
                int at = connection.tick() / TICKS_PER_BYTE - 1;
                connection.send(new byte[] {at < HELLO_START.length ? HELLO_START[at] : 0});
              }
            });
  }

  /// Creates a kind that sends records that are too large or broken: in the handshake, or after the
  /// login.
  private static HostileKind badRecords() {
    byte[] noMessage = {22, 3, 1, 0, 4, 99, 0, 0, 0};
    byte[] notEncrypted = new byte[5 + 64];
    System.arraycopy(new byte[] {23, 3, 3, 0, 64}, 0, notEncrypted, 0, 5);
    List<byte[]> inHandshake = List.of(HUGE_RECORD, noMessage);
    List<byte[]> afterLogin = List.of(HUGE_DATA, notEncrypted, ascii("no record"));
    int variants = inHandshake.size() + afterLogin.size();
    return new HostileKind(
            "tls-bad-records",
            "sends TLS records that are too large or broken",
            ServerDeadlines::handshakeBound)
        .needing(HostileNeed.TLS)
        .onConnected(
            connection -> {
              int variant = connection.variant(variants);
              if (variant < inHandshake.size()) {
                connection.sendRaw(inHandshake.get(variant));
              } else {
                connection.login();
              }
            })
        .onLoggedIn(
            connection ->
                connection.sendRaw(
                    afterLogin.get(connection.variant(variants) - inHandshake.size())));
  }

  // ---- the PROXY protocol

  /// Creates a kind that is no proxy, and names the address of somebody else. Behind a proxy, the
  /// header of this client comes behind that of the proxy.
  private static HostileKind proxySpoof() {
    byte[] header = ascii("PROXY TCP4 198.51.100.7 198.51.100.8 40000 7777\r\n");
    return new HostileKind(
            "proxy-spoof",
            "names another address in a PROXY header, and is no proxy",
            ServerDeadlines::immediateBound,
            FailureCode.FRAME_TOO_LARGE)
        .onConnected(connection -> connection.send(header));
  }

  private static HostileKind badHeader() {
    List<byte[]> headers =
        List.of(
            ascii("PROXY TCP4 everybody nobody 1 1\r\n"),
            ascii("PROXY TCP4 198.51.100.7 198.51.100.8 40000 65536\r\n"),
            ascii("PROXY " + "x".repeat(200)),
            binary(0x2F, 0x11, new byte[12]),
            binary(0x21, 0x11, new byte[11]),
            binary(0x21, 0x11, new byte[0xFFF0]),
            withWrongChecksum());
    return proxyKind(
            "proxy-bad-header",
            "is a proxy, and sends a header that is malformed or has a wrong checksum",
            ServerDeadlines::immediateBound)
        .onConnected(
            connection -> connection.sendRaw(headers.get(connection.variant(headers.size()))));
  }

  private HostileKind noHeader() {
    byte[] echo = frames.of(requests.echo(1));
    return proxyKind(
            "proxy-no-header", "is a proxy, and sends no header", ServerDeadlines::immediateBound)
        .speakingNoTls()
        .onConnected(connection -> connection.send(echo));
  }

  private static HostileKind slowHeader() {
    return proxyKind(
            "proxy-slow",
            "is a proxy, and does not complete its header",
            ServerDeadlines::handshakeBound)
        .speakingNoTls()
        .neverCompleting(ascii("PROXY TCP4 198.51.100.7 198.51.100.8 40000 7777\r\n"));
  }

  private static HostileKind proxyKind(
      String name, String description, Function<ServerDeadlines, Duration> bound) {
    return new HostileKind(name, description, bound)
        .needing(HostileNeed.PROXY_HEADER)
        .sendingNoProxyHeader();
  }

  /// Returns a header of version 2 with any content.
  private static byte[] binary(int command, int family, byte[] content) {
    return ByteBuffer.allocate(SIGNATURE.length + 4 + content.length)
        .put(SIGNATURE)
        .put((byte) command)
        .put((byte) family)
        .putShort((short) content.length)
        .put(content)
        .array();
  }

  /// Returns a header of version 2 whose checksum was right before the address was changed.
  private static byte[] withWrongChecksum() {
    byte[] content = new byte[12 + 7];
    content[12] = CHECKSUM_FIELD;
    content[14] = Integer.BYTES;
    byte[] header = binary(0x21, 0x11, content);
    CRC32C checksum = new CRC32C();
    checksum.update(header);
    ByteBuffer.wrap(header).putInt(header.length - Integer.BYTES, (int) checksum.getValue());
    header[SIGNATURE.length + 4] = 1;
    return header;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
