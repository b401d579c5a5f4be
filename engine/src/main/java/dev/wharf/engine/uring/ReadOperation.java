package dev.wharf.engine.uring;

import java.lang.foreign.MemorySegment;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ReadPendingException;

/// A read: straight into the caller's memory, once there is something to read.
final class ReadOperation extends TransferOperation {
  /// The last read has left something in the socket. The loop's own.
  private boolean moreInSocket;

  ReadOperation(NativeSocket socket) {
    super(socket);
  }

  @Override
  boolean isIncoming() {
    return true;
  }

  @Override
  RuntimeException alreadyPending() {
    return new ReadPendingException();
  }

  @Override
  int resultWhenShut() {
    return -1;
  }

  @Override
  long submitOne(Ring ring, long address, int length, long userData) {
    long entry = ring.write(Abi.OP_RECV, socket.fd(), address, length, userData);
    ring.setIoPriority(entry, moreInSocket ? 0 : Abi.POLL_FIRST);
    return entry;
  }

  @Override
  long submitMany(Ring ring, MemorySegment vectors, int count, long userData) {
    long entry = ring.write(Abi.OP_READV, socket.fd(), vectors.address(), count, userData);
    ring.setOffset(entry, -1);
    return entry;
  }

  /// Nothing where there was room is the end of the stream: the peer's, unless we have closed.
  @Override
  Number resultOf(int answer, int flags) throws AsynchronousCloseException {
    moreInSocket = (flags & Abi.MORE_IN_SOCKET) != 0;
    if (answer == 0 && socket.isClosed()) {
      throw new AsynchronousCloseException();
    }
    return transferred(answer == 0 ? -1 : answer);
  }
}
