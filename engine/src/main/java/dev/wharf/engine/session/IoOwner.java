package dev.wharf.engine.session;

import dev.wharf.engine.memory.RefCount;
import dev.wharf.engine.worker.Worker;

/// An object that issues I/O operations: a session or a listener.
///
/// Its owners are counted: the connection (or the open listener) is one, and each pending operation
/// is one. When the last owner lets go, [#onUnowned()] frees what the object holds.
public abstract class IoOwner extends RefCount {
  final LiveLedger ledger;

  protected IoOwner(LiveLedger ledger) {
    this.ledger = ledger;
  }

  /// The worker that the operations complete on.
  public abstract Worker worker();

  /// Handles an exception that escaped from [IoOperation#onCompleted], on the same thread. Must not
  /// throw.
  protected abstract void onOperationFailed(Throwable thrown);

  /// Frees what this object holds. Called once, on the thread of the last owner.
  protected abstract void onUnowned();

  /// Ends one ownership: the connection's, or an operation's.
  protected final void letGo() {
    if (release()) {
      onUnowned();
    }
  }
}
