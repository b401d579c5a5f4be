package dev.wharf.swarm.hostile;

import com.google.protobuf.ProtocolMessageEnum;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;

/// One kind of hostile client: the actions of its connections. An action gets the
/// [HostileConnection], which is one connection. All actions run on the thread of the hostile
/// clients, and must not block.
///
/// ```java
/// new HostileKind("flood", "sends as fast as it can", ServerDeadlines::immediateBound, RATE_LIMITED)
///     .onTurn(attempt -> attempt.send(frame));
/// ```
///
/// A kind logs in when it is connected, unless [#onConnected] says otherwise. The setters are for
/// the code that makes the kind; nothing changes when the run has begun.
public final class HostileKind {
  private final String name;
  private final String description;
  private final Function<ServerDeadlines, Duration> bound;
  private final Set<ProtocolMessageEnum> allowedCodes;
  private Consumer<HostileConnection> connected = HostileConnection::login;
  private Consumer<HostileConnection> loggedIn = connection -> {};
  private Consumer<HostileConnection> tick = connection -> {};
  private ObjIntConsumer<HostileConnection> failure = (connection, code) -> {};
  private Duration pause = Duration.ofMillis(500);
  private int receiveBufferBytes;
  private boolean leavesByItself;
  private boolean needsStolenToken;

  /// A kind that logs in and does nothing else.
  ///
  /// @param name small letters and dashes, as `--hostile` and reports name it
  /// @param description of its actions, for people, in a few words
  /// @param bound the longest time that the server may take to end it: from the login on, or from
  ///   the connection where it does not log in
  /// @param allowedCodes the failure codes with which the server may end it; it may also do so
  ///   without a word
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

  /// Sets the action for an established connection, in place of the login.
  public HostileKind onConnected(Consumer<HostileConnection> action) {
    connected = action;
    return this;
  }

  /// Sets the action for an accepted login.
  public HostileKind onLoggedIn(Consumer<HostileConnection> action) {
    loggedIn = action;
    return this;
  }

  /// Sets the action for a `Failure` that does not end the session; it gets the code.
  public HostileKind onFailure(ObjIntConsumer<HostileConnection> action) {
    failure = action;
    return this;
  }

  /// Sets the action for every [HostileConnection#TICK], from the connection to its end.
  public HostileKind onTick(Consumer<HostileConnection> action) {
    tick = action;
    return this;
  }

  /// Misbehaves every few turns after the login, and leaves by itself.
  ///
  /// @param every turns from one misdeed to the next
  /// @param last the turn in which it leaves
  public HostileKind repeating(int every, int last, Consumer<HostileConnection> action) {
    return leavingByItself()
        .onTick(
            connection -> {
              if (connection.isLoggedIn() && connection.tick() >= last) {
                connection.leave();
              } else if (connection.isLoggedIn() && (connection.tick() - 1) % every == 0) {
                action.accept(connection);
              }
            });
  }

  /// Declares that it ends its connections itself, unless the server is faster.
  public HostileKind leavingByItself() {
    leavesByItself = true;
    return this;
  }

  /// Declares that it needs a token of another player.
  public HostileKind needingStolenToken() {
    needsStolenToken = true;
    return this;
  }

  /// Sets the time from the end of a connection to the next; half a second without this.
  public HostileKind pausing(Duration time) {
    pause = time;
    return this;
  }

  /// Sets the size of the system's receive buffer.
  public HostileKind receiveBufferBytes(int bytes) {
    receiveBufferBytes = bytes;
    return this;
  }

  /// The name, as `--hostile` and reports have it.
  public String name() {
    return name;
  }

  /// The description for people.
  public String description() {
    return description;
  }

  /// Whether it needs a token of another player.
  public boolean needsStolenToken() {
    return needsStolenToken;
  }

  Duration bound(ServerDeadlines deadlines) {
    return bound.apply(deadlines);
  }

  boolean allows(int code) {
    return allowedCodes.stream().anyMatch(one -> one.getNumber() == code);
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

  void tick(HostileConnection connection) {
    tick.accept(connection);
  }
}
