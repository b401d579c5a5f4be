package dev.wharf.engine.uring.channels;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.wharf.engine.uring.ring.Ring;
import dev.wharf.engine.uring.sys.Abi;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritePendingException;

/// A write. The kernel sends the bytes as soon as the socket has room, directly from the caller's
/// memory if possible (see [Transfer]).
final class WriteOperation extends TransferOperation {
  WriteOperation(NativeSocket socket) {
    super(socket, WRITE);
  }

  @Override
  boolean isIncoming() {
    return false;
  }

  @Override
  RuntimeException alreadyPending() {
    return new WritePendingException();
  }

  @Override
  int resultWhenShut() throws ClosedChannelException {
    throw new ClosedChannelException();
  }

  @Override
  long submitOne(Ring ring, long address, int length, long userData) {
    long entry = ring.write(Abi.OP_SEND, socket.fd(), address, length, userData);
    ring.setOperationFlags(entry, Abi.MSG_NOSIGNAL);
    return entry;
  }

  @Override
  long submitMany(Ring ring, MemorySegment vectors, int count, long userData) {
    MemorySegment message = ring.scratch(Abi.MESSAGE_SIZE);
    message.fill((byte) 0);
    message.set(ADDRESS, Abi.MESSAGE_VECTORS, vectors);
    message.set(JAVA_LONG, Abi.MESSAGE_VECTOR_COUNT, count);
    long entry = ring.write(Abi.OP_SENDMSG, socket.fd(), message.address(), 1, userData);
    ring.setOperationFlags(entry, Abi.MSG_NOSIGNAL);
    return entry;
  }

  @Override
  Number resultOf(int sent, int flags) {
    return transferred(sent);
  }
}
