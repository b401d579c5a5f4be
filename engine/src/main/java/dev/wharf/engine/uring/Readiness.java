package dev.wharf.engine.uring;

/// Tells when there is something to read: a poll that stands from the first read until the channel
/// is closed, and that the kernel answers whenever something has come. A receive that is begun only
/// then need not be made to wait by the kernel, which costs it more than the answer does.
///
/// Of the loop's thread.
final class Readiness extends Request {
  private final ReadOperation reader;

  /// There may be something to read: data, an error or the end.
  private boolean readable;

  /// The end has come, maybe with data before it. The kernel says so once; what reads never waits
  /// from then on.
  private boolean ended;

  Readiness(NativeSocket socket, ReadOperation reader) {
    super(socket);
    this.reader = reader;
  }

  boolean isReadable() {
    return readable;
  }

  /// What was there is being read.
  void onReading() {
    readable = ended;
  }

  /// Something is left, or may be.
  void onMoreLeft() {
    readable = true;
  }

  /// Has the reader told of what comes, and of what is there already.
  ///
  /// @return false when there is no room at the moment, or the channel is closed
  boolean stand(RingLoop loop) {
    return isStanding() || begin(loop);
  }

  @Override
  void onCompleted(int answer, int flags) {
    if ((flags & Abi.MORE_COMPLETIONS) == 0) {
      socket.release(this);
    }
    if (answer >= 0) {
      ended |= (answer & (Abi.POLLHUP | Abi.POLLRDHUP)) != 0;
      readable = true;
    }
    reader.onReadiness(answer);
  }

  private boolean isStanding() {
    return slot >= 0;
  }

  private boolean begin(RingLoop loop) {
    Ring ring = loop.ringWithRoom(1, 0);
    if (ring == null || !socket.claimIfOpen(this)) {
      return false;
    }
    long entry =
        ring.write(Abi.OP_POLL_ADD, socket.fd(), 0, Abi.POLL_ADD_MULTI, loop.userDataOf(this));
    ring.setOperationFlags(entry, Abi.POLLIN | Abi.POLLRDHUP);
    return true;
  }
}
