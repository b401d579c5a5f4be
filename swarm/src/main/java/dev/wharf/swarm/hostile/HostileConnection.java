package dev.wharf.swarm.hostile;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.protocol.system.ResumeReply;
import dev.wharf.protocol.system.ResumeRequest;
import dev.wharf.swarm.hostile.transport.HostileTransport;
import dev.wharf.transport.proxy.ProxyHeaders;
import dev.wharf.transport.tls.ClientTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection of a hostile client. It uses a plain socket, because a session of the engine
/// obeys the protocol. It runs the actions of a [HostileKind], and records how the server ended the
/// connection. Only the thread of the hostile clients uses it.
///
/// The bytes go through TLS and WebSocket as those of the virtual users do
/// ([HostileSettings#tls()], [HostileSettings#webSocket()]), unless the kind leaves a layer out.
///
/// When the server has closed its side, every third connection that a client opens of one kind
/// stays open and goes on sending. The server must break such a connection, so that sending fails.
public final class HostileConnection {
  private static final Logger log = LoggerFactory.getLogger(HostileConnection.class);

  /// The interval between two ticks.
  public static final Duration TICK = Duration.ofMillis(20);

  static final String NOT_ENDED = "not ended";
  static final String NOT_CUT_OFF = "not cut off";
  static final String FAULT = "a fault of its own";
  private static final String OPEN = "open at the end";
  private static final String LET_IN = "let in";
  private static final String REFUSED = "refused";
  private static final String LEFT = "left by itself";
  private static final String NOT_CONNECTED = "not connected";
  private static final String CLOSED = "closed";
  private static final String RESET = "reset";

  private static final int STAYS_EVERY = 3;
  private static final int POKE_TICKS = 10;
  private static final Set<Integer> ALWAYS_ALLOWED =
      Set.of(
          FailureCode.SERVER_FULL_VALUE,
          FailureCode.SERVER_DRAINING_VALUE,
          FailureCode.KICKED_VALUE);

  /// The size of the receive buffer, which holds the largest frame that a server with default
  /// settings sends. Longer frames are skipped.
  private static final int RECEIVE_BYTES = 8192;

  private final HostileKind kind;
  private final int number;
  private final String name;
  private final HostileSettings settings;
  private final SplittableRandom random;
  private final Outcomes outcomes;

  private @Nullable Selector selector;
  private @Nullable SocketChannel channel;
  private @Nullable SelectionKey key;
  private @Nullable HostileTransport transport;

  /// The channel before the last [#reconnect], which is still open; null when there is none.
  private @Nullable SocketChannel left;

  private final Deque<ByteBuffer> toSend = new ArrayDeque<>();
  private final ByteBuffer received = ByteBuffer.allocate(RECEIVE_BYTES);
  private long toSkip;
  private boolean isNotReading;
  private boolean isBroken;

  private State state = State.CONNECTING;
  private int tick;
  private boolean isLoggedIn;

  /// The number of further connections of [#reconnect].
  private int reconnects;

  private boolean wantsReconnect;

  /// The resume tokens that the server has issued, the oldest first.
  private final List<ByteString> resumeTokens = new ArrayList<>();

  /// The number of packets that were received in this session and count for a resume.
  private long handled;

  /// The time at which the client started to misbehave, by `System.nanoTime()`.
  private long misbehavingSince = System.nanoTime();

  /// The time at which the server ended the connection, by `System.nanoTime()`; 0 while it has not.
  private long endedAt;

  /// The failure with which the server ended the connection; null when the server sent none.
  private @Nullable Failure closingFailure;

  private enum State {
    CONNECTING,
    MISBEHAVING,
    /// The server has ended the connection, and the client keeps it open and goes on sending.
    STAYING,
    ENDED
  }

  /// Creates a connection, which [#connect] opens.
  ///
  /// @param number the number of the connection, which goes up by one with each connection of the
  ///   same client and the same kind
  /// @param name the player name for the login
  HostileConnection(
      HostileKind kind,
      int number,
      String name,
      HostileSettings settings,
      SplittableRandom random,
      Outcomes outcomes) {
    this.kind = kind;
    this.number = number;
    this.name = name;
    this.settings = settings;
    this.random = random;
    this.outcomes = outcomes;
  }

  // ---- methods for the actions of a hostile kind

  /// Selects one of several variants. The connections that a client opens of one kind have the
  /// variants in turn.
  ///
  /// @return the index of the variant, 0 to `variants - 1`
  public int variant(int variants) {
    return number % variants;
  }

  /// Returns the number of ticks since the login; when there was no login, since the connection was
  /// established.
  public int tick() {
    return tick;
  }

  /// Returns a random generator with the same numbers in all runs that have the same seed.
  public SplittableRandom random() {
    return random;
  }

  /// Returns the name of a virtual user that is online.
  public String honestName() {
    return settings.honestName();
  }

  /// Returns a token of another player.
  public StolenToken stolenToken() {
    return settings.stolenToken();
  }

  /// Returns whether the server has accepted the login, or the resume on a further connection.
  public boolean isLoggedIn() {
    return isLoggedIn;
  }

  /// Returns the player name for the login of this connection.
  public String name() {
    return name;
  }

  /// Sends a valid login.
  public void login() {
    login(name, settings.tokens().apply(name));
  }

  /// Sends a login with any name and token.
  public void login(String loginName, String token) {
    send(loginRequest(loginName, token).build());
  }

  private static LoginRequest.Builder loginRequest(String loginName, String token) {
    return LoginRequest.newBuilder()
        .setRequestId(1)
        .setName(loginName)
        .setCredential(ByteString.copyFromUtf8(token));
  }

  /// Sends a valid login that asks for a session that can be resumed.
  public void loginResumable() {
    send(loginRequest(name, settings.tokens().apply(name)).setResumable(true).build());
  }

  /// Returns the resume tokens that the server has issued for this session, the oldest first; empty
  /// when the session cannot be resumed.
  public List<ByteString> resumeTokens() {
    return Collections.unmodifiableList(resumeTokens);
  }

  /// Returns the number of packets that the client has received in its session, of those that count
  /// for a resume.
  public long handled() {
    return handled;
  }

  /// Sends a request to resume a session.
  ///
  /// @param token a resume token, which need not be good
  /// @param handledPackets the number of packets that the client claims to have handled
  public void resume(ByteString token, long handledPackets) {
    send(
        ResumeRequest.newBuilder()
            .setRequestId(2)
            .setResumeToken(token)
            .setHandled(handledPackets)
            .build());
  }

  /// Opens a further connection at the next tick. From then on, this object uses only that
  /// connection. Its actions go on with [HostileKind#onReconnected].
  ///
  /// @param closesOld whether the present connection is closed. Otherwise it stays open until the
  ///   next reconnect, or the end
  public void reconnect(boolean closesOld) {
    if (state == State.MISBEHAVING) {
      wantsReconnect = true;
      if (closesOld) {
        closeChannel(channel);
      }
    }
  }

  /// Returns the number of further connections that [#reconnect] has opened.
  public int reconnects() {
    return reconnects;
  }

  /// Sends a heartbeat.
  public void heartbeat() {
    send(settings.frames().heartbeat());
  }

  /// Sends a packet.
  public void send(Message packet) {
    send(settings.frames().of(packet));
  }

  /// Sends bytes, which need not be valid frames. The socket may take them later ([#isFlushed]).
  public void send(byte[] bytes) {
    if (isOpen()) {
      toSend.add(ByteBuffer.wrap(bytes));
      handle(this::flush);
    }
  }

  /// Sends bytes past TLS and WebSocket, before further transformed bytes. On a connection without
  /// these, sends them as [#send] does.
  void sendRaw(byte[] bytes) {
    if (transport == null) {
      send(bytes);
    } else if (isOpen()) {
      transport.sendRaw(bytes);
      handle(this::flush);
    }
  }

  /// Sends bytes that need not be valid frames of WebSocket, behind its handshake. The kind must
  /// need [HostileNeed#WEBSOCKET].
  void sendUnframed(byte[] bytes) {
    if (isOpen()) {
      Objects.requireNonNull(transport, "the kind needs WebSocket").sendUnframed(bytes);
      handle(this::flush);
    }
  }

  /// Returns the message with which a client of the run begins TLS.
  byte[] clientHello() {
    ClientTls tls = Objects.requireNonNull(settings.tls(), "the kind needs TLS");
    return HostileTransport.clientHello(tls, settings.route().server());
  }

  /// Returns whether the socket has taken all bytes.
  public boolean isFlushed() {
    return toSend.isEmpty();
  }

  /// Stops reading from the socket.
  public void stopReading() {
    isNotReading = true;
    watch();
  }

  /// Closes the sending half of the connection. The receiving half stays open.
  public void shutdownOutput() {
    handle(
        channel -> {
          finishTransport(channel);
          channel.shutdownOutput();
        });
  }

  /// Closes the connection.
  public void leave() {
    handle(this::finishTransport);
    end(LEFT);
  }

  private void finishTransport(SocketChannel open) throws IOException {
    if (transport != null) {
      transport.finish();
      flush(open);
    }
  }

  /// Resets the connection: the server receives an RST.
  public void reset() {
    handle(channel -> channel.setOption(StandardSocketOptions.SO_LINGER, 0));
    end(LEFT);
  }

  /// Records that the server accepted a login that it must refuse, and closes the connection.
  public void wasLetIn() {
    end(LET_IN);
  }

  /// Records that the server refused what it must accept, and closes the connection.
  public void wasRefused() {
    end(REFUSED);
  }

  // ---- methods for the hostile clients

  /// Starts to connect. Called once, before all other methods.
  void connect(Selector readiness) {
    selector = readiness;
    open(readiness);
  }

  private void open(Selector readiness) {
    try {
      SocketChannel made = SocketChannel.open();
      channel = made;
      made.configureBlocking(false);
      made.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (kind.receiveBufferBytes() > 0) {
        made.setOption(StandardSocketOptions.SO_RCVBUF, kind.receiveBufferBytes());
      }
      InetSocketAddress server = settings.route().server();
      made.bind(settings.route().source(server));
      key = made.register(readiness, SelectionKey.OP_CONNECT, this);
      transport =
          kind.isRaw()
              ? null
              : HostileTransport.open(
                  settings.tls(), kind.speaksNoWebSocket() ? null : settings.webSocket(), server);
      made.connect(server);
    } catch (IOException | IllegalStateException e) {
      end(NOT_CONNECTED);
    }
  }

  /// Handles a socket that is ready to connect, to write or to read.
  void onReady(SelectionKey ready) {
    handle(
        channel -> {
          if (ready.isConnectable()) {
            channel.finishConnect();
            watch();
            onConnected();
          }
          if (ready.isValid() && ready.isWritable()) {
            flush(channel);
          }
          if (ready.isValid() && ready.isReadable() && receive(channel) < 0) {
            stopReading();
            onServerEnd(CLOSED);
          }
        });
  }

  /// Counts one tick. Runs the kind's action for a tick, or ends a connection that is beyond its
  /// bound. Called every [#TICK].
  void onTick(long now) {
    tick++;
    if (wantsReconnect && state == State.MISBEHAVING) {
      reconnectNow();
    }
    switch (state) {
      case CONNECTING -> tick = 0;
      case MISBEHAVING -> {
        if (now - misbehavingSince > kind.bound(settings.deadlines()).toNanos()) {
          end(NOT_ENDED);
        } else {
          act(() -> kind.tick(this));
        }
      }
      case STAYING -> stay(now);
      case ENDED -> {}
    }
  }

  boolean isEnded() {
    return state == State.ENDED;
  }

  HostileKind kind() {
    return kind;
  }

  /// Ends the connection, because the run is over or another kind must run.
  void abort() {
    switch (state) {
      case CONNECTING -> end(NOT_CONNECTED);
      case MISBEHAVING -> end(OPEN);
      case STAYING -> end(outcome(CLOSED));
      case ENDED -> {}
    }
  }

  // ---- the states of the connection

  private void startMisbehaving() {
    misbehavingSince = System.nanoTime();
    tick = 0;
  }

  private void reconnectNow() {
    wantsReconnect = false;
    closeChannel(left);
    left = channel;
    if (key != null) {
      key.cancel();
    }
    closeTransport();
    toSend.clear();
    received.clear();
    toSkip = 0;
    isNotReading = false;
    isBroken = false;
    isLoggedIn = false;
    reconnects++;
    state = State.CONNECTING;
    open(Objects.requireNonNull(selector));
  }

  private void onConnected() {
    state = State.MISBEHAVING;
    ProxyHeaders headers = settings.proxyHeaders();
    if (headers != null && !kind.sendsNoProxyHeader()) {
      sendRaw(headers.next());
    }
    startMisbehaving();
    if (reconnects == 0) {
      outcomes.begin();
      act(() -> kind.connected(this));
    } else {
      act(() -> kind.reconnected(this));
    }
    if (transport != null) {
      handle(this::flush); // begins the handshake
    }
  }

  private void onPacket(int id, ByteBuffer body) {
    if (state != State.MISBEHAVING) {
      return;
    }
    if (settings.frames().isLoginReply(id)) {
      isLoggedIn = true;
      handled = 0;
      startMisbehaving();
      keepToken(() -> LoginReply.parseFrom(body).getResumeToken());
      act(() -> kind.loggedIn(this));
    } else if (settings.frames().isResumeReply(id)) {
      isLoggedIn = true;
      keepToken(() -> ResumeReply.parseFrom(body).getResumeToken());
      act(() -> kind.resumed(this));
    } else if (settings.frames().isFailure(id)) {
      Failure failure = failureIn(body);
      if (failure.getClosing()) {
        closingFailure = failure;
      } else {
        act(() -> kind.failed(this, failure.getCode()));
      }
    } else {
      act(() -> kind.received(this, id));
    }
  }

  private interface TokenSource {
    ByteString get() throws InvalidProtocolBufferException;
  }

  private void keepToken(TokenSource source) {
    try {
      ByteString token = source.get();
      if (!token.isEmpty()) {
        resumeTokens.add(token);
      }
    } catch (InvalidProtocolBufferException e) {
      log.debug("the reply of the server does not parse", e);
    }
  }

  private void onServerEnd(String how) {
    if (wantsReconnect) {
      return;
    }
    switch (state) {
      case CONNECTING -> end(how);
      case MISBEHAVING -> {
        endedAt = System.nanoTime();
        if (how.equals(CLOSED) && number % STAYS_EVERY == 0) {
          state = State.STAYING;
          tick = 0;
        } else {
          end(outcome(how));
        }
      }
      case STAYING -> end(outcome(CLOSED));
      case ENDED -> {}
    }
  }

  private void stay(long now) {
    if (now - endedAt > settings.deadlines().lingerBound().toNanos()) {
      end(NOT_CUT_OFF);
      return;
    }
    if (tick % POKE_TICKS == 0) {
      sendRaw(settings.frames().heartbeat()); // a handshake that is not over would hold it back
    }
    if (state == State.STAYING && !kind.leavesByItself()) {
      act(() -> kind.tick(this));
    }
  }

  private void act(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      log.error("an action of the hostile kind {} failed", kind.name(), e);
      end(FAULT);
    }
  }

  private void end(String outcome) {
    if (state == State.ENDED) {
      return;
    }
    state = State.ENDED;
    boolean isUnexpected =
        outcome.equals(FAULT)
            || outcome.equals(LET_IN)
            || outcome.equals(REFUSED)
            || (closingFailure != null
                && !kind.allows(closingFailure.getCode())
                && !ALWAYS_ALLOWED.contains(closingFailure.getCode()));
    outcomes.add(
        outcome, (endedAt == 0 ? System.nanoTime() : endedAt) - misbehavingSince, isUnexpected);
    close();
  }

  private String outcome(String how) {
    return closingFailure == null
        ? how
        : settings.frames().catalog().failureName(closingFailure.getCode());
  }

  private static Failure failureIn(ByteBuffer body) {
    try {
      return Failure.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      return Failure.getDefaultInstance();
    }
  }

  // ---- the socket

  private interface Operation {
    void apply(SocketChannel channel) throws IOException;
  }

  private boolean isOpen() {
    return channel != null && channel.isOpen() && !isBroken;
  }

  private void handle(Operation operation) {
    SocketChannel open = channel;
    if (open == null || !isOpen()) {
      return;
    }
    try {
      operation.apply(open);
    } catch (IOException e) {
      endBroken(open);
    }
  }

  private void close() {
    closeChannel(channel);
    closeChannel(left);
    closeTransport();
  }

  private void closeTransport() {
    if (transport != null) {
      transport.close();
      transport = null;
    }
  }

  private static void closeChannel(@Nullable SocketChannel one) {
    try {
      if (one != null) {
        one.close();
      }
    } catch (IOException e) {
      log.debug("a hostile connection could not be closed", e);
    }
  }

  private void flush(SocketChannel open) throws IOException {
    if (transport != null) {
      transport.write(open, toSend);
    }
    while (transport == null && !toSend.isEmpty()) {
      open.write(toSend.element());
      if (toSend.element().hasRemaining()) {
        break;
      }
      toSend.remove();
    }
    watch();
  }

  private void watch() {
    if (key != null && key.isValid()) {
      int reading = isNotReading ? 0 : SelectionKey.OP_READ;
      boolean writes = transport == null ? !toSend.isEmpty() : transport.wantsToWrite(toSend);
      key.interestOps(writes ? reading | SelectionKey.OP_WRITE : reading);
    }
  }

  private int receive(SocketChannel open) throws IOException {
    int bytes = receiveOnce(open);
    while (transport != null && bytes > 0 && open.isOpen()) {
      bytes = receiveOnce(open); // the layers may keep bytes
    }
    return bytes;
  }

  private int receiveOnce(SocketChannel open) throws IOException {
    int bytes = transport == null ? open.read(received) : transport.read(open, received);
    if (kind.isRaw() || kind.speaksNoWebSocket()) {
      received.clear();
    } else if (bytes > 0) {
      received.flip();
      while (open.isOpen() && takeFrame()) {}
      received.compact();
    }
    if (transport != null) {
      flush(open); // answers of the layers, and packets that waited for the handshake
    }
    return bytes;
  }

  /// Handles the next frame in the buffer, or skips a part of a long frame.
  ///
  /// @return whether the buffer had a complete frame, or a part of a long frame
  private boolean takeFrame() {
    if (toSkip > 0) {
      int skipped = (int) Math.min(toSkip, received.remaining());
      received.position(received.position() + skipped);
      toSkip -= skipped;
      return skipped > 0;
    }
    int begin = received.position();
    long end = settings.frames().endOf(received);
    if (end - begin > RECEIVE_BYTES) {
      toSkip = end - begin;
      return true;
    }
    if (end < 0 || end > received.limit()) {
      return false;
    }
    received.position((int) end);
    int bodyAt = begin + settings.frames().header().headerBytes();
    int id = settings.frames().header().readPacketId(received, begin);
    handled += isLoggedIn && settings.frames().catalog().counts(id) ? 1 : 0;
    onPacket(id, received.slice(bodyAt, (int) end - bodyAt));
    return true;
  }

  /// Ends a connection whose socket failed. First handles packets that arrived before the failure,
  /// because one may have the server's reason.
  private void endBroken(SocketChannel open) {
    isBroken = true;
    boolean isConnected = open.isConnected();
    try {
      while (isConnected && !isNotReading && receive(open) > 0) {}
    } catch (IOException e) {
      isNotReading = true;
    }
    close();
    onServerEnd(isConnected ? RESET : NOT_CONNECTED);
  }
}
