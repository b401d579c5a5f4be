package dev.wharf.engine.session;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.SendResult;
import dev.wharf.engine.Session;
import dev.wharf.engine.SessionHandler;
import dev.wharf.engine.SessionHandlerFactory;
import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.SessionState;
import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.buffer.SendBufferPool;
import dev.wharf.engine.buffer.SendJournal;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueClosedException;
import dev.wharf.engine.memory.PooledBuffer;
import dev.wharf.engine.memory.ReceiveBuffer;
import dev.wharf.engine.transform.TransformationException;
import dev.wharf.engine.transform.TransformationFactory;
import dev.wharf.engine.worker.Worker;
import dev.wharf.engine.worker.WorkerThread;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The only implementation of [Session].
///
/// **Ownership.** The session counts the references to itself: one for its connection, and one for
/// each pending operation. When the last reference is released, the receive buffer and the packets
/// that were being written go back to the pool. So they never go back under a pending read or
/// write. Packets that wait in the send queue go back as soon as the session is closed.
///
/// **Threads.** Callbacks and [#execute] tasks run one after another on the session's worker,
/// through the session's own [JobQueue]. Fields marked *serial* are read and written there only.
/// Sending goes through the [SessionWriter], which has its own rules.
///
/// **States.** A session moves forward through [SessionState] by compare-and-set, and never back:
///
/// ```
/// CONNECTING -> CONNECTED   the connect operation has completed (a client's session), and the
///                           handshake of the transformation, if there is one
/// CONNECTED  -> CLOSING     closeAfterFlush, or the peer has closed its side: queued packets are
///                           still written, and then the output is shut down
/// CONNECTING -> CLOSING     the handshake has failed: the transformation's last bytes are written
/// any        -> CLOSED      close, a failure, a deadline, or both sides have finished
/// ```
///
/// The thread that moves the session to CLOSED closes the channel and schedules `onDisconnected`
/// behind the callbacks and tasks that are queued. After that, each pending operation fails, and
/// releases its reference to the session.
public final class SocketSession extends IoOwner implements Session, Runnable {
  private static final Logger log = LoggerFactory.getLogger(Session.class);

  /// The time that the peer has to close its side after all packets were delivered. Closing at once
  /// would reset the connection when bytes of the peer are still on their way. A reset destroys the
  /// bytes that the peer has not read yet (RFC 1122, 4.2.2.13).
  private static final Duration LINGER = Duration.ofSeconds(2);

  /// The handler of a session whose factory has not returned a handler yet, or has thrown.
  private static final SessionHandler NO_HANDLER = (session, received) -> {};

  private static final VarHandle STATE;
  private static final VarHandle CLOSURE;
  private static final VarHandle LOGIN;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(SocketSession.class, "state", SessionState.class);
      CLOSURE = lookup.findVarHandle(SocketSession.class, "closure", Closure.class);
      LOGIN = lookup.findVarHandle(SocketSession.class, "login", Login.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long id;
  private final SessionHost service;
  private final Worker worker;
  private final AsynchronousSocketChannel channel;
  private final @Nullable Object attachment;
  private final SessionOptions options;
  private final ReceiveBuffer receiveBuffer;
  private final @Nullable TransformedStream transformed;
  private final SessionWriter writer;
  private final Deadlines deadlines;
  private final JobQueue jobs;
  private final Receive receiving = new Receive();

  /// The handler of this session. Set by [#makeHandler], before the first callback.
  private SessionHandler handler = NO_HANDLER;

  /// The peer's address. Changed at most once, in the session's job queue, when the transformation
  /// tells another one. Read by any thread.
  private volatile InetSocketAddress remoteAddress;

  /// Whether the service has finished making the session: from then on `onDisconnected` may be
  /// called. Read by any thread.
  private volatile boolean isStarted;

  /// The present state. Moved forward by compare-and-set. Read by any thread.
  private volatile SessionState state;

  /// The first reason that was given for the end; null until a reason is given. Set once, by
  /// compare-and-set.
  private volatile @Nullable Closure closure;

  /// Whether the peer has logged in. Changed once, by compare-and-set. Read by any thread.
  private volatile Login login;

  /// *Serial*: the result of the last receive. The job queue publishes the result to the job that
  /// handles it.
  private int receivedBytes;

  private @Nullable Throwable receiveFailure;

  /// *Serial*: whether received bytes go into the receive buffer directly, because there is no
  /// transformation, or it has become transparent and has consumed all of its bytes.
  private boolean receivesPlain;

  /// *Serial*: whether the peer has sent a whole frame.
  private boolean hasSentFrame;

  /// Whether the peer has closed its side. Written in the session's job queue; other threads of the
  /// worker read it, too.
  private volatile boolean peerFinished;

  /// Whether the transformation waits until all queued packets are transformed. Written in the
  /// session's job queue and by the writer.
  private volatile boolean awaitsSend;

  /// The state of the peer's login. MISSED means that the session has ended without a login.
  private enum Login {
    AWAITED,
    DONE,
    MISSED
  }

  /// The reason for the end, and a line for the log.
  private record Closure(CloseReason reason, String detail) {}

  /// Creates a session that is in the ledger and has no handler yet. Next, the caller calls
  /// [#makeHandler], and after that [#start] or [#connect], also when the factory has thrown:
  /// otherwise `onDisconnected` would never be called.
  ///
  /// @param options the bounds of the session, and its transformation
  /// @param attachment an object that the service keeps with the session, or null
  /// @throws BufferMemoryExhaustedException when there is no memory for the receive buffer
  public SocketSession(
      long id,
      SessionHost service,
      SessionOptions options,
      Worker worker,
      AsynchronousSocketChannel channel,
      InetSocketAddress remoteAddress,
      @Nullable Object attachment,
      SessionState initialState) {
    super(service.ledger());
    this.id = id;
    this.service = service;
    this.worker = worker;
    this.channel = channel;
    this.remoteAddress = remoteAddress;
    this.attachment = attachment;
    this.state = initialState;
    this.options = options;
    this.login = options.loginTimeout().isZero() ? Login.DONE : Login.AWAITED;
    this.deadlines = new Deadlines(firstStage(options, initialState), now());
    this.transformed = transformed();
    this.receivesPlain = transformed == null;
    this.writer =
        new SessionWriter(this, channel, transformed, initialState == SessionState.CONNECTED);
    this.jobs = new JobQueue(worker, service.sessionJobOptions());
    this.receiveBuffer = receiveBuffer();
    ledger.sessionBegan();
  }

  private static Duration firstStage(SessionOptions options, SessionState state) {
    return state == SessionState.CONNECTING ? options.connectTimeout() : options.loginTimeout();
  }

  private @Nullable TransformedStream transformed() {
    TransformationFactory factory = options.transformation();
    return factory == null
        ? null
        : new TransformedStream(
            factory.create(remoteAddress), service.memory(), options.receiveInitialBytes());
  }

  /// Makes the receive buffer. The buffers are made before the handler. So when there is no memory
  /// for them, no handler exists that expects `onDisconnected`.
  private ReceiveBuffer receiveBuffer() {
    try {
      return new ReceiveBuffer(
          service.memory(), options.receiveInitialBytes(), options.receiveLimitBytes());
    } catch (Throwable t) {
      if (transformed != null) {
        transformed.release();
      }
      throw t;
    }
  }

  /// Makes the handler. When the factory throws, the failure is counted and logged, the session is
  /// closed with a handler that does nothing, and this method throws the same exception.
  public void makeHandler(SessionHandlerFactory factory) {
    try {
      handler = Objects.requireNonNull(factory.create(this), "the factory made no handler");
    } catch (Throwable t) {
      close(handlerFailed("making a handler", t), t.getClass().getName());
      throw t;
    }
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  @Override
  public SessionState state() {
    return state;
  }

  @Override
  public SessionHandler handler() {
    return handler;
  }

  @Override
  public long nanoTime() {
    return now();
  }

  @Override
  public SendBufferPool sendBuffers() {
    return service.sendBuffers();
  }

  @Override
  public SendResult send(SendBuffer packet) {
    return send(packet, SendPolicy.KEEP);
  }

  @Override
  public SendResult send(SendBuffer packet, SendPolicy policy) {
    return writer.send((PooledBuffer) packet, policy);
  }

  @Override
  public SendResult resend(SendBuffer packet) {
    return writer.resend((PooledBuffer) packet);
  }

  @Override
  public void journal(SendJournal journal) {
    writer.queue().journal(journal);
  }

  @Override
  public boolean isSlow() {
    return writer.queue().isSlow();
  }

  @Override
  public int queuedPackets() {
    return writer.queue().packets();
  }

  @Override
  public int queuedBytes() {
    return writer.queue().bytes();
  }

  @Override
  public boolean execute(Runnable task) {
    Runnable guarded = () -> runGuarded(task);
    if (jobs.tryPost(guarded)) {
      return true;
    }
    try {
      jobs.post(guarded);
      return true;
    } catch (JobQueueClosedException e) {
      return false;
    }
  }

  @Override
  public void limitReceiveBuffer(int bytes) {
    receiveBuffer.limit(bytes);
  }

  @Override
  public void markAuthenticated() {
    if (LOGIN.compareAndSet(this, Login.AWAITED, Login.DONE)) {
      service.onAuthenticated(this);
    }
  }

  @Override
  public boolean isAuthenticated() {
    return login == Login.DONE;
  }

  /// Makes later calls of [#markAuthenticated] have no effect. Called once, when the session has
  /// ended.
  public void endLogin() {
    LOGIN.compareAndSet(this, Login.AWAITED, Login.MISSED);
  }

  @Override
  public void close(CloseReason reason) {
    close(reason, "");
  }

  @Override
  public void close(CloseReason reason, String detail) {
    giveReason(reason, detail);
    shut();
  }

  @Override
  public void closeAfterFlush(CloseReason reason, String detail) {
    if (!giveReason(reason, detail)) {
      return;
    }
    deadlines.closing(now(), options.closingTimeout());
    if (STATE.compareAndSet(this, SessionState.CONNECTED, SessionState.CLOSING)) {
      writer.finish();
    } else {
      shut();
    }
  }

  @Override
  public void fail(Throwable thrown) {
    close(handlerFailed("its handler", thrown), thrown.getClass().getName());
  }

  @Override
  public CloseReason handlerFailed(String handler, Throwable thrown) {
    return service.handlerFailed(handler, this, thrown);
  }

  @Override
  public @Nullable CloseReason closeReason() {
    Closure seen = closure;
    return seen == null ? null : seen.reason();
  }

  @Override
  public String closeDetail() {
    Closure seen = closure;
    return seen == null ? "" : seen.detail();
  }

  /// Returns a hash of the id alone. So a service iterates over its sessions in the order of their
  /// creation, which is also their order in memory.
  @Override
  public int hashCode() {
    return Long.hashCode(id);
  }

  @Override
  public String toString() {
    InetSocketAddress remote = remoteAddress;
    InetAddress address = remote.getAddress();
    String host = address == null ? remote.getHostString() : address.getHostAddress();
    return "session " + id + " (" + host + ":" + remote.getPort() + ")";
  }

  /// Returns the buffer memory that the session holds, in bytes; 0 when all of it has come back.
  public int heldBytes() {
    int raw = transformed == null ? 0 : transformed.heldBytes();
    return writer.heldBytes() + receiveBuffer.heldBytes() + raw;
  }

  /// Returns the part of [#heldBytes()] that exceeds the first size of the receive buffer. Every
  /// session has a receive buffer of at least that size.
  public int heldBytesAboveLeast() {
    return heldBytes() - options.receiveInitialBytes();
  }

  /// Returns the part of [#heldBytes()] that would stay in use if this session ended, because other
  /// sessions share the packets.
  public int sharedBytes() {
    return writer.queue().sharedBytes();
  }

  /// Returns the object that the service keeps with the session, or null.
  public @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public Worker worker() {
    return worker;
  }

  // ---- start

  /// Starts an accepted session: calls its handler and starts to receive. Called on the session's
  /// worker.
  public void start() {
    if (begin()) {
      jobs.tryPush(this::handleOpened);
    }
  }

  /// Starts a client's session: starts to connect.
  public void connect() {
    if (!begin()) {
      return;
    }
    Connect connecting = new Connect();
    if (!connecting.begin()) {
      return;
    }
    try {
      channel.connect(remoteAddress, null, connecting);
    } catch (RuntimeException | Error e) {
      connecting.end();
      close(CloseReason.CONNECT_FAILED, IoFailures.describe(e));
    }
  }

  /// Records that the service has finished making the session.
  ///
  /// @return false when the session is closed already. In this case, `onDisconnected` is scheduled
  private boolean begin() {
    isStarted = true;
    if (state == SessionState.CLOSED) {
      scheduleDisconnect();
      return false;
    }
    return true;
  }

  /// Calls `onDraining` when the session is connected. Runs in the session's job queue.
  public void drainNotice(Duration grace) {
    if (state == SessionState.CONNECTED) {
      handler.onDraining(this, grace);
    }
  }

  // ---- operations, completed on the worker

  /// The operation that connects a client's session.
  private final class Connect extends IoOperation<@Nullable Void> {
    Connect() {
      super(SocketSession.this);
    }

    @Override
    protected void onCompleted(@Nullable Void result, @Nullable Throwable failure) {
      end();
      onConnectCompleted(failure);
    }
  }

  /// The operation that receives bytes. As a job of the session, it handles the received bytes.
  private final class Receive extends IoOperation<Integer> implements Runnable {
    Receive() {
      super(SocketSession.this);
    }

    @Override
    protected void onCompleted(@Nullable Integer bytes, @Nullable Throwable failure) {
      onReceiveCompleted(bytes == null ? 0 : bytes, failure);
    }

    @Override
    public void run() {
      handleReceived();
    }
  }

  /// The operation that calls `onDisconnected`. It is a job, because NIO.2 has no asynchronous
  /// disconnect. The object is made when the session ends, so that an open session takes less
  /// memory.
  private final class Disconnect extends IoOperation<@Nullable Void> implements Runnable {
    Disconnect() {
      super(SocketSession.this);
    }

    @Override
    public void run() {
      complete(null, null);
    }

    @Override
    protected void onCompleted(@Nullable Void result, @Nullable Throwable failure) {
      onDisconnect(this);
    }
  }

  @Override
  protected void onOperationFailed(Throwable thrown) {
    fail(thrown);
  }

  @Override
  protected void onUnowned() {
    try {
      receiveBuffer.release();
      if (transformed != null) {
        transformed.release();
      }
      writer.clear();
    } finally {
      ledger.sessionEnded();
    }
  }

  private void onConnectCompleted(@Nullable Throwable failure) {
    if (failure != null) {
      close(CloseReason.CONNECT_FAILED, IoFailures.describe(failure));
    } else if (transformed != null) {
      service.liveCounters().connected.increment();
      jobs.tryPush(this::handleOpened);
    } else if (enterConnected()) {
      service.liveCounters().connected.increment();
      jobs.tryPush(this::handleOpened);
      writer.open();
    }
  }

  private boolean enterConnected() {
    if (!STATE.compareAndSet(this, SessionState.CONNECTING, SessionState.CONNECTED)) {
      return false;
    }
    deadlines.connected(now(), options.loginTimeout());
    return true;
  }

  private void onReceiveCompleted(int bytes, @Nullable Throwable failure) {
    receivedBytes = bytes;
    receiveFailure = failure;
    boolean pushed = false;
    try {
      pushed = jobs.tryPush(receiving);
    } finally {
      if (!pushed) {
        receiving.end();
      }
    }
    if (!pushed) {
      close(CloseReason.OVERLOADED, "its task queue is full");
    }
  }

  private void onDisconnect(Disconnect disconnecting) {
    try {
      handler.onDisconnected(this, reasonOrLocal());
    } catch (Throwable t) {
      handlerFailed("onDisconnected", t);
    } finally {
      try {
        service.onSessionEnded(this);
      } finally {
        disconnecting.end();
        letGo();
      }
    }
  }

  // ---- receiving, serial

  /// Handles the open connection: calls `onConnected` when no handshake follows, and starts to
  /// receive.
  private void handleOpened() {
    if (transformed != null) {
      writer.writeOutput();
      checkEstablished(transformed);
    } else if (state == SessionState.CONNECTED) {
      runGuarded(() -> handler.onConnected(this));
    }
    if (receiving.begin()) {
      receive();
    }
  }

  /// Checks whether the handshake is over. Called by the writer when the transformation has made
  /// bytes to send, because these bytes may have ended the handshake.
  void onTransformed() {
    TransformedStream stream = transformed;
    if (stream != null && state == SessionState.CONNECTING && stream.isEstablished()) {
      jobs.tryPost(() -> checkEstablished(stream));
    }
  }

  private void checkEstablished(TransformedStream stream) {
    if (state == SessionState.CONNECTING) {
      checkPeerAddress(stream);
    }
    if (state == SessionState.CONNECTING && stream.isEstablished() && enterConnected()) {
      runGuarded(() -> handler.onConnected(this));
      writer.open();
    }
  }

  /// Takes over the address of the peer as soon as the transformation has told it. The service may
  /// close the session because of the address, before a costly handshake begins.
  private void checkPeerAddress(TransformedStream stream) {
    InetSocketAddress told = stream.takePeerAddress();
    if (told != null) {
      remoteAddress = told;
      service.onPeerAddress(this);
    }
  }

  /// Handles the result of the last receive. Runs as a job of the session.
  private void handleReceived() {
    try {
      takeReceived(receivedBytes, receiveFailure);
    } catch (Throwable t) {
      fail(t);
    } finally {
      receiveFailure = null;
    }
    receiveNext();
  }

  private void takeReceived(int bytes, @Nullable Throwable failure) {
    if (failure != null) {
      CloseReason unused = unusedReason();
      if (unused != null) {
        close(unused, IoFailures.describe(failure));
      } else {
        closeBroken(failure);
      }
    } else if (bytes < 0) {
      onChannelEnd();
    } else {
      service.liveCounters().bytesReceived.add(bytes);
      deadlines.received(roughNow());
      TransformedStream stream = transformed;
      if (stream == null || receivesPlain) {
        receiveBuffer.received(bytes);
        deadlines.looked(consume(), receiveBuffer.unreadBytes());
      } else {
        stream.received(bytes);
        takeTransformed(stream, false);
      }
    }
  }

  /// Returns the transformation's reason for an end that the peer has caused; null when the peer
  /// has sent a byte for the handler, or the transformation has no reason of its own.
  private @Nullable CloseReason unusedReason() {
    boolean isUnused = !hasSentFrame && receiveBuffer.unreadBytes() == 0;
    return isUnused && transformed != null ? transformed.unusedReason() : null;
  }

  /// Handles the end of the channel: the peer has closed its side.
  private void onChannelEnd() {
    try {
      if (transformed != null && !receivesPlain && state != SessionState.CONNECTING) {
        transformed.receiveEnd();
      }
      onPeerFinished();
    } catch (TransformationException e) {
      close(e.reason(), Objects.requireNonNullElse(e.getMessage(), ""));
    }
  }

  /// Transforms received bytes and calls the handler, until the transformation makes no progress.
  ///
  /// @param hasProgress whether a step of the transformation has been done just before
  private void takeTransformed(TransformedStream stream, boolean hasProgress) {
    boolean wasConnecting = state == SessionState.CONNECTING;
    int consumed = 0;
    try {
      boolean progress = hasProgress || transform(stream);
      while (progress) {
        checkEstablished(stream);
        consumed += consume();
        progress = transform(stream);
      }
      checkEstablished(stream);
    } catch (TransformationException e) {
      stream.discard();
      endForTransformation(e);
    }
    deadlines.looked(consumed, receiveBuffer.unreadBytes() + stream.unreadBytes());
    if (wasConnecting && state == SessionState.CONNECTED) {
      stream.trim();
    }
    receivesPlain = stream.isTransparent() && stream.unreadBytes() == 0;
    if (stream.hasOutput()) {
      writer.writeOutput();
    }
    if (stream.isPeerFinished()) {
      onPeerFinished();
    } else if (stream.isFull() && stream.mayTransform()) {
      close(
          CloseReason.FRAME_TOO_LARGE,
          "the transformation consumed nothing of " + stream.unreadBytes() + " bytes");
    }
  }

  private boolean transform(TransformedStream stream) throws TransformationException {
    if (state == SessionState.CLOSED || !stream.mayTransform()) {
      return false;
    }
    boolean progress = stream.transformTo(receiveBuffer);
    if (!progress && stream.awaitsSend() && writer.queue().packets() == 0) {
      progress = stream.transformTo(receiveBuffer);
    }
    return progress;
  }

  /// Receives again. Before that, fulfils what the transformation asks for.
  private void receiveNext() {
    TransformedStream stream = transformed;
    if (stream == null
        || receivesPlain
        || state == SessionState.CLOSED
        || peerFinished
        || stream.mayTransform()) {
      receiveBehindWrites();
      return;
    }
    Executor executor = stream.executor();
    if (executor != null) {
      transformElsewhere(stream, executor);
    } else {
      awaitsSend = true;
      receiving.end();
      writer.writeOutput();
    }
  }

  /// Runs one step of the transformation on the transformation's executor. Until the step has
  /// ended, the receive operation stays pending, so the session keeps its buffers.
  private void transformElsewhere(TransformedStream stream, Executor executor) {
    stream.setElsewhere(true);
    try {
      executor.execute(() -> stepElsewhere(stream));
    } catch (RejectedExecutionException e) {
      stream.setElsewhere(false);
      receiving.end();
      close(CloseReason.OVERLOADED, "too many handshakes at a time");
    }
  }

  private void stepElsewhere(TransformedStream stream) {
    Throwable failure = step(stream);
    stream.setElsewhere(false);
    boolean posted = false;
    try {
      posted = jobs.tryPost(() -> handleStep(stream, failure));
    } finally {
      if (!posted) {
        receiving.end();
      }
    }
    if (!posted) {
      close(CloseReason.OVERLOADED, "its task queue is full");
    }
  }

  private @Nullable Throwable step(TransformedStream stream) {
    try {
      if (state != SessionState.CLOSED) {
        stream.transformTo(receiveBuffer);
      }
      return null;
    } catch (Throwable t) {
      return t;
    }
  }

  /// Continues after one step of the transformation. Runs as a job of the session.
  private void handleStep(TransformedStream stream, @Nullable Throwable failure) {
    try {
      if (failure == null) {
        takeTransformed(stream, true);
      } else if (failure instanceof TransformationException broken) {
        stream.discard();
        endForTransformation(broken);
      } else {
        fail(failure);
      }
    } catch (Throwable t) {
      fail(t);
    }
    receiveNext();
  }

  /// Called by the writer when no packet waits for the transformation. Continues to transform
  /// received bytes if the transformation has waited for this.
  void onAllTransformed() {
    TransformedStream stream = transformed;
    if (awaitsSend && stream != null) {
      awaitsSend = false;
      jobs.tryPost(() -> transformAgain(stream));
    }
  }

  private void transformAgain(TransformedStream stream) {
    if (receiving.begin()) {
      handleStep(stream, step(stream));
    }
  }

  /// Ends the session because the peer has broken the transformation's rules. The transformation's
  /// last bytes, such as an alert, are still sent.
  private void endForTransformation(TransformationException broken) {
    if (broken.isReset()) {
      closeForTransformation(broken);
    } else if (giveReason(broken.reason(), detailOf(broken))) {
      deadlines.closing(now(), options.closingTimeout());
      STATE.compareAndSet(this, SessionState.CONNECTED, SessionState.CLOSING);
      STATE.compareAndSet(this, SessionState.CONNECTING, SessionState.CLOSING);
      writer.abandon();
      writer.finish();
    }
  }

  /// Closes the session at once, because the transformation cannot go on.
  void closeForTransformation(TransformationException broken) {
    if (broken.isReset()) {
      SessionSockets.resetAtClose(channel);
    }
    close(broken.reason(), detailOf(broken));
  }

  private static String detailOf(TransformationException broken) {
    return Objects.requireNonNullElse(broken.getMessage(), "");
  }

  /// Calls `onReceived` with the bytes that were not consumed before. There may be none, because a
  /// transformation also consumes bytes that belong to no packet.
  ///
  /// @return the number of bytes that the handler has consumed
  private int consume() {
    ByteBuffer unread = receiveBuffer.unread();
    if (state == SessionState.CONNECTED && unread.hasRemaining()) {
      handler.onReceived(this, unread);
    }
    if (state != SessionState.CONNECTED) {
      // The session is closing: bytes are discarded, because they must not fill the buffer.
      unread.position(unread.limit());
    }
    int consumed = receiveBuffer.consumed();
    if (!hasSentFrame && consumed > 0) {
      hasSentFrame = true;
      service.onFirstFrame(this);
    }
    if (receiveBuffer.isFull()) {
      close(
          CloseReason.FRAME_TOO_LARGE,
          "nothing was consumed of the limit of " + receiveBuffer.limitBytes() + " bytes");
    }
    return consumed;
  }

  /// Ends the session because the peer has closed its side. Packets that are queued for the peer
  /// are still delivered.
  private void onPeerFinished() {
    peerFinished = true;
    CloseReason reason = Objects.requireNonNullElse(unusedReason(), CloseReason.PEER_CLOSED);
    if (state == SessionState.CONNECTING) {
      close(reason, "during the handshake");
      return;
    }
    String detail = receiveBuffer.unreadBytes() == 0 ? "" : "in the middle of a frame";
    if (giveReason(reason, detail)) {
      deadlines.closing(now(), options.closingTimeout());
      STATE.compareAndSet(this, SessionState.CONNECTED, SessionState.CLOSING);
    }
    writer.finish();
  }

  /// Schedules the next receive behind the write that the handler has caused. io_uring starts many
  /// operations at once and completes them in the order of their start. So the replies to one
  /// receive have left the send queue before the next bytes are received. When the handler has
  /// caused several writes, as a broadcast does, the worker may hold them back for a few further
  /// receives (see [Worker#executeWrite]).
  private void receiveBehindWrites() {
    try {
      worker.execute(this);
    } catch (RuntimeException | Error e) {
      receiving.end();
      close(CloseReason.DRAINED, "the port is closed");
    }
  }

  /// Starts the next receive. This is the task that the session gives to its worker.
  @Override
  public void run() {
    receive();
  }

  /// Starts the next receive. Before this call, the receive operation has begun, or its previous
  /// receive was handled.
  private void receive() {
    if (state == SessionState.CLOSED || peerFinished) {
      receiving.end();
      return;
    }
    try {
      channel.read(
          transformed == null || receivesPlain
              ? receiveBuffer.forReceive()
              : transformed.forReceive(),
          null,
          receiving);
    } catch (RuntimeException | Error e) {
      receiving.end();
      closeBroken(e);
    }
  }

  // ---- the end

  /// Called by the writer when all packets are written. Shuts the output down, and waits for the
  /// peer to close its side, unless the peer has closed it already.
  void onAllWritten() {
    if (state != SessionState.CLOSING) {
      return;
    }
    if (peerFinished) {
      shut();
    } else if (writer.shutOutput()) {
      deadlines.lingering(now(), LINGER);
    }
  }

  /// Sets the reason for the end, if there is none yet.
  ///
  /// @return true when `reason` is now the session's reason, false when the session had a reason
  ///   before
  private boolean giveReason(CloseReason reason, String detail) {
    return closure == null && CLOSURE.compareAndSet(this, null, new Closure(reason, detail));
  }

  /// Closes the channel and schedules `onDisconnected`. Only the first call has an effect. The
  /// caller has given a reason before.
  private void shut() {
    if (STATE.getAndSet(this, SessionState.CLOSED) == SessionState.CLOSED) {
      return;
    }
    try {
      writer.abandon();
      closeChannel();
    } finally {
      if (isStarted) {
        scheduleDisconnect();
      }
    }
  }

  /// Schedules `onDisconnected` behind the callbacks and tasks that wait. Only the first call has
  /// an effect.
  private void scheduleDisconnect() {
    Disconnect disconnecting = new Disconnect();
    if (disconnecting.begin() && !jobs.closeAfter(disconnecting)) {
      disconnecting.end();
    }
  }

  /// Closes the channel on its own worker, because of a fault in the JDK's `EPollPort.poll` (JDK
  /// 25). When another thread closes the channel, the `EPollPort` may find an event of the closed
  /// channel and wait for more events, while it keeps events that no other thread takes. With many
  /// such events it stops polling, and the worker hangs for good.
  private void closeChannel() {
    if (worker.isCurrent()) {
      closeQuietly(channel);
      return;
    }
    try {
      worker.handOver(() -> closeQuietly(channel));
    } catch (RuntimeException | Error e) {
      closeQuietly(channel);
    }
  }

  /// Closes the session because an operation has failed, unless it is closed already.
  void closeBroken(Throwable failure) {
    if (state != SessionState.CLOSED) {
      close(IoFailures.reasonOf(failure), IoFailures.describe(failure));
    }
  }

  private void runGuarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable t) {
      fail(t);
    }
  }

  /// Returns the reason for the end; [CloseReason#LOCAL] when there is none yet.
  CloseReason reasonOrLocal() {
    CloseReason reason = closeReason();
    return reason == null ? CloseReason.LOCAL : reason;
  }

  SessionOptions options() {
    return options;
  }

  LiveCounters counters() {
    return service.liveCounters();
  }

  Deadlines deadlines() {
    return deadlines;
  }

  /// Closes the session when a deadline has passed. Called by the service's sweep, on a worker of
  /// the port.
  public void checkDeadlines(long now) {
    Deadlines.Overrun overrun =
        deadlines.overrun(options, state, isAuthenticated(), reasonOrLocal(), now);
    if (overrun != null) {
      close(overrun.reason(), "after " + overrun.allowed().toMillis() + " ms");
    }
  }

  private long now() {
    return service.runtime().nanoTime();
  }

  /// Returns the time of the port's clock. Within a completion, the time may be as old as the start
  /// of the completion.
  long roughNow() {
    return WorkerThread.roughNanoTime(service.runtime());
  }

  public static void closeQuietly(AsynchronousSocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      log.debug("closing a channel failed", e);
    }
  }
}
