package dev.wharf.transport.websocket;

import dev.wharf.engine.transform.TransformationException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.ByteBuffer;
import java.util.List;

/// The server's side of a handshake: checks the request, and accepts it or refuses it with an HTTP
/// error. The path of the request has no meaning.
final class ServerHandshake extends Handshake {
  private static final List<String> VERSIONS = List.of("13");
  private static final String BAD_REQUEST = "400 Bad Request";
  private static final String FORBIDDEN = "403 Forbidden";
  private static final String UPGRADE_REQUIRED = "426 Upgrade Required";
  private static final String TOO_LARGE = "431 Request Header Fields Too Large";

  private final Origins origins;
  private final WebSocketCounters counters;
  private final HttpHead head;

  ServerHandshake(Origins origins, WebSocketCounters counters) {
    this.origins = origins;
    this.counters = counters;
    this.head = new HttpHead("GET ", counters);
  }

  @Override
  boolean receive(ByteBuffer received) throws TransformationException {
    byte[] bytes = head.take(received);
    if (bytes == null) {
      if (received.remaining() >= HttpHead.MAX_BYTES) {
        respond(TOO_LARGE, "The request is too long.");
        throw head.tooLarge();
      }
      return false;
    }
    HttpRequest request = HttpHead.request(bytes);
    if (request == null) {
      throw refused(WebSocketFailure.BAD_HEAD, BAD_REQUEST, "a malformed request");
    }
    HttpHeaders headers = request.headers();
    checkRequest(request);
    checkUpgrade(headers);
    checkOrigin(headers);
    if (!headers.containsValue(
        HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, ServerWebSocket.SUBPROTOCOL, false)) {
      throw refused(
          WebSocketFailure.SUBPROTOCOL,
          BAD_REQUEST,
          "the client does not name the sub-protocol " + ServerWebSocket.SUBPROTOCOL);
    }
    accept(headers);
    return true;
  }

  private void checkRequest(HttpRequest request) throws TransformationException {
    HttpHeaders headers = request.headers();
    boolean isGood =
        request.method().equals(HttpMethod.GET)
            && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
            && HttpHead.only(headers, HttpHeaderNames.HOST) != null
            && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
            && headers.getAll(HttpHeaderNames.CONTENT_LENGTH).stream().allMatch("0"::equals);
    if (!isGood) {
      throw refused(
          WebSocketFailure.BAD_HEAD, BAD_REQUEST, "a request with a body, or without one host");
    }
  }

  private void checkUpgrade(HttpHeaders headers) throws TransformationException {
    if (!headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
        || !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
      throw refused(
          WebSocketFailure.NO_UPGRADE, UPGRADE_REQUIRED, "the request asks for no WebSocket");
    }
    if (!headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_VERSION).equals(VERSIONS)) {
      throw refused(
          WebSocketFailure.VERSION, UPGRADE_REQUIRED, "the version of WebSocket is not 13");
    }
    String key = HttpHead.only(headers, HttpHeaderNames.SEC_WEBSOCKET_KEY);
    if (key == null || !Accept.isKey(key)) {
      throw refused(WebSocketFailure.BAD_HEAD, BAD_REQUEST, "a request without a good key");
    }
  }

  private void checkOrigin(HttpHeaders headers) throws TransformationException {
    if (headers.contains(HttpHeaderNames.ORIGIN)) {
      String origin = HttpHead.only(headers, HttpHeaderNames.ORIGIN);
      String host = HttpHead.only(headers, HttpHeaderNames.HOST);
      if (origin == null || host == null || !origins.allows(origin, host)) {
        throw refused(
            WebSocketFailure.ORIGIN,
            FORBIDDEN,
            "the page comes from a site that the server does not allow");
      }
    }
  }

  private void accept(HttpHeaders headers) {
    sendLater(
        """
        HTTP/1.1 101 Switching Protocols
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Accept: %s
        Sec-WebSocket-Protocol: %s

        """
            .formatted(
                Accept.of(headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY)),
                ServerWebSocket.SUBPROTOCOL));
  }

  private TransformationException refused(WebSocketFailure kind, String status, String problem) {
    respond(status, "WebSocket refused: " + problem + ".");
    return counters.failed(kind, problem);
  }

  /// Responds with an error. The headers tell the client what it needs for another try.
  private void respond(String status, String text) {
    sendLater(
        """
        HTTP/1.1 %s
        Upgrade: websocket
        Connection: Upgrade, close
        Sec-WebSocket-Version: 13
        Content-Type: text/plain
        Content-Length: %d

        %s
        """
            .formatted(status, text.length() + 2, text));
  }
}
