package dev.wharf.server.admin;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_URI_TOO_LONG;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpContentException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.flow.FlowControlHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One connection to the admin port. Takes one request at a time, has it answered on a thread of
/// its own, and is closed when the peer is too slow. Confined to the event loop.
///
/// Netty's handlers in front of this one parse, gather and hold requests: the socket is read only
/// when the next request is asked for. Only a POST may have a body. A request that is not
/// well-formed is refused, and nothing that follows is read as a request: the connection ends with
/// it.
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final int MOST_HEADERS = 64;
  private static final int MOST_BODY_BYTES = 1024;
  private static final HttpDecoderConfig LIMITS =
      new HttpDecoderConfig().setMaxInitialLineLength(4096).setMaxHeaderSize(16_384);

  /// The time to send the first request in full, from the connect on.
  private static final Duration FIRST_REQUEST = Duration.ofSeconds(5);

  /// The time to send the next request in full, from the last answer on.
  private static final Duration NEXT_REQUEST = Duration.ofSeconds(30);

  /// The time to take an answer.
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /// How long a peer may go on sending after the last answer. Closing at once would reset the
  /// connection when bytes of the peer are on their way, and a reset destroys the answer.
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final AdminPort port;
  private final SocketChannel channel;
  private final InetAddress from;
  private @Nullable Future<?> deadline;
  private State state = State.RECEIVING;
  private boolean served;

  private enum State {
    RECEIVING,
    ANSWERING,
    /// The connection drops everything that the peer still sends.
    ENDING
  }

  HttpConnection(SocketChannel channel, InetAddress from, AdminPort port) {
    this.channel = channel;
    this.from = from;
    this.port = port;
  }

  /// Adds the connection and the handlers in front of it to the channel.
  void addToPipeline() {
    channel
        .pipeline()
        .addLast(new HttpServerCodec(LIMITS), new Bodies(), new FlowControlHandler(), this);
  }

  /// The peer's address.
  InetAddress from() {
    return from;
  }

  /// Whether a request is being answered.
  boolean isAnswering() {
    return state == State.ANSWERING;
  }

  /// Closes the connection at once.
  void close() {
    ChannelFuture _ = channel.close();
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    await(FIRST_REQUEST);
    channel.read();
  }

  /// Reads on when a whole request has not arrived yet.
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (state == State.RECEIVING) {
      channel.read();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stopWaiting();
  }

  /// The peer broke the connection off, or the protocol's code failed.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
    if (!(thrown instanceof IOException)) {
      port.count(AdminFailure.MALFORMED);
    }
    close();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest received) {
    if (state == State.ENDING) {
      return;
    }
    Response refusal = refusalOf(received);
    String path = pathOf(received);
    if (refusal != null) {
      port.count(AdminFailure.MALFORMED);
      send(refusal, false);
    } else if (path == null) {
      port.count(AdminFailure.MALFORMED);
      send(Response.text(BAD_REQUEST, "the address of the request is malformed"), false);
    } else {
      answer(requestOf(received, path), HttpUtil.isKeepAlive(received));
    }
  }

  /// @param lasts whether a further request may follow
  private void answer(Request request, boolean lasts) {
    state = State.ANSWERING;
    stopWaiting();
    boolean taken =
        port.execute(
            () -> {
              Response answer = port.answer(request);
              channel.eventLoop().execute(() -> send(answer, lasts));
            });
    if (!taken) {
      close();
    }
  }

  private void send(Response answer, boolean lasts) {
    state = State.ANSWERING;
    await(ANSWER);
    ChannelFuture _ =
        channel.writeAndFlush(responseOf(answer, lasts)).addListener(_ -> onSent(lasts));
  }

  private void onSent(boolean lasts) {
    served = true;
    if (!channel.isActive()) {
      return;
    }
    if (lasts) {
      state = State.RECEIVING;
      port.onAnswered(this);
      await(NEXT_REQUEST);
      channel.read();
    } else {
      end();
    }
  }

  /// Tells the peer that nothing more comes, and waits a little for it to close as well.
  private void end() {
    state = State.ENDING;
    await(LINGER);
    ChannelFuture _ = channel.shutdownOutput();
    channel.config().setAutoRead(true);
  }

  private void await(Duration time) {
    stopWaiting();
    deadline =
        channel.eventLoop().schedule(this::onTimeout, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void stopWaiting() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  /// A connection that has had an answer may end like this, and is no failure.
  private void onTimeout() {
    if (!served || isAnswering()) {
      port.count(AdminFailure.TIMEOUT);
    }
    close();
  }

  private Request requestOf(FullHttpRequest received, String path) {
    return new Request(
        HttpMethod.HEAD.equals(received.method()) ? "GET" : received.method().name(),
        path,
        from,
        only(received, HttpHeaderNames.HOST),
        only(received, HttpHeaderNames.AUTHORIZATION),
        received.content().toString(StandardCharsets.UTF_8));
  }

  private static @Nullable String pathOf(HttpRequest received) {
    try {
      return new URI(received.uri()).getPath();
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /// The value of a header that must not come twice; null when it does.
  private static @Nullable String only(HttpRequest received, CharSequence name) {
    List<String> values = received.headers().getAll(name);
    return values.size() == 1 ? values.getFirst() : null;
  }

  private static @Nullable Response refusalOf(FullHttpRequest received) {
    return switch (received.decoderResult().cause()) {
      case TooLongHttpLineException _ ->
          Response.text(REQUEST_URI_TOO_LONG, "the address of the request is too long");
      case TooLongHttpHeaderException _ ->
          Response.text(REQUEST_HEADER_FIELDS_TOO_LARGE, "the headers are too long");
      case TooLongHttpContentException e ->
          Response.text(
              Bodies.mayHaveBody(received) ? REQUEST_ENTITY_TOO_LARGE : BAD_REQUEST,
              String.valueOf(e.getMessage()));
      case null ->
          received.headers().size() > MOST_HEADERS
              ? Response.text(
                  REQUEST_HEADER_FIELDS_TOO_LARGE, "more than " + MOST_HEADERS + " headers")
              : null;
      default -> Response.text(BAD_REQUEST, "the request is malformed");
    };
  }

  private static FullHttpResponse responseOf(Response answer, boolean lasts) {
    byte[] content = answer.body().getBytes(StandardCharsets.UTF_8);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, answer.status(), Unpooled.wrappedBuffer(content));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, answer.type())
        .set(HttpHeaderNames.CONTENT_LENGTH, content.length)
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set("X-Content-Type-Options", "nosniff")
        .set("Referrer-Policy", "no-referrer")
        .set("Cross-Origin-Resource-Policy", "same-origin")
        .set("Content-Security-Policy", Page.NO_CONTENT)
        .set(
            HttpHeaderNames.CONNECTION,
            lasts ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
    answer.headers().forEach((name, value) -> response.headers().set(name, value));
    return response;
  }

  /// Gathers requests with their bodies. A body that is too large, or not one of a POST, is not
  /// read: its request is passed on as a failed one.
  private static final class Bodies extends HttpObjectAggregator {
    Bodies() {
      super(MOST_BODY_BYTES);
    }

    static boolean mayHaveBody(HttpRequest request) {
      return HttpMethod.POST.equals(request.method());
    }

    @Override
    protected boolean isContentLengthInvalid(HttpMessage start, int most) {
      return super.isContentLengthInvalid(start, most)
          || (start instanceof HttpRequest request
              && request.decoderResult().isSuccess()
              && !mayHaveBody(request)
              && hasBody(request));
    }

    /// Null for a request that is refused: its peer must not send the body.
    @Override
    protected @Nullable Object newContinueResponse(
        HttpMessage start, int most, ChannelPipeline pipeline) {
      return isContentLengthInvalid(start, most)
          ? null
          : super.newContinueResponse(start, most, pipeline);
    }

    private static boolean hasBody(HttpRequest request) {
      return HttpUtil.getContentLength(request, 0L) > 0
          || request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
      HttpRequest request = (HttpRequest) oversized;
      FullHttpRequest failed =
          new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, request.method(), request.uri());
      failed.setDecoderResult(
          DecoderResult.failure(
              new TooLongHttpContentException(
                  mayHaveBody(request)
                      ? "a body has at most " + MOST_BODY_BYTES + " bytes"
                      : "only a POST may have a body")));
      context.fireChannelRead(failed);
    }
  }
}
