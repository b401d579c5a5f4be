package dev.wharf.engine;

import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.engine.buffer.RecvBuffer;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.buffer.SendBufferPool;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueClosedException;
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

/// A connection to one peer: a receive buffer, a send queue, and the state between.
///
/// All public methods may be called from any thread, and none of them blocks or runs the game's
/// code.
///
/// **Ownership.** The session is owned by its connection, by each operation that is pending on it,
/// and by whoever called [#retain()]. Its buffers go back to the pool when the last owner has let
/// go, and so never under a pending read or write; but what waits in the send queue goes back as
/// soon as the session is closed. An object that only refers to a session need not retain it: a
/// closed session refuses to send, and that is all.
///
/// **Threads.** Callbacks and [#execute] tasks run one after another, through the session's own
/// [JobQueue], on the session's worker. Fields marked *serial* belong to whoever runs there. What
/// is sent goes through the [SessionWriter].
public final class Session extends IoObject {
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
      STATE = lookup.findVarHandle(Session.class, "state", SessionState.class);
      CLOSURE = lookup.findVarHandle(Session.class, "closure", Closure.class);
      LOGIN = lookup.findVarHandle(Session.class, "login", Login.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long id;
  private final Service service;
  private final Worker worker;
  private final AsynchronousSocketChannel channel;
  private final InetSocketAddress remoteAddress;
  private final AdmissionGate.@Nullable Place place;
  private final SessionOptions options;
  private final RecvBuffer recvBuffer;
  private final SessionWriter writer;
  private final Deadlines deadlines;
  private final JobQueue jobs;
  private final IoEvent.Receive receiveEvent = new IoEvent.Receive(this);
  private final IoEvent.Disconnect disconnectEvent = new IoEvent.Disconnect(this);
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

  /// *Serial*, handed over with [#receiveEvent].
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
  Session(
      long id,
      Service service,
      Worker worker,
      AsynchronousSocketChannel channel,
      InetSocketAddress remoteAddress,
      AdmissionGate.@Nullable Place place,
      SessionState initialState) {
    super(service.port().ledger());
    this.id = id;
    this.service = service;
    this.worker = worker;
    this.channel = channel;
    this.remoteAddress = remoteAddress;
    this.place = place;
    this.state = initialState;
    this.options = service.sessionOptions();
    this.login = options.loginTimeout().isZero() ? Login.DONE : Login.AWAITED;
    this.deadlines = new Deadlines(options, initialState, now());
    this.writer = new SessionWriter(this, channel, initialState == SessionState.CONNECTED);
    this.jobs = new JobQueue(worker, service.sessionJobOptions());
    // Before the handler: a handler that was made hears the session's end, and a session without a
    // buffer has none.
    this.recvBuffer =
        new RecvBuffer(
            service.port().memory(), options.receiveInitialBytes(), options.receiveLimitBytes());
    ledger.sessionBegan();
  }

  /// Makes the handler. When the factory throws, the failure is counted and logged, and the session
  /// is closed; it ends as any other, with a handler that does nothing.
  void makeHandler(SessionHandlerFactory factory) {
    try {
      handler = Objects.requireNonNull(factory.create(this), "the factory made no handler");
    } catch (Throwable t) {
      close(handlerFailed("making a handler", t), t.getClass().getName());
      throw t;
    }
  }

  /// A number that no other session of this service has.
  public long id() {
    return id;
  }

  /// The service that this session belongs to.
  public Service service() {
    return service;
  }

  /// The peer's address: as accepted, or as asked to connect to.
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  /// The present stage of the session's life.
  public SessionState state() {
    return state;
  }

  /// What the service's [SessionHandlerFactory] made for this session.
  public SessionHandler handler() {
    return handler;
  }

  /// Where to get buffers for what is sent.
  public SendBufferPool sendBuffers() {
    return service.port().sendBuffers();
  }

  /// Sends a packet that must not be dropped: [#send(SendBuffer, SendPolicy)] with
  /// [SendPolicy#KEEP].
  public SendResult send(SendBuffer packet) {
    return send(packet, SendPolicy.KEEP);
  }

  /// Queues a packet, in the order of the calls; it leaves with others in one write as soon as the
  /// worker is free. Seals the buffer. The session becomes an owner of it if it takes it; the
  /// caller remains one, and lets go when done.
  ///
  /// @param policy what to do when the reader is too slow
  /// @throws IllegalArgumentException when the packet alone is larger than the send queue's limit
  public SendResult send(SendBuffer packet, SendPolicy policy) {
    return writer.send(packet, policy);
  }

  /// Whether the reader is slow: the send queue has reached its high mark, and not fallen to its
  /// low mark since.
  public boolean isSlow() {
    return writer.queue().isSlow();
  }

  /// Packets in the send queue, what is being written included.
  public int queuedPackets() {
    return writer.queue().packets();
  }

  /// The buffer memory that the send queue holds, what is being written included: the capacities of
  /// its buffers. A buffer that is shared with other sessions counts in full.
  public int queuedBytes() {
    return writer.queue().bytes();
  }

  /// Runs a task on the session's worker, one after another with the session's callbacks: the way
  /// back from a thread that may block. After [SessionHandler#onDisconnected] it is not run.
  ///
  /// @return false when the session is closed and the task will not run
  /// @throws dev.wharf.engine.job.JobQueueFullException when too many tasks wait
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

  /// Changes the most that the receive buffer of this session grows to
  /// ([SessionOptions#receiveLimitBytes()]). To be called from a callback or an [#execute] task.
  ///
  /// @param bytes at least 1; a buffer that is larger already keeps its size
  public void limitReceiveBuffer(int bytes) {
    recvBuffer.limit(bytes);
  }

  /// Says that the peer has logged in: ends the login deadline, and gives its place among the
  /// unauthenticated back. Doing it again, or when the session has ended, does nothing.
  public void markAuthenticated() {
    if (LOGIN.compareAndSet(this, Login.AWAITED, Login.DONE)) {
      service.onAuthenticated(this);
    }
  }

  /// Whether the peer has logged in, or the service asks for no login.
  public boolean isAuthenticated() {
    return login == Login.DONE;
  }

  /// Shuts out a login that comes too late. Called once, when the session has ended.
  void endLogin() {
    LOGIN.compareAndSet(this, Login.AWAITED, Login.MISSED);
  }

  /// Closes at once; what is queued is not delivered. The first reason given is the session's
  /// reason.
  public void close(CloseReason reason) {
    close(reason, "");
  }

  /// Closes at once; what is queued is not delivered. The first reason given is the session's
  /// reason.
  ///
  /// @param detail more words, for the log: our own and numbers, never the peer's text
  public void close(CloseReason reason, String detail) {
    giveReason(reason, detail);
    shut();
  }

  /// Closes in good order: receives no more, delivers what is queued within
  /// [SessionOptions#closingTimeout()], tells the peer, and waits a little for it to close too.
  ///
  /// @param detail more words, for the log: our own and numbers, never the peer's text
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

  /// Ends the session at once because code that served it threw: counted, logged, and closed with
  /// the reason that [#handlerFailed] gives. For jobs of other queues; callbacks and [#execute]
  /// tasks need only throw.
  public void fail(Throwable thrown) {
    close(handlerFailed("its handler", thrown), thrown.getClass().getName());
  }

  /// Counts and logs what the application's code threw while it served this session. The caller
  /// ends the session.
  ///
  /// @param handler names the code, for the log
  /// @return the reason to end the session with: [CloseReason#OVERLOADED] when there was no memory,
  ///   else [CloseReason#HANDLER_FAILED]
  public CloseReason handlerFailed(String handler, Throwable thrown) {
    return service.handlerFailed(handler, this, thrown);
  }

  /// Why the session ends or ended; null while nobody has given a reason.
  public @Nullable CloseReason closeReason() {
    Closure seen = closure;
    return seen == null ? null : seen.reason();
  }

  /// More words to [#closeReason()]; may be empty.
  public String closeDetail() {
    Closure seen = closure;
    return seen == null ? "" : seen.detail();
  }

  /// Adds an owner: until it lets go, the session stays in the ledger and its buffers out of the
  /// pool. For those who look at a session's buffers; to refer to a session, none is needed.
  ///
  /// @throws IllegalStateException when the last owner has let go already
  public void retain() {
    owners.retain();
  }

  /// Takes an owner of [#retain()] away.
  ///
  /// @throws IllegalStateException when the last owner has let go already
  public void release() {
    letGo();
  }

  /// Of the id, so that a service goes through its sessions in the order in which they came: they
  /// lie in memory like that.
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
  int heldBytes() {
    return queuedBytes() + recvBuffer.heldBytes();
  }

  /// The part of [#heldBytes()] that no other session holds without cause: beyond a receive buffer
  /// as it is at first.
  int heldBytesAboveLeast() {
    return heldBytes() - options.receiveInitialBytes();
  }

  /// The part of [#heldBytes()] that would stay with other owners if the session ended.
  int sharedBytes() {
    return writer.queue().sharedBytes();
  }

  /// The place among the service's sessions; null when the service limits nobody.
  AdmissionGate.@Nullable Place place() {
    return place;
  }

  @Override
  Worker worker() {
    return worker;
  }

  // ---- the beginning

  /// Begins an accepted session; on its worker.
  void start() {
    if (begin()) {
      jobs.tryPush(this::handleConnected);
    }
  }

  /// Begins a client session: connects.
  void connect() {
    if (!begin()) {
      return;
    }
    IoEvent.Connect event = new IoEvent.Connect(this);
    if (!event.begin()) {
      return;
    }
    try {
      channel.connect(remoteAddress, null, event);
    } catch (RuntimeException | Error e) {
      event.end();
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
  void drainNotice(Duration grace) {
    if (state == SessionState.CONNECTED) {
      handler.onDraining(this, grace);
    }
  }

  // ---- completions, on the worker

  @Override
  void dispatch(IoEvent<?, ?> event, int bytes, @Nullable Throwable failure) {
    switch (event) {
      case IoEvent.Receive receive -> onReceiveCompleted(bytes, failure);
      case IoEvent.Send send -> writer.onCompleted(bytes, failure);
      case IoEvent.Connect connect -> onConnectCompleted(connect, failure);
      case IoEvent.Disconnect disconnect -> onDisconnect(disconnect);
      case IoEvent.Accept accept -> throw new IllegalStateException("a session accepts nothing");
    }
  }

  @Override
  void onDispatchFailed(IoEvent<?, ?> event, Throwable thrown) {
    fail(thrown);
  }

  @Override
  void onUnowned() {
    try {
      recvBuffer.release();
      writer.queue().clear();
    } finally {
      ledger.sessionEnded();
    }
  }

  private void onConnectCompleted(IoEvent.Connect event, @Nullable Throwable failure) {
    event.end();
    if (failure != null) {
      close(CloseReason.CONNECT_FAILED, IoFailures.describe(failure));
    } else if (STATE.compareAndSet(this, SessionState.CONNECTING, SessionState.CONNECTED)) {
      deadlines.connected(now());
      service.counters().connected.increment();
      jobs.tryPush(this::handleConnected);
      writer.run();
    }
  }

  private void onReceiveCompleted(int bytes, @Nullable Throwable failure) {
    receivedBytes = bytes;
    receiveFailure = failure;
    boolean pushed = false;
    try {
      pushed = jobs.tryPush(receiveEvent);
    } finally {
      if (!pushed) {
        receiveEvent.end();
      }
    }
    if (!pushed) {
      close(CloseReason.OVERLOADED, "its task queue is full");
    }
  }

  private void onDisconnect(IoEvent.Disconnect event) {
    try {
      handler.onDisconnected(this, reasonOrLocal());
    } catch (Throwable t) {
      handlerFailed("onDisconnected", t);
    } finally {
      try {
        service.onSessionEnded(this);
      } finally {
        event.end();
        letGo();
      }
    }
  }

  // ---- receiving, serial

  private void handleConnected() {
    if (state == SessionState.CONNECTED) {
      runGuarded(() -> handler.onConnected(this));
    }
    if (receiveEvent.begin()) {
      receive();
    }
  }

  /// By the receive event, as a job.
  void handleReceived() {
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
      service.counters().bytesReceived.add(bytes);
      deadlines.received(WorkerThread.roughNanoTime());
      recvBuffer.received(bytes);
      consume();
    }
  }

  private void consume() {
    ByteBuffer unread = recvBuffer.unread();
    if (state == SessionState.CONNECTED) {
      handler.onReceived(this, unread);
    }
    if (state != SessionState.CONNECTED) {
      // Nothing is looked at any more, and what the handler left must not fill the buffer.
      unread.position(unread.limit());
    }
    int consumed = recvBuffer.consumed();
    if (!hasSpoken && consumed > 0) {
      hasSpoken = true;
      service.onSpoken(this);
    }
    deadlines.looked(consumed, recvBuffer.unreadBytes());
    if (recvBuffer.isFull()) {
      close(
          CloseReason.FRAME_TOO_LARGE,
          "nothing was consumed of the limit of " + recvBuffer.limitBytes() + " bytes");
    }
  }

  /// The peer has closed its side: replies that are queued for it are still delivered.
  private void onPeerFinished() {
    peerFinished = true;
    String detail = recvBuffer.unreadBytes() == 0 ? "" : "in the middle of a frame";
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
      receiveEvent.end();
      close(CloseReason.DRAINED, "the port is closed");
    }
  }

  /// The next receive; its event has begun, or goes on from the one before.
  private void receive() {
    if (state == SessionState.CLOSED || peerFinished) {
      receiveEvent.end();
      return;
    }
    try {
      channel.read(recvBuffer.forReceive(), null, receiveEvent);
    } catch (RuntimeException | Error e) {
      receiveEvent.end();
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
    if (disconnectEvent.begin() && !jobs.closeAfter(disconnectEvent)) {
      disconnectEvent.end();
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

  Deadlines deadlines() {
    return deadlines;
  }

  /// Ends the session when a deadline has passed. Called by the service's sweep, on a worker of the
  /// port.
  void checkDeadlines(long now) {
    Deadlines.Overrun overrun = deadlines.overrun(state, isAuthenticated(), reasonOrLocal(), now);
    if (overrun != null) {
      close(overrun.reason(), "after " + overrun.allowed().toMillis() + " ms");
    }
  }

  private long now() {
    return service.port().nanoTime();
  }

  static void closeQuietly(AsynchronousSocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      log.debug("closing a channel failed", e);
    }
  }
}
