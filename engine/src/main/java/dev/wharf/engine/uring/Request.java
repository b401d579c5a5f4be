package dev.wharf.engine.uring;

import org.jspecify.annotations.Nullable;

/// Something that is asked of the kernel for a socket. As long as it is pending, the socket's
/// descriptor is kept.
abstract class Request {
  final NativeSocket socket;

  /// Where the loop keeps it while the kernel has it in hand; -1 otherwise. The loop's own.
  int slot = -1;

  /// Guarded by the socket.
  boolean pending;

  /// The next one that is pending on the same socket. Guarded by the socket.
  @Nullable Request next;

  Request(NativeSocket socket) {
    this.socket = socket;
  }

  /// The kernel has answered. On the loop's thread.
  ///
  /// @param answer the kernel's result: an error if negative
  /// @param flags the completion's; with [Abi#MORE_COMPLETIONS] the kernel still has it in hand
  abstract void onCompleted(int answer, int flags);

  /// The kernel will not answer, because the ring is lost. The socket is shut down, so that the
  /// kernel sends nothing of the request's memory any more. On the loop's thread.
  void onLost() {
    onCompleted(-Errno.ECANCELED, 0);
  }

  /// Has it end soon: its socket is closed, or nobody waits for it any more. On the loop's thread.
  void endEarly(RingLoop loop) {
    loop.cancel(this);
  }
}
