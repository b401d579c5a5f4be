package dev.wharf.engine;

import dev.wharf.engine.buffer.RefCount;
import org.jspecify.annotations.Nullable;

/// What issues I/O and is told when it completes: a [Listener] or a [Session].
///
/// It is owned by whoever has I/O pending on it, and by whoever retained it; when the last owner
/// lets go, [#onUnowned()] frees what it holds.
abstract class IoObject {
  final RefCount owners = new RefCount();
  final Ledger ledger;

  IoObject(Ledger ledger) {
    this.ledger = ledger;
  }

  /// The worker that this object lives on.
  abstract Worker worker();

  /// Handles a completion, on a worker. The callee calls [IoEvent#end()] when it is done with it,
  /// and also when it throws.
  ///
  /// @param bytes the bytes received or sent, -1 at the end of the stream, 0 for the other kinds
  /// @param failure why the operation failed, or null
  abstract void dispatch(IoEvent<?, ?> event, int bytes, @Nullable Throwable failure);

  /// Handles what [#dispatch] threw, on the same thread. Must not throw.
  abstract void onDispatchFailed(IoEvent<?, ?> event, Throwable thrown);

  /// Frees what this holds. Called once, on the thread of the last owner.
  abstract void onUnowned();

  final void letGo() {
    if (owners.release()) {
      onUnowned();
    }
  }
}
