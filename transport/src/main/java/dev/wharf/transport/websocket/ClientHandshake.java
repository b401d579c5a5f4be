package dev.wharf.transport.websocket;

import dev.wharf.engine.transform.TransformationException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.random.RandomGenerator;

/// The client's side of a handshake: sends the request, and checks the response.
final class ClientHandshake extends Handshake {
  private final WebSocketCounters counters;
  private final HttpHead head;
  private final String key;

  ClientHandshake(InetSocketAddress server, RandomGenerator random, WebSocketCounters counters) {
    this.counters = counters;
    this.head = new HttpHead("HTTP/1.1 ", counters);
    byte[] bytes = new byte[Accept.KEY_BYTES];
    random.nextBytes(bytes);
    this.key = Base64.getEncoder().encodeToString(bytes);
    sendLater(
        """
        GET / HTTP/1.1
        Host: %s:%d
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Key: %s
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Protocol: %s

        """
            .formatted(hostOf(server), server.getPort(), key, ServerWebSocket.SUBPROTOCOL));
  }

  private static String hostOf(InetSocketAddress server) {
    String host = server.getHostString();
    int zone = host.indexOf('%');
    String name = zone < 0 ? host : host.substring(0, zone);
    return name.indexOf(':') < 0 ? name : "[" + name + "]";
  }

  @Override
  boolean receive(ByteBuffer received) throws TransformationException {
    byte[] bytes = head.take(received);
    if (bytes == null) {
      if (received.remaining() >= HttpHead.MAX_BYTES) {
        throw head.tooLarge();
      }
      return false;
    }
    HttpResponse response = HttpHead.response(bytes);
    if (response == null) {
      throw counters.failed(WebSocketFailure.BAD_HEAD, "a malformed response");
    }
    if (!response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      throw counters.failed(
          WebSocketFailure.SERVER_REFUSED,
          "the server has answered with the HTTP status " + response.status().code());
    }
    check(response.headers());
    return true;
  }

  private void check(HttpHeaders headers) throws TransformationException {
    boolean isGood =
        headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
            && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
            && Accept.of(key).equals(HttpHead.only(headers, HttpHeaderNames.SEC_WEBSOCKET_ACCEPT))
            && !headers.contains(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS);
    if (!isGood) {
      throw counters.failed(WebSocketFailure.BAD_HEAD, "the response does not match the request");
    }
    String chosen = HttpHead.only(headers, HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
    if (!ServerWebSocket.SUBPROTOCOL.equals(chosen)) {
      throw counters.failed(
          WebSocketFailure.SUBPROTOCOL,
          "the server does not speak the sub-protocol " + ServerWebSocket.SUBPROTOCOL);
    }
  }
}
