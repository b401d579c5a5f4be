package dev.wharf.engine;

import java.util.List;
import java.util.regex.Pattern;

/// Why a session ended. Every session has exactly one reason: the first that was given.
///
/// The set of reasons is open. The constants here are the reasons that the engine gives; a protocol
/// and a game add their own:
///
/// ```java
/// static final CloseReason BANNED = CloseReason.normal("BANNED");
/// ```
///
/// Two reasons with the same name and the same `isMisbehaviour` are equal. Immutable, thread-safe.
///
/// @param name 1 to 40 characters of `A-Z`, `0-9` and `_`, beginning with a letter: logs show it,
///   and a metric has it in lower case as a label
/// @param isMisbehaviour whether only a faulty or hostile peer causes this reason. An end with such
///   a reason is logged at level info (at most five in a second with the same reason), any other
///   end at level debug
public record CloseReason(String name, boolean isMisbehaviour) {
  private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,39}");

  /// The peer closed its side. The session has delivered the packets that were queued for the peer,
  /// unless [SessionOptions#closingTimeout()] passed before.
  public static final CloseReason PEER_CLOSED = normal("PEER_CLOSED");

  /// The peer, or the network, reset the connection.
  public static final CloseReason PEER_RESET = normal("PEER_RESET");

  /// Reading or writing failed, but not by a reset ([#PEER_RESET]).
  public static final CloseReason IO_ERROR = normal("IO_ERROR");

  /// The remote side could not be reached, or rejected the connection.
  public static final CloseReason CONNECT_FAILED = normal("CONNECT_FAILED");

  /// Connecting, with the handshake of the session's transformation, took longer than
  /// [SessionOptions#connectTimeout()].
  public static final CloseReason CONNECT_TIMEOUT = normal("CONNECT_TIMEOUT");

  /// The peer did not log in within [SessionOptions#loginTimeout()].
  public static final CloseReason LOGIN_TIMEOUT = misbehaviour("LOGIN_TIMEOUT");

  /// The peer had not sent a whole frame, and the service gave its place to a newcomer
  /// ([AdmissionLimits]).
  public static final CloseReason DISPLACED = normal("DISPLACED");

  /// A transformation told the peer's address after the connection was accepted, and the limits of
  /// this address refused the peer ([AdmissionLimits]).
  public static final CloseReason ADDRESS_REFUSED = normal("ADDRESS_REFUSED");

  /// The peer began a frame and did not end it within [SessionOptions#frameTimeout()].
  public static final CloseReason FRAME_TIMEOUT = misbehaviour("FRAME_TIMEOUT");

  /// Nothing was received for [SessionOptions#idleTimeout()].
  public static final CloseReason IDLE = normal("IDLE");

  /// A frame is larger than the limit.
  public static final CloseReason FRAME_TOO_LARGE = misbehaviour("FRAME_TOO_LARGE");

  /// The peer read too slowly: the session's send queue overflowed, or the peer took no bytes of a
  /// write for [SessionOptions#writeTimeout()].
  public static final CloseReason SLOW_READER = misbehaviour("SLOW_READER");

  /// A callback or a task of the application threw an exception.
  public static final CloseReason HANDLER_FAILED = normal("HANDLER_FAILED");

  /// No buffer memory was left for the session, or its task queue was full, or the session held
  /// most of the buffer memory when memory ran short.
  public static final CloseReason OVERLOADED = normal("OVERLOADED");

  /// The application removed the peer, for example by a command of the operator.
  public static final CloseReason KICKED = normal("KICKED");

  /// The application ended the session, and nothing was wrong.
  public static final CloseReason LOCAL = normal("LOCAL");

  /// The service was drained or closed.
  public static final CloseReason DRAINED = normal("DRAINED");

  private static final List<CloseReason> OF_ENGINE =
      List.of(
          PEER_CLOSED,
          PEER_RESET,
          IO_ERROR,
          CONNECT_FAILED,
          CONNECT_TIMEOUT,
          LOGIN_TIMEOUT,
          DISPLACED,
          ADDRESS_REFUSED,
          FRAME_TIMEOUT,
          IDLE,
          FRAME_TOO_LARGE,
          SLOW_READER,
          HANDLER_FAILED,
          OVERLOADED,
          KICKED,
          LOCAL,
          DRAINED);

  /// Checks the name.
  ///
  /// @throws IllegalArgumentException when the name has not the form that `@param name` describes
  public CloseReason {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name of a close reason must match " + NAME + ", but is \"" + name + "\"");
    }
  }

  /// Creates a reason that is no misbehaviour: the session of an honest peer may end with it.
  public static CloseReason normal(String name) {
    return new CloseReason(name, false);
  }

  /// Creates a reason that only a faulty or hostile peer causes.
  public static CloseReason misbehaviour(String name) {
    return new CloseReason(name, true);
  }

  /// Returns the reasons that the engine itself gives, in the order of the constants above.
  public static List<CloseReason> ofEngine() {
    return OF_ENGINE;
  }

  /// Returns the name.
  @Override
  public String toString() {
    return name;
  }
}
