package dev.wharf.swarm.hostile;

import com.google.protobuf.ProtocolMessageEnum;

/// A hostile kind that logs in, misbehaves every few turns, and leaves by itself.
public abstract class HostileVisit extends HostileKind {
  private final int pause;
  private final int last;

  /// @param pause turns from one misdeed to the next
  /// @param last the turn in which it leaves
  /// @param answers the codes with which the server may end it earlier
  protected HostileVisit(
      String name, String deed, int pause, int last, ProtocolMessageEnum... answers) {
    super(name, deed, ServerDeadlines::toLogIn, answers);
    this.pause = pause;
    this.last = last;
  }

  /// Sends what it has to send.
  protected abstract void misbehave(Attempt attempt);

  @Override
  public final boolean leavesByItself() {
    return true;
  }

  @Override
  public final void onTurn(Attempt attempt) {
    if (!attempt.isLoggedIn()) {
      return;
    }
    if (attempt.turn() >= last) {
      attempt.leave();
    } else if ((attempt.turn() - 1) % pause == 0) {
      misbehave(attempt);
    }
  }
}
