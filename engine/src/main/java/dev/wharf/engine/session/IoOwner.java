package dev.wharf.engine.session;

import dev.wharf.engine.memory.RefCount;
import dev.wharf.engine.worker.Worker;

/// An object that issues I/O operations: a session or a listener.
///
/// The object counts the references to itself: one for the connection (or the open listener), and
/// one for each pending operation. When the last reference is released, [#onUnowned()] frees what
/// the object holds.
public abstract class IoOwner extends RefCount {
  final LiveLedger ledger;

  protected IoOwner(LiveLedger ledger) {
    this.ledger = ledger;
  }

  /// Returns the worker on which the operations complete.
  public abstract Worker worker();

  /// Handles an exception that escaped from [IoOperation#onCompleted], on the same thread. Must not
  /// throw.
  protected abstract void onOperationFailed(Throwable thrown);

  /// Frees what this object holds. Called once, on the thread that releases the last reference.
  protected abstract void onUnowned();

  /// Releases one reference: the reference of the connection, or of an operation.
  protected final void letGo() {
    if (release()) {
      onUnowned();
    }
  }
}
