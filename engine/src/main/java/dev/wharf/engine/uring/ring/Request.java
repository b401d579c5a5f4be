package dev.wharf.engine.uring.ring;

import dev.wharf.engine.uring.sys.Abi;
import dev.wharf.engine.uring.sys.Errno;

/// Something that a [RingLoop] asks the kernel to do, such as a receive. Only the loop's thread
/// puts the request in flight and calls its methods.
///
/// A request is in flight from [RingLoop#userDataOf] until its last completion. Meanwhile the
/// kernel may use the request's memory.
public abstract class Request {
  /// The request's number in the loop's `Slots` while the request is in flight; -1 otherwise. Only
  /// the loop uses the field.
  int slot = -1;

  /// Creates a request that is not in flight.
  protected Request() {}

  /// Called when the kernel has completed the request.
  ///
  /// @param result the kernel's result; a negated error number when the request has failed
  /// @param flags the flags of the completion. With [Abi#MORE_COMPLETIONS], the request stays in
  ///   flight, and this method is called again
  protected abstract void onCompleted(int result, int flags);

  /// Called when the kernel will not complete the request, because the ring is lost. Before this
  /// call, the loop has shut down the request's socket, so the kernel sends nothing more from the
  /// request's memory.
  protected void onLost() {
    onCompleted(-Errno.ECANCELED, 0);
  }

  /// Returns whether the request was submitted and its last completion has not arrived.
  protected final boolean isInFlight() {
    return slot >= 0;
  }
}
