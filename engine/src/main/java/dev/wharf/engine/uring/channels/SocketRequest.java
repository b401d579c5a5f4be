package dev.wharf.engine.uring.channels;

import dev.wharf.engine.uring.ring.Request;
import dev.wharf.engine.uring.ring.RingLoop;
import org.jspecify.annotations.Nullable;

/// A request for a socket. While the request is pending, the socket's file descriptor stays open.
abstract class SocketRequest extends Request {
  // ---- the kinds of requests: bits of the socket's state. A socket has at most one of each kind
  static final byte READ = 1 << 1;
  static final byte WRITE = 1 << 2;
  static final byte POLL = 1 << 3;
  static final byte CONNECT = 1 << 4;
  static final byte ACCEPT = 1 << 5;

  final NativeSocket socket;

  /// The bit of this request in the socket's state, which is set while the request is pending.
  final byte kind;

  /// Whether a request of this kind was cancelled or timed out. It is unknown how many bytes that
  /// request has transferred, so the channel allows no further request of this kind. Set under the
  /// socket's monitor.
  volatile boolean killed;

  /// The request of the same socket that was made before this one. Guarded by the socket's monitor.
  @Nullable SocketRequest previous;

  SocketRequest(NativeSocket socket, byte kind) {
    this.socket = socket;
    this.kind = kind;
    socket.add(this);
  }

  /// Returns whether the request is claimed and has not ended.
  final boolean isPending() {
    return socket.isPending(this);
  }

  /// Makes the request end soon, because its socket was closed or the request was cancelled. Called
  /// on the loop's thread.
  void endEarly(RingLoop loop) {
    loop.cancel(this);
  }
}
