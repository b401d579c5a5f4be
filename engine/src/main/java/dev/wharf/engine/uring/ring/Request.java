package dev.wharf.engine.uring.ring;

import dev.wharf.engine.uring.sys.Abi;
import dev.wharf.engine.uring.sys.Errno;

/// Something that a [RingLoop] has asked the kernel for. Only the loop's thread uses it.
///
/// A request is in flight from [RingLoop#userDataOf] until its last completion. Meanwhile the
/// kernel may use the request's memory.
public abstract class Request {
  /// The request's number while it is in flight; -1 otherwise. Used by the loop.
  int slot = -1;

  /// A request that is not in flight.
  protected Request() {}

  /// Called when the kernel has completed the request.
  ///
  /// @param result the kernel's result; a negated error number when the request has failed
  /// @param flags the flags of the completion. With [Abi#MORE_COMPLETIONS] the request stays in
  ///   flight
  protected abstract void onCompleted(int result, int flags);

  /// Called when the kernel will not complete the request, because the ring is lost. The request's
  /// socket is shut down by then, so the kernel sends nothing more from the request's memory.
  protected void onLost() {
    onCompleted(-Errno.ECANCELED, 0);
  }

  /// Whether the kernel has the request in hand.
  protected final boolean isInFlight() {
    return slot >= 0;
  }
}
