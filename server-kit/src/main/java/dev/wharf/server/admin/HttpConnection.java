package dev.wharf.server.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One connection to the admin port. Takes one request at a time, has it answered on a thread of
/// its own, and is closed when the peer is too slow. Confined to the event loop, but for [#answer].
///
/// Only a POST may have a body. A request that is not well-formed is refused, and nothing that
/// follows is read as a request: the connection ends with it.
final class HttpConnection extends SimpleChannelInboundHandler<HttpObject> {
  static final int MOST_HEADERS = 64;
  static final int MOST_BODY_BYTES = 1024;

  /// The time to send the first request in full, from the connect on.
  private static final Duration FIRST_REQUEST = Duration.ofSeconds(5);

  /// The time to send the next request in full, from the last answer on.
  private static final Duration NEXT_REQUEST = Duration.ofSeconds(30);

  /// The time to take an answer.
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /// How long a peer may go on sending after the last answer. Closing at once would reset the
  /// connection when bytes of the peer are on their way, and a reset destroys the answer.
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final Requests requests;
  private final SocketChannel channel;
  private final InetAddress from;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  /// Parts of requests that arrived together with the request that is being answered. One read of
  /// the socket bounds them, because nothing more is read meanwhile.
  private final Queue<HttpObject> waiting = new ArrayDeque<>();

  private @Nullable HttpRequest head;
  private @Nullable Future<?> deadline;
  private State state = State.RECEIVING;
  private boolean served;

  private enum State {
    RECEIVING,
    ANSWERING,
    /// The connection drops everything that the peer still sends.
    ENDING
  }

  /// Handles the requests and the events of all connections of a port.
  interface Requests {
    /// Answers a request. On a thread that may block.
    Answer answer(Request request);

    /// Runs a task on a thread that may block.
    ///
    /// @return false when the port is closed, and the task is not run
    boolean execute(Runnable task);

    /// The peer did not send or take something in time; the connection is closed.
    void onTimeout(HttpConnection connection);

    /// The peer sent something that is no request.
    void onMalformed(HttpConnection connection);

    /// The answer to a request has been taken.
    void onAnswered(HttpConnection connection);
  }

  HttpConnection(SocketChannel channel, InetAddress from, Requests requests) {
    this.channel = channel;
    this.from = from;
    this.requests = requests;
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
    context.read();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stopWaiting();
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }

  /// The peer broke the connection off, or the protocol's code failed.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
    if (!(thrown instanceof IOException)) {
      requests.onMalformed(this);
    }
    close();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject received) {
    if (isAnswering()) {
      waiting.add(ReferenceCountUtil.retain(received));
    } else {
      receive(received);
    }
  }

  /// Reads on, unless a request is being answered: the peer waits then.
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (!isAnswering()) {
      context.read();
    }
  }

  private void receive(HttpObject received) {
    if (state == State.ENDING) {
      return;
    }
    Answer refusal = take(received);
    if (refusal != null) {
      requests.onMalformed(this);
      send(refusal, false);
    } else if (received instanceof LastHttpContent && head != null) {
      answer(head);
    }
  }

  private void receiveWaiting() {
    while (!isAnswering() && !waiting.isEmpty()) {
      HttpObject next = waiting.remove();
      try {
        receive(next);
      } finally {
        ReferenceCountUtil.release(next);
      }
    }
  }

  /// Takes a part of a request in.
  ///
  /// @return why the request is refused; null when it is not
  private @Nullable Answer take(HttpObject received) {
    if (received.decoderResult().isFailure()) {
      return refusalOf(received.decoderResult().cause());
    }
    Answer refusal = null;
    if (received instanceof HttpRequest request) {
      head = request;
      refusal = check(request);
    }
    if (refusal == null && received instanceof HttpContent content) {
      refusal = take(content);
    }
    return refusal;
  }

  private @Nullable Answer check(HttpRequest request) {
    if (request.headers().size() > MOST_HEADERS) {
      return Answer.text(Answer.HEADERS_TOO_LARGE, "more than " + MOST_HEADERS + " headers");
    }
    if (!isPost(request) && hasBody(request)) {
      return Answer.text(Answer.BAD_REQUEST, "only a POST may have a body");
    }
    if (HttpUtil.getContentLength(request, 0L) > MOST_BODY_BYTES) {
      return tooLarge();
    }
    if (HttpUtil.is100ContinueExpected(request)) {
      ChannelFuture _ =
          channel.writeAndFlush(
              new DefaultFullHttpResponse(
                  HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
    return null;
  }

  private @Nullable Answer take(HttpContent content) {
    int bytes = content.content().readableBytes();
    if (body.size() + bytes > MOST_BODY_BYTES) {
      return tooLarge();
    }
    byte[] part = new byte[bytes];
    content.content().readBytes(part);
    body.writeBytes(part);
    return null;
  }

  private void answer(HttpRequest received) {
    Request request = requestOf(received);
    boolean lasts = HttpUtil.isKeepAlive(received);
    if (request == null) {
      send(Answer.text(Answer.BAD_REQUEST, "the address of the request is malformed"), false);
      return;
    }
    state = State.ANSWERING;
    stopWaiting();
    boolean taken =
        requests.execute(
            () -> {
              Answer answer = requests.answer(request);
              channel.eventLoop().execute(() -> send(answer, lasts));
            });
    if (!taken) {
      close();
    }
  }

  /// @param lasts whether a further request may follow
  private void send(Answer answer, boolean lasts) {
    state = State.ANSWERING;
    await(ANSWER);
    ChannelFuture _ =
        channel.writeAndFlush(responseOf(answer, lasts)).addListener(sent -> onSent(answer, lasts));
  }

  private void onSent(Answer answer, boolean lasts) {
    served = true;
    Runnable after = answer.after();
    if (after != null) {
      boolean _ = requests.execute(after);
    }
    if (!channel.isActive()) {
      return;
    }
    head = null;
    body.reset();
    if (lasts) {
      state = State.RECEIVING;
      requests.onAnswered(this);
      await(NEXT_REQUEST);
    } else {
      end();
    }
    receiveWaiting();
    if (!isAnswering()) {
      channel.read();
    }
  }

  /// Tells the peer that nothing more comes, and waits a little for it to close as well.
  private void end() {
    state = State.ENDING;
    stopWaiting();
    ChannelFuture _ = channel.shutdownOutput();
    deadline = channel.eventLoop().schedule(this::close, LINGER.toMillis(), TimeUnit.MILLISECONDS);
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

  /// A connection that waits between two requests may end like this, and is no failure.
  private void onTimeout() {
    if (!served || head != null) {
      requests.onTimeout(this);
    }
    close();
  }

  private @Nullable Request requestOf(HttpRequest received) {
    String path = pathOf(received.uri());
    return path == null
        ? null
        : new Request(
            HttpMethod.HEAD.equals(received.method()) ? "GET" : received.method().name(),
            path,
            from,
            only(received, HttpHeaderNames.HOST),
            only(received, HttpHeaderNames.AUTHORIZATION),
            body.toString(StandardCharsets.UTF_8));
  }

  private static @Nullable String pathOf(String uri) {
    try {
      return new URI(uri).getPath();
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /// The value of a header that must not come twice; null when it does.
  private static @Nullable String only(HttpRequest received, CharSequence name) {
    List<String> values = received.headers().getAll(name);
    return values.size() == 1 ? values.getFirst() : null;
  }

  private static boolean isPost(HttpRequest request) {
    return HttpMethod.POST.equals(request.method());
  }

  private static boolean hasBody(HttpRequest request) {
    return HttpUtil.getContentLength(request, 0L) > 0
        || request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
  }

  private static Answer refusalOf(Throwable malformed) {
    return switch (malformed) {
      case TooLongHttpLineException _ ->
          Answer.text(Answer.URI_TOO_LONG, "the address of the request is too long");
      case TooLongHttpHeaderException _ ->
          Answer.text(Answer.HEADERS_TOO_LARGE, "the headers are too long");
      default -> Answer.text(Answer.BAD_REQUEST, "the request is malformed");
    };
  }

  private static Answer tooLarge() {
    return Answer.text(Answer.TOO_LARGE, "a body has at most " + MOST_BODY_BYTES + " bytes");
  }

  private static FullHttpResponse responseOf(Answer answer, boolean lasts) {
    byte[] content = answer.body().getBytes(StandardCharsets.UTF_8);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            Unpooled.wrappedBuffer(content));
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
}
