package dev.wharf.swarm.hostile;

import com.google.protobuf.ProtocolMessageEnum;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;

/// What one kind of hostile client does. It has no state of its own, that is the [Attempt]'s, which
/// is one connection of it. All is called on the crew's thread, and must not block.
///
/// To add one: write a class, and add it to [HostileKinds].
public abstract class HostileKind {
  private final String name;
  private final String deed;
  private final Function<ServerDeadlines, Duration> bound;
  private final Set<ProtocolMessageEnum> answers;

  /// @param name small letters and dashes, as `--hostile` and reports name it
  /// @param deed what it does, for people, in a few words
  /// @param bound the longest time that the server may take to end it: from the login on, or from
  ///   the connection where it does not log in
  /// @param answers the codes with which the server may end it; it may also do so without a word
  protected HostileKind(
      String name,
      String deed,
      Function<ServerDeadlines, Duration> bound,
      ProtocolMessageEnum... answers) {
    this.name = name;
    this.deed = deed;
    this.bound = bound;
    this.answers = Set.of(answers);
  }

  /// As `--hostile` and reports name it.
  public final String name() {
    return name;
  }

  /// What it does, for people.
  public final String deed() {
    return deed;
  }

  final Duration bound(ServerDeadlines deadlines) {
    return bound.apply(deadlines);
  }

  final Set<ProtocolMessageEnum> answers() {
    return answers;
  }

  /// Whether it ends its connections itself, unless the server is faster.
  public boolean leavesByItself() {
    return false;
  }

  /// Whether it needs a token that is somebody else's.
  public boolean needsStolenToken() {
    return false;
  }

  /// From the end of a connection to the next.
  public Duration pause() {
    return Duration.ofMillis(500);
  }

  /// How much the system takes in for it while it does not read; 0 for what is usual.
  public int receiveBufferBytes() {
    return 0;
  }

  /// The connection has come about. Nearly all log in here.
  public void onConnected(Attempt attempt) {
    attempt.login();
  }

  /// The server has let it in.
  public void onLoggedIn(Attempt attempt) {}

  /// The server did not do what was asked, and goes on.
  public void onFailure(Attempt attempt, int code) {}

  /// Comes every [Attempt#TURN] from the connection on, until the end.
  public void onTurn(Attempt attempt) {}
}
