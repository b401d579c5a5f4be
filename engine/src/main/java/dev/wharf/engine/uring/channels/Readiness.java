package dev.wharf.engine.uring.channels;

import dev.wharf.engine.uring.ring.Ring;
import dev.wharf.engine.uring.ring.RingLoop;
import dev.wharf.engine.uring.sys.Abi;

/// Reports when a socket has data to read. It is one poll request to the kernel. The request is in
/// flight from the first read until the channel is closed, and completes whenever data arrives.
///
/// A receive that is submitted after this report completes at once. A receive that waits in the
/// kernel would cost more than the completion of the poll.
///
/// Confined to the loop's thread.
final class Readiness extends SocketRequest {
  private final ReadOperation reader;

  /// Whether a receive may find something: data, an error or the end of the stream.
  private boolean readable;

  /// Whether the end of the stream has arrived, perhaps with data before it. The kernel reports the
  /// end only once, so no later read waits for a report.
  private boolean ended;

  Readiness(NativeSocket socket, ReadOperation reader) {
    super(socket, POLL);
    this.reader = reader;
  }

  boolean isReadable() {
    return readable;
  }

  /// Records that a receive was submitted, which takes the data that has arrived.
  void onReading() {
    readable = ended;
  }

  /// Records that a receive has left data in the socket, or may have left some.
  void onMoreLeft() {
    readable = true;
  }

  /// Submits the poll, unless it is in flight. The kernel also reports data that arrived before the
  /// poll.
  ///
  /// @return false when the ring has no room at the moment, or the channel is closed
  boolean poll(RingLoop loop) {
    return isInFlight() || begin(loop);
  }

  @Override
  protected void onCompleted(int result, int flags) {
    if ((flags & Abi.MORE_COMPLETIONS) == 0) {
      socket.release(this);
    }
    if (result >= 0) {
      ended |= (result & (Abi.POLLHUP | Abi.POLLRDHUP)) != 0;
      readable = true;
    }
    reader.onReadiness(result);
  }

  private boolean begin(RingLoop loop) {
    Ring ring = loop.ringWithRoom(1, 0);
    if (ring == null || !socket.tryClaim(this)) {
      return false;
    }
    long entry =
        ring.write(Abi.OP_POLL_ADD, socket.fd(), 0, Abi.POLL_ADD_MULTI, loop.userDataOf(this));
    ring.setOperationFlags(entry, Abi.POLLIN | Abi.POLLRDHUP);
    return true;
  }
}
