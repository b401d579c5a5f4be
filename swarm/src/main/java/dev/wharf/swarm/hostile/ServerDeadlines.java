package dev.wharf.swarm.hostile;

import java.time.Duration;

/// How long the server gives a client that does not get on, by its configuration. What a kind of
/// hostile client may take at most follows from it: the deadline, and [#MARGIN] on top.
///
/// @param login `session.login-timeout`
/// @param frame `session.frame-timeout`
/// @param write `session.write-timeout`
/// @param idle `session.idle-timeout`
public record ServerDeadlines(Duration login, Duration frame, Duration write, Duration idle) {
  /// For a busy machine, and for the server's own rounds.
  public static final Duration MARGIN = Duration.ofSeconds(5);

  /// The server waits so long for a client that it has ended to close its side too.
  private static final Duration LINGER = Duration.ofSeconds(2);

  /// Until the server's system takes no more for a peer that takes nothing in: some megabytes, at
  /// the 64 KiB a second that a client may send, and the server send back.
  private static final Duration TO_FILL = Duration.ofMinutes(1);

  /// Those of a server that nobody has configured.
  public static ServerDeadlines defaults() {
    return new ServerDeadlines(
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(15),
        Duration.ofSeconds(30));
  }

  /// For what the server sees from one packet.
  public Duration immediateBound() {
    return MARGIN;
  }

  /// Whether the server has to end it without waiting for anything.
  boolean isImmediate(Duration bound) {
    return bound.compareTo(immediateBound()) <= 0;
  }

  /// For the last attempts of a run, of which some are to be noticed by their bound.
  Duration runEndBound() {
    return immediateBound().plus(MARGIN);
  }

  /// For those who do not log in.
  public Duration loginBound() {
    return login.plus(MARGIN);
  }

  /// For those who do not end a frame, before or after the login.
  public Duration frameBound() {
    return login.compareTo(frame) > 0 ? loginBound() : frame.plus(MARGIN);
  }

  /// For those who say nothing.
  public Duration idleBound() {
    return idle.plus(MARGIN);
  }

  /// For those who do not read: the server's time begins when its system takes no more.
  public Duration writeBound() {
    return TO_FILL.plus(write).plus(MARGIN);
  }

  /// For those who stay when they were told that it is over.
  Duration lingerBound() {
    return LINGER.plus(MARGIN);
  }
}
