package dev.wharf.swarm.hostile;

import java.time.Duration;

/// The server's deadlines for slow clients, as in its configuration. The bound of a hostile kind is
/// a deadline plus [#MARGIN]: within this time the server must end a connection.
///
/// @param handshake `session.handshake-timeout`
/// @param login `session.login-timeout`
/// @param frame `session.frame-timeout`
/// @param write `session.write-timeout`
/// @param idle `session.idle-timeout`
public record ServerDeadlines(
    Duration handshake, Duration login, Duration frame, Duration write, Duration idle) {
  /// The time that is added to each deadline, because the machine may be busy and the server checks
  /// deadlines only at intervals.
  public static final Duration MARGIN = Duration.ofSeconds(5);

  /// The longest time that the server waits for a client to close its side of the connection, after
  /// the server has closed its own side.
  private static final Duration LINGER = Duration.ofSeconds(2);

  /// The time until replies fill the socket buffers of a client that does not read. The buffers
  /// take some megabytes, and the rate limit allows a client 64 KiB a second.
  private static final Duration FILL_TIME = Duration.ofMinutes(1);

  /// Returns the deadlines of a server with default settings.
  public static ServerDeadlines defaults() {
    return new ServerDeadlines(
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(15),
        Duration.ofSeconds(30));
  }

  /// Returns the bound for a fault that the server finds in one packet.
  public Duration immediateBound() {
    return MARGIN;
  }

  /// Returns whether the server must end a kind with this bound at once, without waiting for a
  /// deadline.
  boolean isImmediate(Duration bound) {
    return bound.compareTo(immediateBound()) <= 0;
  }

  /// Returns how long a run waits for the last hostile connections. This is the immediate bound,
  /// and a margin in which a connection beyond its bound is noticed.
  Duration runEndBound() {
    return immediateBound().plus(MARGIN);
  }

  /// Returns the bound for a client that does not complete the handshake of TLS, or the header of a
  /// proxy.
  public Duration handshakeBound() {
    return handshake.plus(MARGIN);
  }

  /// Returns the bound for a client that does not log in.
  public Duration loginBound() {
    return login.plus(MARGIN);
  }

  /// Returns the bound for a client that does not complete a frame, before or after the login.
  public Duration frameBound() {
    return login.compareTo(frame) > 0 ? loginBound() : frame.plus(MARGIN);
  }

  /// Returns the bound for a client that sends nothing.
  public Duration idleBound() {
    return idle.plus(MARGIN);
  }

  /// Returns the bound for a client that does not read. The server's write deadline starts when the
  /// socket buffers are full.
  public Duration writeBound() {
    return FILL_TIME.plus(write).plus(MARGIN);
  }

  /// Returns the bound for a client that keeps the connection open after the server has closed its
  /// side.
  Duration lingerBound() {
    return LINGER.plus(MARGIN);
  }
}
