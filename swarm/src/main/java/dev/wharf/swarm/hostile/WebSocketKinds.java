package dev.wharf.swarm.hostile;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// The kinds of hostile clients that misuse WebSocket (RFC 6455). Each method creates one kind.
/// They make sense only on the server's port for WebSocket. The server ends them without a
/// `Failure`, because a broken frame has no packet.
final class WebSocketKinds {
  // The first bytes of frames: the opcode, and the bit of the last fragment.
  private static final int FINAL = 0x80;
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int RESERVED_BIT = 0x40;
  private static final int UNKNOWN = 3;

  private static final int MASKED = 0x80;
  private static final int LENGTH_16 = 126;
  private static final int LENGTH_63 = 127;
  private static final byte[] MASK = {0x5A, 0x13, 0x77, 0x21};
  private static final byte[] EMPTY = {};

  private static final int LONGEST_CONTROL = 125;
  private static final int NORMAL = 1000;
  private static final int FRAMES_A_TICK = 20;
  private static final int FRAGMENT_PAYLOAD = 3000;

  private static final String UPGRADE =
      """
      Upgrade: websocket
      Connection: Upgrade
      """;
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n";
  private static final String VERSION = "Sec-WebSocket-Version: 13\n";
  private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol: wharf.1\n";

  private final Frames frames;
  private final HostileRequests requests;

  WebSocketKinds(Frames frames, HostileRequests requests) {
    this.frames = frames;
    this.requests = requests;
  }

  List<HostileKind> all() {
    return List.of(
        halfOpen(),
        badRequests(),
        foreignOrigin(),
        badFrames(),
        tooLarge(),
        flood(),
        notBinary(),
        halfClose());
  }

  private static HostileKind kind(
      String name, String description, Function<ServerDeadlines, Duration> bound) {
    return new HostileKind(name, description, bound).needing(HostileNeed.WEBSOCKET);
  }

  // ---- the handshake

  private static HostileKind halfOpen() {
    return kind(
            "ws-half-open",
            "begins a WebSocket handshake, and does not end it",
            ServerDeadlines::handshakeBound)
        .speakingNoWebSocket()
        .neverCompleting(request(UPGRADE + KEY + VERSION + SUBPROTOCOL));
  }

  private static HostileKind badRequests() {
    return refused(
        "ws-bad-request",
        "sends a request for a WebSocket that is too long or malformed",
        List.of(
            ascii("GET / HTTP/1.1\r\nHost: game.example\r\nCookie: " + "c".repeat(9000)),
            ascii("POST / HTTP/1.1\r\n\r\n"),
            request(KEY + VERSION + SUBPROTOCOL),
            request(UPGRADE + KEY + SUBPROTOCOL + "Sec-WebSocket-Version: 8\n"),
            request(UPGRADE + "Sec-WebSocket-Key: short\n" + VERSION + SUBPROTOCOL),
            request(UPGRADE + KEY + VERSION),
            request("Content-Length: 5\n" + UPGRADE + KEY + VERSION + SUBPROTOCOL)));
  }

  private static HostileKind foreignOrigin() {
    String good = UPGRADE + KEY + VERSION + SUBPROTOCOL;
    return refused(
        "ws-origin",
        "connects from a web page of a foreign site",
        List.of(
            request(good + "Origin: https://evil.example\n"),
            request(good + "Origin: null\n"),
            request(good + "Origin: http://game.example.evil.example\n"),
            request(good + "Origin: http://game.example\nOrigin: https://evil.example\n")));
  }

  private static HostileKind refused(String name, String description, List<byte[]> requests) {
    return kind(name, description, ServerDeadlines::immediateBound)
        .speakingNoWebSocket()
        .onConnected(
            connection -> connection.send(requests.get(connection.variant(requests.size()))));
  }

  private static byte[] request(String headers) {
    String head = "GET / HTTP/1.1\nHost: game.example\n" + headers + "\n";
    return ascii(head.replace("\n", "\r\n"));
  }

  // ---- frames

  /// Creates a kind that breaks a rule of frames: before the login, or after it.
  private HostileKind badFrames() {
    byte[] echo = frames.of(requests.echo(1));
    return sendingOne(
        "ws-bad-frames",
        "sends WebSocket frames that break a rule: no mask, a negative length, unknown opcodes",
        List.of(
            joined(new byte[] {(byte) (FINAL | BINARY), (byte) echo.length}, echo),
            announcing(-1),
            header(FINAL | BINARY, LENGTH_16, new byte[] {0, 5}),
            frame(FINAL | RESERVED_BIT | BINARY, echo),
            frame(FINAL | UNKNOWN, EMPTY),
            frame(FINAL | PING, new byte[LONGEST_CONTROL + 1]),
            frame(PING, EMPTY),
            frame(FINAL | CONTINUATION, echo),
            joined(frame(BINARY, EMPTY), frame(FINAL | BINARY, echo)),
            frame(FINAL | CLOSE, new byte[1]),
            frame(FINAL | CLOSE, code(1005))));
  }

  /// Creates a kind that announces too long a message: in one frame, or by fragments without an
  /// end. The fragments have valid packets, as many as the limits of packets and bytes allow.
  private HostileKind tooLarge() {
    byte[] fragment = frame(CONTINUATION, frames.of(requests.echo(FRAGMENT_PAYLOAD)));
    List<byte[]> headers = List.of(announcing(1L << 40), announcing(65_537));
    int fragments = headers.size();
    int variants = headers.size() + 1;
    return kind(
            "ws-too-large",
            "sends a WebSocket message that is too large, in one frame or in endless fragments",
            ServerDeadlines::immediateBound)
        .onConnected(
            connection -> {
              if (connection.variant(variants) == fragments) {
                connection.login();
              } else {
                connection.sendUnframed(headers.get(connection.variant(variants)));
              }
            })
        .onLoggedIn(connection -> connection.sendUnframed(frame(BINARY, EMPTY)))
        .onTick(
            connection -> {
              if (connection.isLoggedIn()) {
                connection.sendUnframed(fragment);
              }
            });
  }

  private static byte[] announcing(long payloadBytes) {
    byte[] length = ByteBuffer.allocate(Long.BYTES).putLong(payloadBytes).array();
    return header(FINAL | BINARY, LENGTH_63, length);
  }

  /// Creates a kind that sends frames without data, as fast as it can.
  private static HostileKind flood() {
    List<byte[]> floods =
        List.of(
            frame(FINAL | PING, EMPTY),
            frame(FINAL | PING, new byte[LONGEST_CONTROL]),
            frame(FINAL | PONG, EMPTY),
            frame(CONTINUATION, EMPTY));
    int fragments = floods.size() - 1;
    return kind(
            "ws-flood",
            "sends pings, pongs and empty fragments of WebSocket as fast as it can",
            ServerDeadlines::immediateBound)
        .onLoggedIn(
            connection -> {
              if (connection.variant(floods.size()) == fragments) {
                connection.sendUnframed(frame(BINARY, EMPTY));
              }
            })
        .onTick(
            connection -> {
              if (connection.isLoggedIn()) {
                byte[] frame = floods.get(connection.variant(floods.size()));
                connection.sendUnframed(Frames.times(FRAMES_A_TICK, frame));
              }
            });
  }

  /// Creates a kind that sends texts, which may be no UTF-8.
  private static HostileKind notBinary() {
    byte[] noText = {(byte) 0xC0, (byte) 0x80};
    return sendingOne(
        "ws-text",
        "sends text messages, or closes with a text that is no UTF-8",
        List.of(
            frame(FINAL | TEXT, ascii("hello")),
            frame(FINAL | TEXT, noText),
            frame(TEXT, EMPTY),
            frame(FINAL | CLOSE, joined(code(NORMAL), noText))));
  }

  /// Creates a kind that ends the WebSocket and keeps the connection. In one variant, it goes on
  /// sending.
  private static HostileKind halfClose() {
    return kind(
            "ws-half-close",
            "sends a close frame, and stays connected",
            ServerDeadlines::immediateBound)
        .onLoggedIn(connection -> connection.sendUnframed(frame(FINAL | CLOSE, code(NORMAL))))
        .onTick(
            connection -> {
              if (connection.isLoggedIn() && connection.variant(2) == 1) {
                connection.heartbeat();
              }
            });
  }

  /// Creates a kind that sends one of several frames: before the login, or after it.
  private static HostileKind sendingOne(String name, String description, List<byte[]> all) {
    return kind(name, description, ServerDeadlines::immediateBound)
        .onConnected(
            connection -> {
              if (isBeforeLogin(connection, all)) {
                connection.sendUnframed(frameOf(connection, all));
              } else {
                connection.login();
              }
            })
        .onLoggedIn(connection -> connection.sendUnframed(frameOf(connection, all)));
  }

  private static boolean isBeforeLogin(HostileConnection connection, List<byte[]> all) {
    return connection.variant(2 * all.size()) < all.size();
  }

  private static byte[] frameOf(HostileConnection connection, List<byte[]> all) {
    return all.get(connection.variant(all.size()));
  }

  // ---- bytes

  /// Returns a masked frame.
  ///
  /// @param first the first byte of the frame
  private static byte[] frame(int first, byte[] payload) {
    byte[] masked = payload.clone();
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= MASK[i % MASK.length];
    }
    byte[] length = {(byte) (payload.length >> Byte.SIZE), (byte) payload.length};
    byte[] header =
        payload.length < LENGTH_16
            ? header(first, payload.length, EMPTY)
            : header(first, LENGTH_16, length);
    return joined(header, masked);
  }

  /// Returns the header of a masked frame.
  ///
  /// @param shortLength the length of the payload, or [#LENGTH_16] or [#LENGTH_63]
  /// @param longLength the further bytes of the length
  private static byte[] header(int first, int shortLength, byte[] longLength) {
    return joined(new byte[] {(byte) first, (byte) (MASKED | shortLength)}, longLength, MASK);
  }

  private static byte[] code(int code) {
    return new byte[] {(byte) (code >> Byte.SIZE), (byte) code};
  }

  private static byte[] joined(byte[]... parts) {
    return Frames.joined(List.of(parts));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
