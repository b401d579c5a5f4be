package dev.wharf.transport.websocket;

import dev.wharf.engine.transform.TransformationException;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the end of an HTTP/1.1 request or response, and parses it with Netty's decoder. The
/// decoder has a channel of its own for each head, which lives during the call.
final class HttpHead {
  /// The longest head. Browsers send the cookies of the host, which may take several KiB.
  static final int MAX_BYTES = 8192;

  private static final byte[] END = {'\r', '\n', '\r', '\n'};
  private static final HttpDecoderConfig LIMITS =
      new HttpDecoderConfig()
          .setMaxInitialLineLength(MAX_BYTES)
          .setMaxHeaderSize(MAX_BYTES)
          .setValidateHeaders(true);

  private final byte[] start;
  private final WebSocketCounters counters;

  /// The number of bytes in which no end was found.
  private int searched;

  /// Creates an object for one head.
  ///
  /// @param start the bytes with which the head must begin
  HttpHead(String start, WebSocketCounters counters) {
    this.start = start.getBytes(StandardCharsets.US_ASCII);
    this.counters = counters;
  }

  /// Takes a whole head, with its empty line at the end, from the received bytes. Returns null, and
  /// takes nothing, when more bytes must come first.
  ///
  /// @throws TransformationException when the bytes begin no such head
  byte @Nullable [] take(ByteBuffer received) throws TransformationException {
    int at = received.position();
    int available = received.remaining();
    for (int i = 0; i < Math.min(available, start.length); i++) {
      if (received.get(at + i) != start[i]) {
        throw counters.failed(WebSocketFailure.NOT_HTTP, "the peer does not speak HTTP/1.1");
      }
    }
    int length = Math.min(available, MAX_BYTES);
    for (int end = Math.max(searched, END.length); end <= length; end++) {
      if (endsAt(received, at + end)) {
        byte[] head = new byte[end];
        received.get(head);
        return head;
      }
    }
    searched = length;
    return null;
  }

  /// Returns the exception for a head that has no end within [#MAX_BYTES].
  TransformationException tooLarge() {
    return counters.failed(
        WebSocketFailure.HEAD_TOO_LARGE, "an HTTP head of more than " + MAX_BYTES + " bytes");
  }

  private static boolean endsAt(ByteBuffer bytes, int end) {
    for (int i = 0; i < END.length; i++) {
      if (bytes.get(end - END.length + i) != END[i]) {
        return false;
      }
    }
    return true;
  }

  /// Parses a request; returns null when it is malformed.
  static @Nullable HttpRequest request(byte[] head) {
    return parsed(head, new HttpRequestDecoder(LIMITS)) instanceof HttpRequest one ? one : null;
  }

  /// Parses a response; returns null when it is malformed.
  static @Nullable HttpResponse response(byte[] head) {
    return parsed(head, new HttpResponseDecoder(LIMITS)) instanceof HttpResponse one ? one : null;
  }

  private static @Nullable HttpMessage parsed(byte[] head, ChannelHandler decoder) {
    EmbeddedChannel channel = new EmbeddedChannel(decoder);
    try {
      boolean _ = channel.writeInbound(Unpooled.wrappedBuffer(head));
      Object first = channel.readInbound();
      return first instanceof HttpMessage message && message.decoderResult().isSuccess()
          ? message
          : null;
    } finally {
      boolean _ = channel.finishAndReleaseAll();
    }
  }

  /// Returns the only value of a header; null when there is none, or more than one.
  static @Nullable String only(HttpHeaders headers, CharSequence name) {
    List<String> values = headers.getAll(name);
    return values.size() == 1 ? values.getFirst() : null;
  }
}
