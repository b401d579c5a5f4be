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
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
/// go, and so never under a pending read or write. An object that only refers to a session need not
/// retain it: a closed session refuses to send, and that is all.
///
/// **Threads.** Callbacks and [#execute] tasks run one after another, through the session's own
/// [JobQueue], on the session's worker. Fields marked *serial* belong to whoever runs there; fields
/// marked *writer* to the holder of the writer's role ([SendQueue]).
public final class Session extends IoObject {
  private static final Logger log = LoggerFactory.getLogger(Session.class);

  /// How long a session waits, after all was delivered, for the peer to close its side too. Closing
  /// at once would reset the connection when bytes of the peer are still on their way, and a reset
  /// destroys what the peer has not read yet (RFC 1122, 4.2.2.13).
  private static final Duration LINGER = Duration.ofSeconds(2);

  /// What the systems call a connection that the other side broke off; the JDK has no exception for
  /// it.
  private static final List<String> RESETS =
      List.of("reset", "Broken pipe", "aborted", "forcibly closed");

  private static final int NONE = 0;
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
  private final SessionOptions options;
  private final SessionHandler handler;
  private final RecvBuffer recvBuffer;
  private final SendQueue sendQueue;
  private final JobQueue jobs;

  private final IoEvent.Receive receiveEvent = new IoEvent.Receive(this);
  private final IoEvent.Send sendEvent = new IoEvent.Send(this);
  private final Runnable receiveJob = this::handleReceived;
  private final Runnable writeTask = this::write;

  /// Set by compare-and-set alone, forward alone; read by anyone.
  private volatile SessionState state;

  /// Why the session ends; the first that was given. Set once, by compare-and-set.
  private volatile @Nullable Closure closure;

  /// Set by compare-and-set alone, once; read by anyone.
  private volatile Login login;

  /// The deadline of the present stage (connect, login, closing), by the port's clock; 0 for none.
  /// Written by whoever begins the stage, read by the service's sweep, as are the two below.
  private volatile long stageDeadline;

  private volatile long receivedAt;
  private volatile long frameBegunAt;

  /// *Serial*, handed over with [#receiveJob].
  private int receivedBytes;

  private @Nullable Throwable receiveFailure;

  /// *Serial*: the peer has closed its side.
  private volatile boolean peerFinished;

  /// *Writer*: nothing more is written, and the peer has been told.
  private boolean outputFinished;

  /// Whether the peer has logged in; missed when the session ended before.
  private enum Login {
    AWAITED,
    DONE,
    MISSED
  }

  /// Why, and in more words.
  private record Closure(CloseReason reason, String detail) {}

  /// @throws BufferMemoryExhaustedException when there is no memory for the receive buffer
  Session(
      long id,
      Service service,
      Worker worker,
      AsynchronousSocketChannel channel,
      InetSocketAddress remoteAddress,
      SessionState initialState,
      SessionHandlerFactory factory) {
    super(service.port().ledger());
    this.id = id;
    this.service = service;
    this.worker = worker;
    this.channel = channel;
    this.remoteAddress = remoteAddress;
    this.state = initialState;
    this.options = service.sessionOptions();
    this.login = options.loginTimeout().isZero() ? Login.DONE : Login.AWAITED;
    this.receivedAt = service.port().nanoTime();
    this.sendQueue = new SendQueue(options.sendQueue(), this::noteSlow);
    if (initialState == SessionState.CONNECTING) {
      sendQueue.hold();
    }
    this.jobs = new JobQueue(worker, service.sessionJobOptions());
    this.handler = factory.create(this);
    this.recvBuffer =
        new RecvBuffer(
            service.port().memory(), options.receiveInitialBytes(), options.receiveLimitBytes());
    ledger.sessionBegan();
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
    packet.seal();
    if (packet.size() > options.sendQueue().maxBytes()) {
      throw new IllegalArgumentException(
          "a packet of "
              + packet.size()
              + " bytes is larger than the send queue's limit of "
              + options.sendQueue().maxBytes());
    }
    if (packet.size() == 0) {
      throw new IllegalArgumentException("the packet is empty");
    }
    return switch (sendQueue.offer(packet, policy)) {
      case QUEUED -> SendResult.QUEUED;
      case QUEUED_BECAME_WRITER -> {
        scheduleWrite();
        yield SendResult.QUEUED;
      }
      case REPLACED -> {
        service.counters().replaced.increment();
        yield SendResult.REPLACED;
      }
      case DROPPED -> {
        service.counters().dropped.increment();
        yield SendResult.DROPPED;
      }
      case OVERFLOWED -> {
        close(
            CloseReason.SLOW_READER,
            "the send queue is full: "
                + sendQueue.packets()
                + " packets, "
                + sendQueue.bytes()
                + " bytes");
        yield SendResult.DROPPED;
      }
      case FINISHED -> SendResult.CLOSED;
    };
  }

  /// Whether the reader is slow: the send queue has reached its high mark, and not fallen to its
  /// low mark since.
  public boolean isSlow() {
    return sendQueue.isSlow();
  }

  /// Packets in the send queue, what is being written included.
  public int queuedPackets() {
    return sendQueue.packets();
  }

  /// Bytes in the send queue, what is being written included.
  public int queuedBytes() {
    return sendQueue.bytes();
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
  ///
  /// @return whether the peer had logged in
  boolean endLogin() {
    return !LOGIN.compareAndSet(this, Login.AWAITED, Login.MISSED);
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
    if (STATE.compareAndSet(this, SessionState.CONNECTED, SessionState.CLOSING)) {
      finishSending();
    } else {
      shut();
    }
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

  @Override
  public String toString() {
    InetAddress address = remoteAddress.getAddress();
    String host = address == null ? remoteAddress.getHostString() : address.getHostAddress();
    return "session " + id + " (" + host + ":" + remoteAddress.getPort() + ")";
  }

  // ---- the beginning

  /// Begins an accepted session; on its worker.
  void start() {
    stageDeadline = isAuthenticated() ? NONE : deadlineIn(options.loginTimeout());
    jobs.tryPush(this::handleConnected);
  }

  /// Begins a client session: connects.
  void connect() {
    if (!owners.tryRetain()) {
      return;
    }
    try {
      stageDeadline = deadlineIn(options.connectTimeout());
      IoEvent.Connect event = new IoEvent.Connect(this);
      event.begin();
      try {
        channel.connect(remoteAddress, null, event);
      } catch (RuntimeException e) {
        event.end();
        close(CloseReason.CONNECT_FAILED, describe(e));
      }
    } finally {
      letGo();
    }
  }

  /// Has the handler tell the peer that the service is being drained. *Serial*.
  void drainNotice() {
    if (state == SessionState.CONNECTED) {
      handler.onDraining(this);
    }
  }

  // ---- completions, on the worker

  @Override
  void dispatch(IoEvent<?> event, int bytes, @Nullable Throwable failure) {
    switch (event) {
      case IoEvent.Receive receive -> onReceiveCompleted(bytes, failure);
      case IoEvent.Send send -> onSendCompleted(bytes, failure);
      case IoEvent.Connect connect -> onConnectCompleted(connect, failure);
      case IoEvent.Disconnect disconnect -> onDisconnect(disconnect);
      case IoEvent.Accept accept -> throw new IllegalStateException("a session accepts nothing");
    }
  }

  @Override
  void onDispatchFailed(IoEvent<?> event, Throwable thrown) {
    fail(thrown);
  }

  @Override
  void onUnowned() {
    recvBuffer.release();
    sendQueue.clear();
    ledger.sessionEnded();
  }

  private void onConnectCompleted(IoEvent.Connect event, @Nullable Throwable failure) {
    if (failure != null) {
      event.end();
      close(CloseReason.CONNECT_FAILED, describe(failure));
    } else if (STATE.compareAndSet(this, SessionState.CONNECTING, SessionState.CONNECTED)) {
      event.end();
      receivedAt = service.port().nanoTime();
      stageDeadline = isAuthenticated() ? NONE : deadlineIn(options.loginTimeout());
      service.counters().connected.increment();
      jobs.tryPush(this::handleConnected);
      write();
    } else {
      event.end();
    }
  }

  private void onReceiveCompleted(int bytes, @Nullable Throwable failure) {
    receivedBytes = bytes;
    receiveFailure = failure;
    if (!jobs.tryPush(receiveJob)) {
      receiveEvent.end();
      close(CloseReason.OVERLOADED, "its task queue is full");
    }
  }

  private void onSendCompleted(int bytes, @Nullable Throwable failure) {
    if (failure != null) {
      sendEvent.end();
      closeBroken(failure);
      return;
    }
    service.counters().bytesSent.add(bytes);
    service.counters().packetsSent.add(sendQueue.written());
    sendEvent.end();
    write();
  }

  private void onDisconnect(IoEvent.Disconnect event) {
    try {
      handler.onDisconnected(this, reasonOrLocal());
    } catch (Throwable t) {
      logFailure(t);
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
    receive();
  }

  private void handleReceived() {
    try {
      takeReceived(receivedBytes, receiveFailure);
    } catch (Throwable t) {
      fail(t);
    } finally {
      receiveFailure = null;
      receiveEvent.end();
    }
    receive();
  }

  private void takeReceived(int bytes, @Nullable Throwable failure) {
    if (failure != null) {
      closeBroken(failure);
    } else if (bytes < 0) {
      onPeerFinished();
    } else {
      service.counters().bytesReceived.add(bytes);
      receivedAt = WorkerThread.roughNanoTime();
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
    noteFrameBegun(consumed);
    if (recvBuffer.isFull()) {
      close(
          CloseReason.FRAME_TOO_LARGE,
          "nothing was consumed of the limit of " + options.receiveLimitBytes() + " bytes");
    }
  }

  /// A frame counts as begun from the first byte of it that waits; further bytes do not set it
  /// back.
  private void noteFrameBegun(int consumed) {
    if (recvBuffer.unreadBytes() == 0) {
      if (frameBegunAt != NONE) {
        frameBegunAt = NONE;
      }
    } else if (consumed > 0 || frameBegunAt == NONE) {
      frameBegunAt = receivedAt;
    }
  }

  /// The peer has closed its side: replies that are queued for it are still delivered.
  private void onPeerFinished() {
    peerFinished = true;
    String detail = recvBuffer.unreadBytes() == 0 ? "" : "in the middle of a frame";
    if (giveReason(CloseReason.PEER_CLOSED, detail)) {
      STATE.compareAndSet(this, SessionState.CONNECTED, SessionState.CLOSING);
    }
    finishSending();
  }

  private void receive() {
    if (state == SessionState.CLOSED || peerFinished) {
      return;
    }
    receiveEvent.begin();
    try {
      channel.read(recvBuffer.forReceive(), null, receiveEvent);
    } catch (RuntimeException e) {
      receiveEvent.end();
      closeBroken(e);
    }
  }

  // ---- sending, by the writer

  private void noteSlow() {
    service.counters().slowReaders.increment();
    EngineEvents.SlowReader.commit(id, queuedPackets(), queuedBytes());
    log.debug("{} reads slowly: {} packets, {} bytes wait", this, queuedPackets(), queuedBytes());
  }

  private void scheduleWrite() {
    try {
      worker.execute(writeTask);
    } catch (RuntimeException e) {
      close(CloseReason.DRAINED, "the port is closed");
    }
  }

  private void write() {
    if (!owners.tryRetain()) {
      return;
    }
    try {
      int buffers = sendQueue.nextWrite();
      if (buffers > 0) {
        startWrite(buffers);
      } else if (buffers == SendQueue.ALL_WRITTEN) {
        finishOutput();
      }
    } finally {
      letGo();
    }
  }

  private void startWrite(int buffers) {
    @Nullable ByteBuffer[] views = sendQueue.views();
    sendEvent.begin();
    try {
      if (buffers == 1) {
        channel.write(views[0], null, sendEvent.<Integer>as());
      } else {
        channel.write(views, 0, buffers, 0, TimeUnit.NANOSECONDS, null, sendEvent.<Long>as());
      }
    } catch (RuntimeException e) {
      sendEvent.end();
      closeBroken(e);
    }
  }

  /// No more is queued from here on; when all is written, [#finishOutput()] follows.
  private void finishSending() {
    stageDeadline = deadlineIn(options.closingTimeout());
    if (sendQueue.finish()) {
      scheduleWrite();
    }
  }

  /// All is written: tell the peer, and wait for it to close its side as well, if it has not.
  private void finishOutput() {
    if (state != SessionState.CLOSING) {
      return;
    }
    if (peerFinished) {
      shut();
      return;
    }
    if (outputFinished) {
      return;
    }
    outputFinished = true;
    stageDeadline = Math.min(stageDeadline, deadlineIn(LINGER));
    try {
      channel.shutdownOutput();
    } catch (IOException | RuntimeException e) {
      closeBroken(e);
    }
  }

  // ---- the end

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
    sendQueue.finish();
    IoEvent.Disconnect event = new IoEvent.Disconnect(this);
    event.begin();
    closeChannel();
    if (!jobs.closeAfter(event)) {
      event.end();
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
    } catch (RuntimeException e) {
      closeQuietly(channel);
    }
  }

  private void closeBroken(Throwable failure) {
    if (state == SessionState.CLOSED) {
      return;
    }
    String what = describe(failure);
    close(isReset(failure) ? CloseReason.PEER_RESET : CloseReason.IO_ERROR, what);
  }

  private void fail(Throwable thrown) {
    if (thrown instanceof BufferMemoryExhaustedException || thrown instanceof OutOfMemoryError) {
      service.counters().shed.increment();
      close(CloseReason.OVERLOADED, describe(thrown));
    } else {
      logFailure(thrown);
      close(CloseReason.HANDLER_FAILED, thrown.getClass().getName());
    }
  }

  private void logFailure(Throwable thrown) {
    service.counters().handlerFailures.increment();
    log.error("a handler of {} failed", this, thrown);
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

  /// Ends the session when a deadline has passed. Called by the service's sweep, on a worker of the
  /// port.
  void checkDeadlines(long now) {
    switch (state) {
      case CONNECTING ->
          endIfPast(stageDeadline, now, CloseReason.CONNECT_TIMEOUT, options.connectTimeout());
      case CONNECTED -> {
        if (!isAuthenticated()) {
          endIfPast(stageDeadline, now, CloseReason.LOGIN_TIMEOUT, options.loginTimeout());
        }
        endIfPast(
            deadlineAfter(frameBegunAt, options.frameTimeout()),
            now,
            CloseReason.FRAME_TIMEOUT,
            options.frameTimeout());
        endIfPast(
            deadlineAfter(receivedAt, options.idleTimeout()),
            now,
            CloseReason.IDLE,
            options.idleTimeout());
      }
      case CLOSING -> endIfPast(stageDeadline, now, reasonOrLocal(), options.closingTimeout());
      case CLOSED -> {}
    }
  }

  private void endIfPast(long deadline, long now, CloseReason reason, Duration allowed) {
    if (deadline != NONE && now - deadline >= 0) {
      close(reason, "after " + allowed.toMillis() + " ms");
    }
  }

  private static long deadlineAfter(long begun, Duration allowed) {
    return begun == NONE || allowed.isZero() ? NONE : begun + allowed.toNanos();
  }

  private long deadlineIn(Duration allowed) {
    return service.port().nanoTime() + allowed.toNanos();
  }

  static void closeQuietly(AsynchronousSocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      log.debug("closing a channel failed", e);
    }
  }

  private static boolean isReset(Throwable failure) {
    if (failure instanceof ClosedChannelException) {
      return true;
    }
    String message = describe(failure);
    return RESETS.stream().anyMatch(message::contains);
  }

  private static String describe(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
