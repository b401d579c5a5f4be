package dev.wharf.swarm.hostile;

import com.google.protobuf.ProtocolMessageEnum;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;

/// One kind of hostile client: a set of actions that its connections run. Each action gets the
/// [HostileConnection]. All actions run on the thread of the hostile clients, and must not block.
///
/// ```java
/// new HostileKind("flood", "sends as fast as it can", ServerDeadlines::immediateBound, RATE_LIMITED)
///     .onTick(connection -> connection.send(frame));
/// ```
///
/// A connection sends a valid login first, unless [#onConnected] sets another action. All setters
/// must be called before the run.
public final class HostileKind {
  private static final int TICKS_PER_BYTE = 5;

  private final String name;
  private final String description;
  private final Function<ServerDeadlines, Duration> bound;
  private final Set<ProtocolMessageEnum> allowedCodes;
  private Consumer<HostileConnection> connected = HostileConnection::login;
  private Consumer<HostileConnection> loggedIn = connection -> {};
  private Consumer<HostileConnection> tick = connection -> {};
  private ObjIntConsumer<HostileConnection> failure = (connection, code) -> {};
  private ObjIntConsumer<HostileConnection> packet = (connection, id) -> {};
  private Consumer<HostileConnection> reconnected = connection -> {};
  private Consumer<HostileConnection> resumed = connection -> {};
  private Duration pause = Duration.ofMillis(500);
  private int receiveBufferBytes;
  private boolean leavesByItself;
  private final Set<HostileNeed> needs = EnumSet.noneOf(HostileNeed.class);
  private boolean isRaw;
  private boolean speaksNoWebSocket;
  private boolean sendsNoProxyHeader;

  /// Creates a kind that only logs in.
  ///
  /// @param name the name for `--hostile` and reports: small letters and dashes
  /// @param description a description of the actions for people, in a few words
  /// @param bound computes the longest time within which the server must end a connection. The time
  ///   counts from the login, or from the connection when there is no login
  /// @param allowedCodes the failure codes with which the server may end a connection. The server
  ///   may always close without a `Failure`
  public HostileKind(
      String name,
      String description,
      Function<ServerDeadlines, Duration> bound,
      ProtocolMessageEnum... allowedCodes) {
    this.name = name;
    this.description = description;
    this.bound = bound;
    this.allowedCodes = Set.of(allowedCodes);
  }

  /// Sets the action that runs when a connection is established, in place of the login.
  public HostileKind onConnected(Consumer<HostileConnection> action) {
    connected = action;
    return this;
  }

  /// Sets the action that runs when the server has accepted the login.
  public HostileKind onLoggedIn(Consumer<HostileConnection> action) {
    loggedIn = action;
    return this;
  }

  /// Sets the action that runs with the code of each `Failure` that does not end the session.
  public HostileKind onFailure(ObjIntConsumer<HostileConnection> action) {
    failure = action;
    return this;
  }

  /// Sets the action that runs with the packet id of each other packet of the server.
  public HostileKind onPacket(ObjIntConsumer<HostileConnection> action) {
    packet = action;
    return this;
  }

  /// Sets the action that runs when a further connection is established
  /// ([HostileConnection#reconnect]).
  public HostileKind onReconnected(Consumer<HostileConnection> action) {
    reconnected = action;
    return this;
  }

  /// Sets the action that runs when the server has accepted a resume.
  public HostileKind onResumed(Consumer<HostileConnection> action) {
    resumed = action;
    return this;
  }

  /// Sets the action that runs every [HostileConnection#TICK], from the connection to its end.
  public HostileKind onTick(Consumer<HostileConnection> action) {
    tick = action;
    return this;
  }

  /// Sets an action that runs every few ticks after the login. After the last tick, the client
  /// closes the connection itself.
  ///
  /// @param ticks the interval between two runs of the action
  /// @param lastTick the tick after the login in which the client closes the connection
  public HostileKind repeatEvery(int ticks, int lastTick, Consumer<HostileConnection> action) {
    return leavingByItself()
        .onTick(
            connection -> {
              if (connection.isLoggedIn() && connection.tick() >= lastTick) {
                connection.leave();
              } else if (connection.isLoggedIn() && (connection.tick() - 1) % ticks == 0) {
                action.accept(connection);
              }
            });
  }

  /// Sets the actions of a client that never completes its first bytes: it sends nothing, all but
  /// the last byte, or one byte at a time.
  HostileKind neverCompleting(byte[] bytes) {
    int variants = 3;
    return onConnected(
            connection -> {
              if (connection.variant(variants) == 1) {
                connection.send(Arrays.copyOf(bytes, bytes.length - 1));
              }
            })
        .onTick(
            connection -> {
              int at = connection.tick() / TICKS_PER_BYTE - 1;
              boolean isTurn = connection.tick() % TICKS_PER_BYTE == 0;
              if (connection.variant(variants) == 2 && isTurn && at < bytes.length - 1) {
                connection.send(Arrays.copyOfRange(bytes, at, at + 1));
              }
            });
  }

  /// Declares that the client closes its connections itself, so that the server need not end them.
  public HostileKind leavingByItself() {
    leavesByItself = true;
    return this;
  }

  /// Declares that only runs that fulfil a condition can have this kind.
  public HostileKind needing(HostileNeed need) {
    needs.add(need);
    return this;
  }

  /// Declares that the connections speak neither TLS nor WebSocket, also when the run's connections
  /// do, and that the server's bytes are no frames.
  HostileKind speakingNoTls() {
    isRaw = true;
    return this;
  }

  /// Declares that the connections speak no WebSocket, also when the run's connections do, and that
  /// the server's bytes are no frames. They speak TLS when the run's connections do.
  HostileKind speakingNoWebSocket() {
    speaksNoWebSocket = true;
    return this;
  }

  /// Declares that the connections begin without a header of the PROXY protocol, also when the
  /// run's connections begin with one.
  HostileKind sendingNoProxyHeader() {
    sendsNoProxyHeader = true;
    return this;
  }

  /// Sets the mean pause between two connections of a client. The default is half a second.
  public HostileKind pausing(Duration time) {
    pause = time;
    return this;
  }

  /// Sets the size of the socket's receive buffer. 0 keeps the size that the system chooses.
  public HostileKind receiveBufferBytes(int bytes) {
    receiveBufferBytes = bytes;
    return this;
  }

  /// Returns the name for `--hostile` and reports.
  public String name() {
    return name;
  }

  /// Returns the description for people.
  public String description() {
    return description;
  }

  /// Returns the conditions that a run must fulfil to have this kind.
  public Set<HostileNeed> needs() {
    return Collections.unmodifiableSet(needs);
  }

  Duration bound(ServerDeadlines deadlines) {
    return bound.apply(deadlines);
  }

  boolean allows(int code) {
    return allowedCodes.stream().anyMatch(one -> one.getNumber() == code);
  }

  boolean isRaw() {
    return isRaw;
  }

  boolean speaksNoWebSocket() {
    return speaksNoWebSocket;
  }

  boolean sendsNoProxyHeader() {
    return sendsNoProxyHeader;
  }

  boolean leavesByItself() {
    return leavesByItself;
  }

  Duration pause() {
    return pause;
  }

  int receiveBufferBytes() {
    return receiveBufferBytes;
  }

  void connected(HostileConnection connection) {
    connected.accept(connection);
  }

  void loggedIn(HostileConnection connection) {
    loggedIn.accept(connection);
  }

  void failed(HostileConnection connection, int code) {
    failure.accept(connection, code);
  }

  void received(HostileConnection connection, int packetId) {
    packet.accept(connection, packetId);
  }

  void reconnected(HostileConnection connection) {
    reconnected.accept(connection);
  }

  void resumed(HostileConnection connection) {
    resumed.accept(connection);
  }

  void tick(HostileConnection connection) {
    tick.accept(connection);
  }
}
