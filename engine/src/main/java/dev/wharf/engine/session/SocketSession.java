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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The only implementation of [Session].
///
/// **Ownership.** The session is owned by its connection and by each operation that is pending on
/// it. Its receive buffer, and the packets that are being written, go back to the pool when the
/// last owner lets go, so never under a pending read or write. Packets that wait in the send queue
/// go back as soon as the session is closed.
///
/// **Threads.** Callbacks and [#execute] tasks run one after another on the session's worker,
/// through the session's own [JobQueue]. Fields marked *serial* are read and written there only.
/// Sending goes through the [SessionWriter], which has rules of its own.
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
/// Whoever moves it to CLOSED closes the channel and schedules `onDisconnected` behind the
/// callbacks and tasks that are queued. Each pending operation then fails, and lets go of the
/// session.
public final class SocketSession extends IoOwner implements Session {
  private static final Logger log = LoggerFactory.getLogger(Session.class);

  /// How long a session waits, after all was delivered, for the peer to close its side too. Closing
  /// at once would reset the connection when bytes of the peer are still on their way, and a reset
  /// destroys what the peer has not read yet (RFC 1122, 4.2.2.13).
  private static final Duration LINGER = Duration.ofSeconds(2);

  /// The handler of a session whose factory has not returned, or has thrown.
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
  private final InetSocketAddress remoteAddress;
  private final @Nullable Object attachment;
  private final SessionOptions options;
  private final ReceiveBuffer receiveBuffer;
  private final @Nullable TransformedStream transformed;
  private final SessionWriter writer;
  private final Deadlines deadlines;
  private final JobQueue jobs;
  private final Receive receiving = new Receive();
  private final Disconnect disconnecting = new Disconnect();
  private final Runnable receiveTask = this::receive;

  /// Set by [#makeHandler], before the first callback.
  private SessionHandler handler = NO_HANDLER;

  /// The service has finished making the session: its end may be told. Set once; read by anyone.
  private volatile boolean isBegun;

  /// Set by compare-and-set alone, forward alone; read by anyone.
  private volatile SessionState state;

  /// Why the session ends; the first that was given. Set once, by compare-and-set.
  private volatile @Nullable Closure closure;

  /// Set by compare-and-set alone, once; read by anyone.
  private volatile Login login;

  /// *Serial*, handed over with [#receiving].
  private int receivedBytes;

  private @Nullable Throwable receiveFailure;

  /// *Serial*: the peer has sent a whole frame.
  private boolean hasSpoken;

  /// *Serial*: the peer has closed its side.
  private volatile boolean peerFinished;

  /// Whether the peer has logged in; missed when the session ended before.
  private enum Login {
    AWAITED,
    DONE,
    MISSED
  }

  /// Why, and in more words.
  private record Closure(CloseReason reason, String detail) {}

  /// A session that is in the ledger, and has no handler yet. [#makeHandler] is to follow, then
  /// [#start] or [#connect], also when the factory threw: only then is the session's end told.
  ///
  /// @throws BufferMemoryExhaustedException when there is no memory for the receive buffer
  ///
  /// @param attachment an object of the service's own, or null
  public SocketSession(
      long id,
      SessionHost service,
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
    this.options = service.sessionOptions();
    this.login = options.loginTimeout().isZero() ? Login.DONE : Login.AWAITED;
    this.deadlines = new Deadlines(options, initialState, now());
    this.transformed = transformed();
    this.writer =
        new SessionWriter(this, channel, transformed, initialState == SessionState.CONNECTED);
    this.jobs = new JobQueue(worker, service.sessionJobOptions());
    this.receiveBuffer = receiveBuffer();
    ledger.sessionBegan();
  }

  private @Nullable TransformedStream transformed() {
    TransformationFactory factory = options.transformation();
    return factory == null
        ? null
        : new TransformedStream(
            factory.create(remoteAddress), service.memory(), options.receiveInitialBytes());
  }

  /// The buffers come before the handler: a session without a buffer has no end that a handler
  /// could learn of.
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

  /// Makes the handler. When the factory throws, the failure is counted and logged, and the session
  /// is closed; it ends as any other, with a handler that does nothing.
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

  /// Shuts out a login that comes too late. Called once, when the session has ended.
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
    deadlines.closing(now());
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

  /// Follows the id. A service then iterates over its sessions in the order of their creation,
  /// which is also their order in memory.
  @Override
  public int hashCode() {
    return Long.hashCode(id);
  }

  @Override
  public String toString() {
    InetAddress address = remoteAddress.getAddress();
    String host = address == null ? remoteAddress.getHostString() : address.getHostAddress();
    return "session " + id + " (" + host + ":" + remoteAddress.getPort() + ")";
  }

  /// The buffer memory that the session holds, in bytes; 0 when all of it has come back.
  public int heldBytes() {
    int raw = transformed == null ? 0 : transformed.heldBytes();
    return writer.heldBytes() + receiveBuffer.heldBytes() + raw;
  }

  /// The part of [#heldBytes()] that no other session holds without cause: beyond a receive buffer
  /// as it is at first.
  public int heldBytesAboveLeast() {
    return heldBytes() - options.receiveInitialBytes();
  }

  /// The part of [#heldBytes()] that would stay with other owners if the session ended.
  public int sharedBytes() {
    return writer.queue().sharedBytes();
  }

  /// An object that the service has attached to the session, or null.
  public @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public Worker worker() {
    return worker;
  }

  // ---- the beginning

  /// Begins an accepted session; on its worker.
  public void start() {
    if (begin()) {
      jobs.tryPush(this::handleOpened);
    }
  }

  /// Begins a client session: connects.
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

  /// @return false when the session is closed already; its end is then told now
  private boolean begin() {
    isBegun = true;
    if (state == SessionState.CLOSED) {
      tellEnd();
      return false;
    }
    return true;
  }

  /// Has the handler tell the peer that the service is being drained. *Serial*.
  public void drainNotice(Duration grace) {
    if (state == SessionState.CONNECTED) {
      handler.onDraining(this, grace);
    }
  }

  // ---- operations, completed on the worker

  /// Connects.
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

  /// Receives bytes. As a job, it handles the bytes that have come in.
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

  /// Calls `onDisconnected`. NIO.2 has no asynchronous disconnect: this operation is a job.
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
      onDisconnect();
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
    deadlines.connected(now());
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

  private void onDisconnect() {
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

  /// The connection is open: calls `onConnected` when no handshake is to come, and starts to
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

  /// Called by the writer when the transformation has made bytes to send: they may have ended the
  /// handshake.
  void onTransformed() {
    TransformedStream stream = transformed;
    if (stream != null && state == SessionState.CONNECTING && stream.isEstablished()) {
      jobs.tryPost(() -> checkEstablished(stream));
    }
  }

  private void checkEstablished(TransformedStream stream) {
    if (state == SessionState.CONNECTING && stream.isEstablished() && enterConnected()) {
      runGuarded(() -> handler.onConnected(this));
      writer.open();
    }
  }

  /// Runs as a job.
  private void handleReceived() {
    try {
      takeReceived(receivedBytes, receiveFailure);
    } catch (Throwable t) {
      fail(t);
    } finally {
      receiveFailure = null;
    }
    receiveBehindWrites();
  }

  private void takeReceived(int bytes, @Nullable Throwable failure) {
    if (failure != null) {
      closeBroken(failure);
    } else if (bytes < 0) {
      onPeerFinished();
    } else {
      service.liveCounters().bytesReceived.add(bytes);
      deadlines.received(WorkerThread.roughNanoTime());
      if (transformed == null) {
        receiveBuffer.received(bytes);
        deadlines.looked(consume(), receiveBuffer.unreadBytes());
      } else {
        takeTransformed(transformed, bytes);
      }
    }
  }

  private void takeTransformed(TransformedStream stream, int bytes) {
    stream.received(bytes);
    int consumed = 0;
    try {
      while (state != SessionState.CLOSED && stream.transformTo(receiveBuffer)) {
        checkEstablished(stream);
        consumed += consume();
      }
      checkEstablished(stream);
    } catch (TransformationException e) {
      stream.discard();
      endForTransformation(e);
    }
    deadlines.looked(consumed, receiveBuffer.unreadBytes() + stream.unreadBytes());
    if (stream.hasOutput()) {
      writer.writeOutput();
    }
    if (stream.isPeerFinished()) {
      onPeerFinished();
    } else if (stream.isFull()) {
      close(
          CloseReason.FRAME_TOO_LARGE,
          "the transformation consumed nothing of " + stream.unreadBytes() + " bytes");
    }
  }

  /// The peer broke the transformation's rules. Its last words, an alert perhaps, are still sent.
  private void endForTransformation(TransformationException broken) {
    if (giveReason(broken.reason(), Objects.requireNonNullElse(broken.getMessage(), ""))) {
      deadlines.closing(now());
      STATE.compareAndSet(this, SessionState.CONNECTED, SessionState.CLOSING);
      STATE.compareAndSet(this, SessionState.CONNECTING, SessionState.CLOSING);
      writer.abandon();
      writer.finish();
    }
  }

  /// Has the handler look at what was received.
  ///
  /// @return the number of bytes consumed
  private int consume() {
    ByteBuffer unread = receiveBuffer.unread();
    if (state == SessionState.CONNECTED) {
      handler.onReceived(this, unread);
    }
    if (state != SessionState.CONNECTED) {
      // Nothing is looked at any more, and what the handler left must not fill the buffer.
      unread.position(unread.limit());
    }
    int consumed = receiveBuffer.consumed();
    if (!hasSpoken && consumed > 0) {
      hasSpoken = true;
      service.onFirstFrame(this);
    }
    if (receiveBuffer.isFull()) {
      close(
          CloseReason.FRAME_TOO_LARGE,
          "nothing was consumed of the limit of " + receiveBuffer.limitBytes() + " bytes");
    }
    return consumed;
  }

  /// The peer has closed its side: replies that are queued for it are still delivered.
  private void onPeerFinished() {
    peerFinished = true;
    if (state == SessionState.CONNECTING) {
      close(CloseReason.PEER_CLOSED, "during the handshake");
      return;
    }
    String detail = receiveBuffer.unreadBytes() == 0 ? "" : "in the middle of a frame";
    if (giveReason(CloseReason.PEER_CLOSED, detail)) {
      deadlines.closing(now());
      STATE.compareAndSet(this, SessionState.CONNECTED, SessionState.CLOSING);
    }
    writer.finish();
  }

  /// Receives when the writes that the handler gave rise to have begun. A port that begins many
  /// operations at once ends them in this order, so that the replies to one receive have left the
  /// send queue before those to the next come in.
  private void receiveBehindWrites() {
    try {
      worker.execute(receiveTask);
    } catch (RuntimeException | Error e) {
      receiving.end();
      close(CloseReason.DRAINED, "the port is closed");
    }
  }

  /// Starts the next receive. The operation has begun, or goes on from the receive before.
  private void receive() {
    if (state == SessionState.CLOSED || peerFinished) {
      receiving.end();
      return;
    }
    try {
      channel.read(
          transformed == null ? receiveBuffer.forReceive() : transformed.forReceive(),
          null,
          receiving);
    } catch (RuntimeException | Error e) {
      receiving.end();
      closeBroken(e);
    }
  }

  // ---- the end

  /// All is written: tell the peer, and wait for it to close its side as well, if it has not. By
  /// the writer.
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

  /// @return true when this is the session's reason, false when it had one
  private boolean giveReason(CloseReason reason, String detail) {
    return closure == null && CLOSURE.compareAndSet(this, null, new Closure(reason, detail));
  }

  /// Closes the channel, and has the end told. Whoever closes first does it; a reason was given
  /// before.
  private void shut() {
    if (STATE.getAndSet(this, SessionState.CLOSED) == SessionState.CLOSED) {
      return;
    }
    try {
      writer.abandon();
      closeChannel();
    } finally {
      if (isBegun) {
        tellEnd();
      }
    }
  }

  /// Schedules `onDisconnected` behind the callbacks and tasks that wait. Only the first call has
  /// an effect.
  private void tellEnd() {
    if (disconnecting.begin() && !jobs.closeAfter(disconnecting)) {
      disconnecting.end();
    }
  }

  /// Closes the channel, on its own worker: where another thread does, the JDK's epoll port (JDK
  /// 25, `EPollPort.poll`) may find the event of a channel that is gone, waits for more with events
  /// in its hands that nobody else takes, and when these are many, loses the right to poll, so that
  /// the worker stands still for good.
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

  /// Ends the session, unless it has ended, because an operation failed.
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

  private CloseReason reasonOrLocal() {
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

  /// Ends the session when a deadline has passed. Called by the service's sweep, on a worker of the
  /// port.
  public void checkDeadlines(long now) {
    Deadlines.Overrun overrun = deadlines.overrun(state, isAuthenticated(), reasonOrLocal(), now);
    if (overrun != null) {
      close(overrun.reason(), "after " + overrun.allowed().toMillis() + " ms");
    }
  }

  private long now() {
    return service.nanoTime();
  }

  public static void closeQuietly(AsynchronousSocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      log.debug("closing a channel failed", e);
    }
  }
}
