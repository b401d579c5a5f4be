package dev.wharf.server.admin.http;

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
import io.netty.handler.codec.http.QueryStringDecoder;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection to the admin port. It accepts one request at a time, runs it on a separate
/// thread, and closes when the peer is too slow. Confined to the event loop.
///
/// Netty's handlers in front of this one parse requests, join them with their bodies, and keep
/// further requests back until this one is answered. This class reads the socket only when it waits
/// for a request. Only a POST may have a body. A malformed request is refused and ends the
/// connection, because the bytes after it cannot be trusted as a request.
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final int MOST_HEADERS = 64;
  private static final int MOST_BODY_BYTES = 8192;
  private static final int MOST_PARAMETERS = 16;
  private static final HttpDecoderConfig LIMITS =
      new HttpDecoderConfig().setMaxInitialLineLength(4096).setMaxHeaderSize(16_384);

  /// The longest time from connecting to the end of the first request.
  private static final Duration FIRST_REQUEST = Duration.ofSeconds(5);

  /// The longest time from a response to the end of the next request.
  private static final Duration NEXT_REQUEST = Duration.ofSeconds(30);

  /// The time within which the peer must take a response.
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /// The longest time that the connection still reads after the last response. If the connection
  /// closed at once, bytes that the peer has already sent would cause a reset, and a reset destroys
  /// the response.
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final Owner owner;
  private final SocketChannel channel;
  private final InetAddress from;
  private @Nullable Future<?> deadline;
  private State state = State.RECEIVING;
  private boolean served;

  /// The server that a connection belongs to.
  interface Owner {
    /// Adds 1 to the counter of this failure.
    void count(AdminFailure failure);

    /// Starts to make the response to a request.
    ///
    /// @param receiver gets the response, on any thread
    /// @return false when the server is closed, so that there will be no response
    boolean answer(Request request, Consumer<Response> receiver);

    /// Records that a connection has sent a response. Called on the event loop.
    void onAnswered(HttpConnection connection);
  }

  private enum State {
    RECEIVING,
    ANSWERING,
    /// The last response has been sent. The connection drops all bytes that it still receives.
    ENDING
  }

  HttpConnection(SocketChannel channel, InetAddress from, Owner owner) {
    this.channel = channel;
    this.from = from;
    this.owner = owner;
  }

  /// Adds this handler, and the handlers in front of it, to the pipeline of the channel.
  void addToPipeline() {
    channel
        .pipeline()
        .addLast(new HttpServerCodec(LIMITS), new Bodies(), new FlowControlHandler(), this);
  }

  /// Returns the peer's address.
  InetAddress from() {
    return from;
  }

  /// Returns whether a request is in progress.
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

  /// Reads more when the request is not complete.
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

  /// Closes the connection. Netty calls this method when the peer has reset the connection, or when
  /// a handler threw.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
    if (!(thrown instanceof IOException)) {
      owner.count(AdminFailure.MALFORMED);
    }
    close();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest received) {
    if (state == State.ENDING) {
      return;
    }
    Response refusal = refusalOf(received);
    Request request = refusal == null ? requestOf(received) : null;
    if (request != null) {
      answer(request, HttpUtil.isKeepAlive(received));
    } else {
      owner.count(AdminFailure.MALFORMED);
      send(
          refusal != null
              ? refusal
              : Response.text(BAD_REQUEST, "the URL of the request is malformed"),
          false);
    }
  }

  /// Handles a request on another thread, and sends the response.
  ///
  /// @param lasts whether the connection stays open for another request
  private void answer(Request request, boolean lasts) {
    state = State.ANSWERING;
    stopWaiting();
    boolean taken =
        owner.answer(request, answer -> channel.eventLoop().execute(() -> send(answer, lasts)));
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
      owner.onAnswered(this);
      await(NEXT_REQUEST);
      channel.read();
    } else {
      end();
    }
  }

  /// Shuts the output down, and waits a little for the peer to close.
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

  /// Closes the connection because of a timeout. Counts a failure, except when the connection was
  /// only idle after a response.
  private void onTimeout() {
    if (!served || isAnswering()) {
      owner.count(AdminFailure.TIMEOUT);
    }
    close();
  }

  /// Returns the request; null when its URL is malformed.
  private @Nullable Request requestOf(FullHttpRequest received) {
    try {
      URI url = new URI(received.uri());
      return new Request(
          HttpMethod.HEAD.equals(received.method()) ? "GET" : received.method().name(),
          Objects.requireNonNullElse(url.getPath(), ""),
          parametersOf(url),
          from,
          only(received, HttpHeaderNames.HOST),
          only(received, HttpHeaderNames.AUTHORIZATION),
          only(received, Request.OPERATOR),
          received.content().toString(StandardCharsets.UTF_8));
    } catch (URISyntaxException | IllegalArgumentException e) {
      return null;
    }
  }

  /// Returns the parameters of a URL. Each of them may occur once.
  private static Map<String, String> parametersOf(URI url) {
    Map<String, String> parameters = new LinkedHashMap<>();
    QueryStringDecoder decoder =
        new QueryStringDecoder(
            Objects.requireNonNullElse(url.getRawQuery(), ""),
            StandardCharsets.UTF_8,
            false,
            MOST_PARAMETERS);
    decoder
        .parameters()
        .forEach(
            (name, values) -> {
              if (values.size() > 1) {
                throw new IllegalArgumentException("a parameter occurs twice");
              }
              parameters.put(name, values.getFirst());
            });
    return parameters;
  }

  /// Returns the value of a header that may occur only once; null when it is missing or repeated.
  private static @Nullable String only(HttpRequest received, CharSequence name) {
    List<String> values = received.headers().getAll(name);
    return values.size() == 1 ? values.getFirst() : null;
  }

  private static @Nullable Response refusalOf(FullHttpRequest received) {
    return switch (received.decoderResult().cause()) {
      case TooLongHttpLineException _ ->
          Response.text(REQUEST_URI_TOO_LONG, "the URL of the request is too long");
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
        .set("Content-Security-Policy", Response.NO_CONTENT)
        .set(
            HttpHeaderNames.CONNECTION,
            lasts ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
    answer.headers().forEach((name, value) -> response.headers().set(name, value));
    return response;
  }

  /// Joins requests with their bodies. This handler does not read a body that is too large, or a
  /// body of a request other than POST; it marks such a request as failed.
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

    /// Returns the response to `Expect: 100-continue`. Returns null for a request that is refused,
    /// so that the peer does not send the body.
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
