package dev.wharf.engine.uring.channels;

import dev.wharf.engine.uring.ring.Request;
import dev.wharf.engine.uring.ring.RingLoop;
import org.jspecify.annotations.Nullable;

/// A request for a socket. While it is pending, the socket's file descriptor stays open.
abstract class SocketRequest extends Request {
  final NativeSocket socket;

  /// Whether the request is claimed and has not ended. Guarded by the socket.
  boolean pending;

  /// Whether a request of this kind was cancelled or timed out. How much it has transferred is
  /// unknown, so the channel allows no further one. Guarded by the socket.
  boolean killed;

  /// The next pending request of the same socket. Guarded by the socket.
  @Nullable SocketRequest next;

  SocketRequest(NativeSocket socket) {
    this.socket = socket;
  }

  /// Has the request end soon, because its socket is closed or it was cancelled. On the loop's
  /// thread.
  void endEarly(RingLoop loop) {
    loop.cancel(this);
  }
}
