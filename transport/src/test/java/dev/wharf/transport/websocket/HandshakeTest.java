package dev.wharf.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.runtime.EngineRuntime;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
  private static final String ACCEPT = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";
  private static final int RANDOM_HEADS = 5_000;

  private final ServerWebSocket server = Sockets.server();

  private static String with(String line, String other) {
    String changed = Wire.REQUEST.replace(line + "\r\n", other);
    assertThat(changed).isNotEqualTo(Wire.REQUEST);
    return changed;
  }

  private static String withMore(String lines) {
    return with("Upgrade: websocket", "Upgrade: websocket\r\n" + lines + "\r\n");
  }

  /// The example of RFC 6455, 1.3.
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 1000})
  void acceptsTheRequestOfABrowser(int piece) {
    assertThat(Sockets.answer(server, Wire.REQUEST, piece))
        .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
        .contains("\r\nUpgrade: websocket\r\n", "\r\nConnection: Upgrade\r\n", "\r\n" + ACCEPT)
        .contains("\r\nSec-WebSocket-Protocol: wharf.1\r\n")
        .doesNotContain("Extensions")
        .endsWith("\r\n\r\n");
    assertThat(server.counters().handshakes()).isEqualTo(1);
  }

  @Test
  void doesNotAcceptBeforeTheEndOfTheRequest() {
    Wire wire = new Wire(server.create(Wire.PEER), 16);
    wire.receive(Frames.text(Wire.REQUEST.substring(0, Wire.REQUEST.length() - 1)), 1);
    assertThat(wire.transformation.isEstablished()).isFalse();
    assertThat(wire.transformation.hasOutput()).isFalse();
    wire.transformation.close();
    assertThat(server.counters().failures(WebSocketFailure.UNFINISHED)).isEqualTo(1);
  }

  @Test
  void takesFramesRightBehindTheRequest() {
    Wire wire = new Wire(server.create(Wire.PEER), 16);
    wire.receive(
        Frames.join(Frames.text(Wire.REQUEST), Frames.masked(0x82, Frames.text("packet"))));
    assertThat(wire.plain.toString(StandardCharsets.US_ASCII)).isEqualTo("packet");
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(with("Upgrade: websocket", ""), WebSocketFailure.NO_UPGRADE, 426),
        Arguments.of(
            with("Upgrade: websocket", "Upgrade: h2c\r\n"), WebSocketFailure.NO_UPGRADE, 426),
        Arguments.of(
            with("Connection: keep-alive, Upgrade", "Connection: keep-alive\r\n"),
            WebSocketFailure.NO_UPGRADE,
            426),
        Arguments.of(with("Sec-WebSocket-Version: 13", ""), WebSocketFailure.VERSION, 426),
        Arguments.of(
            with("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8\r\n"),
            WebSocketFailure.VERSION,
            426),
        Arguments.of(
            with("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", ""),
            WebSocketFailure.BAD_HEAD,
            400),
        Arguments.of(
            with("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Key: dGhl\r\n"),
            WebSocketFailure.BAD_HEAD,
            400),
        Arguments.of(
            with(
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Key: ????????????????????????\r\n"),
            WebSocketFailure.BAD_HEAD,
            400),
        Arguments.of(
            withMore("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="),
            WebSocketFailure.BAD_HEAD,
            400),
        Arguments.of(
            with("Sec-WebSocket-Protocol: chat, wharf.1", ""), WebSocketFailure.SUBPROTOCOL, 400),
        Arguments.of(
            with("Sec-WebSocket-Protocol: chat, wharf.1", "Sec-WebSocket-Protocol: wharf.2\r\n"),
            WebSocketFailure.SUBPROTOCOL,
            400),
        Arguments.of(with("Host: play.example:7778", ""), WebSocketFailure.BAD_HEAD, 400),
        Arguments.of(withMore("Host: other.example"), WebSocketFailure.BAD_HEAD, 400),
        Arguments.of(withMore("Content-Length: 5"), WebSocketFailure.BAD_HEAD, 400),
        Arguments.of(withMore("Transfer-Encoding: chunked"), WebSocketFailure.BAD_HEAD, 400),
        Arguments.of(withMore("no header"), WebSocketFailure.BAD_HEAD, 400),
        Arguments.of(withMore("a header: x"), WebSocketFailure.BAD_HEAD, 400),
        Arguments.of(
            with("GET /game HTTP/1.1", "GET /game HTTP/1.0\r\n"), WebSocketFailure.BAD_HEAD, 400),
        Arguments.of(withMore("Origin: https://evil.example"), WebSocketFailure.ORIGIN, 403),
        Arguments.of(withMore("Origin: null"), WebSocketFailure.ORIGIN, 403),
        Arguments.of(
            withMore("Origin: https://play.example\r\nOrigin: https://evil.example"),
            WebSocketFailure.ORIGIN,
            403),
        Arguments.of(
            withMore("Cookie: " + "x".repeat(HttpHead.MAX_BYTES)),
            WebSocketFailure.HEAD_TOO_LARGE,
            431));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesOtherRequests(String request, WebSocketFailure kind, int status) {
    String answer = Sockets.answer(server, request, 1 << 20);
    assertThat(answer)
        .startsWith("HTTP/1.1 " + status + " ")
        .contains("Sec-WebSocket-Version: 13\r\n", "close\r\n")
        .doesNotContain("evil", "xxx", "101");
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    assertThat(answer).contains("\r\nContent-Length: " + body.length() + "\r\n");
    assertThat(server.counters().failures(kind)).isEqualTo(1);
    assertThat(server.counters().handshakes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"POST / HTTP/1.1\r\n", "\u0016\u0003\u0001", "\r\u0000\u0001\u0000", "GEM"})
  void endsPeersThatSpeakAnotherProtocolWithTheFirstBytes(String bytes) {
    Wire wire = new Wire(server.create(Wire.PEER), 16);
    wire.receive(bytes.getBytes(StandardCharsets.ISO_8859_1), 1);
    assertThat(wire.failure).isNotNull();
    assertThat(wire.failure.reason()).isEqualTo(WebSocketCloseReasons.NOT_WEBSOCKET);
    assertThat(wire.end()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://play.example", "http://PLAY.example:8080", "https://friend.example:8443"})
  void acceptsPagesOfItsOwnHostAndOfListedSites(String origin) {
    ServerWebSocket listing =
        new ServerWebSocket(
            EngineRuntime.system(),
            ServerWebSocketOptions.defaults()
                .withOrigins(Origins.parse("https://friend.example:8443")));
    assertThat(Sockets.answer(listing, withMore("Origin: " + origin), 1000))
        .startsWith("HTTP/1.1 101 ");
  }

  /// Random changes of a good request get an answer, or wait for more. The parser throws no other
  /// exception.
  @Test
  void survivesRandomRequests() {
    Random random = new Random(1);
    for (int i = 0; i < RANDOM_HEADS; i++) {
      byte[] bytes = Frames.text(Wire.REQUEST);
      for (int change = random.nextInt(8); change >= 0; change--) {
        bytes[4 + random.nextInt(bytes.length - 8)] = (byte) random.nextInt(256);
      }
      String answer = Sockets.answer(server, new String(bytes, StandardCharsets.ISO_8859_1), 1000);
      assertThat(answer).matches("(?s)|HTTP/1.1 (101|400|403|426) .*");
    }
  }

  static Stream<Arguments> answers() {
    String good =
        """
        HTTP/1.1 101 Switching Protocols
        Upgrade: WebSocket
        Connection: upgrade
        Sec-WebSocket-Accept: ACCEPT
        Sec-WebSocket-Protocol: wharf.1

        """;
    return Stream.of(
        Arguments.of(good, null),
        Arguments.of(
            good.replace("ACCEPT", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), WebSocketFailure.BAD_HEAD),
        Arguments.of(good.replace("Upgrade: WebSocket\n", ""), WebSocketFailure.BAD_HEAD),
        Arguments.of(good.replace("Connection: upgrade\n", ""), WebSocketFailure.BAD_HEAD),
        Arguments.of(
            good.replace("Protocol: wharf.1", "Extensions: x\nSec-WebSocket-Protocol: wharf.1"),
            WebSocketFailure.BAD_HEAD),
        Arguments.of(good.replace("wharf.1", "wharf.2"), WebSocketFailure.SUBPROTOCOL),
        Arguments.of(
            good.replace("Sec-WebSocket-Protocol: wharf.1\n", ""), WebSocketFailure.SUBPROTOCOL),
        Arguments.of("HTTP/1.1 403 Forbidden\n\n", WebSocketFailure.SERVER_REFUSED),
        Arguments.of("HTTP/1.1 101x\n\n", WebSocketFailure.BAD_HEAD),
        Arguments.of("HTTP/1.0 101 \n\n", WebSocketFailure.NOT_HTTP),
        Arguments.of("HTTP/1.1 101 \n" + "x: y\n".repeat(2000), WebSocketFailure.HEAD_TOO_LARGE),
        Arguments.of("\r\0\1\0", WebSocketFailure.NOT_HTTP));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void aClientChecksTheAnswer(
      String answer, @org.jspecify.annotations.Nullable WebSocketFailure kind) {
    ClientWebSocket factory = new ClientWebSocket(EngineRuntime.system());
    Wire client = new Wire(factory.create(Wire.PEER), 16);
    String request = new String(client.output(), StandardCharsets.US_ASCII);
    assertThat(request).startsWith("GET / HTTP/1.1\r\nHost: ").contains("\r\nSec-WebSocket-Key: ");
    int at = request.indexOf("Key: ") + 5;
    String accept = Accept.of(request.substring(at, at + 24));
    client.receive(Frames.text(answer.replace("ACCEPT", accept).replace("\n", "\r\n")), 100);
    assertThat(client.transformation.isEstablished()).isEqualTo(kind == null);
    if (kind != null) {
      assertThat(client.failure).isNotNull();
      assertThat(factory.counters().failures(kind)).isEqualTo(1);
      assertThat(client.end()).isEmpty();
    }
  }

  @Test
  void everyReasonOfAFailureIsOneOfWebSocket() {
    for (WebSocketFailure kind : WebSocketFailure.values()) {
      CloseReason reason = kind.reason();
      assertThat(reason.name()).contains("WEBSOCKET");
    }
  }
}
