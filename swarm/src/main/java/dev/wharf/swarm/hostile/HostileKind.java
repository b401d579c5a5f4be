package dev.wharf.swarm.hostile;

import com.google.protobuf.ProtocolMessageEnum;
import java.time.Duration;
import java.util.Set;

/// What one kind of hostile client does. It has no state of its own, that is the [Attempt]'s, which
/// is one connection of it. All is called on the crew's thread, and must not block.
///
/// To add one: write a class, and add it to [HostileKinds].
public interface HostileKind {
  /// As `--hostile` and reports name it: small letters and dashes.
  String name();

  /// What it does, for people, in a few words.
  String deed();

  /// By when the server has to have ended it: from the login on, or from the connection where it
  /// does not log in.
  Duration bound(ServerDeadlines deadlines);

  /// The codes with which the server may end it; it may also do so without a word.
  Set<ProtocolMessageEnum> answers();

  /// Whether it ends its connections itself, unless the server is faster.
  default boolean leavesByItself() {
    return false;
  }

  /// Whether it needs a token that is somebody else's.
  default boolean needsStolenToken() {
    return false;
  }

  /// From the end of a connection to the next.
  default Duration pause() {
    return Duration.ofMillis(500);
  }

  /// How much the system takes in for it while it does not read; 0 for what is usual.
  default int receiveBufferBytes() {
    return 0;
  }

  /// The connection has come about. Nearly all log in here.
  default void onConnected(Attempt attempt) {
    attempt.login();
  }

  /// The server has let it in.
  default void onLoggedIn(Attempt attempt) {}

  /// The server did not do what was asked, and goes on.
  default void onFailure(Attempt attempt, int code) {}

  /// Comes every [Attempt#TURN] from the connection on, until the end.
  default void onTurn(Attempt attempt) {}
}
