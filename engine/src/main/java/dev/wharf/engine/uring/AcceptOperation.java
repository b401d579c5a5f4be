package dev.wharf.engine.uring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ShutdownChannelGroupException;

/// An accept. Its result is the new channel, in the same group.
final class AcceptOperation extends Operation<AsynchronousSocketChannel> {
  /// The kernel writes the peer's address here, and its length.
  private final MemorySegment peer =
      Arena.ofAuto().allocate(SocketAddresses.MAX_SIZE + Integer.BYTES, Long.BYTES);

  AcceptOperation(NativeSocket socket) {
    super(socket);
  }

  @Override
  boolean submit(RingLoop loop, long timeout) {
    Ring ring = loop.ringWithRoom(1, 0);
    if (ring == null) {
      return false;
    }
    peer.set(ValueLayout.JAVA_INT, SocketAddresses.MAX_SIZE, SocketAddresses.MAX_SIZE);
    long entry = ring.write(Abi.OP_ACCEPT, socket.fd(), peer.address(), 0, loop.userDataOf(this));
    ring.setOffset(entry, peer.address() + SocketAddresses.MAX_SIZE);
    ring.setOperationFlags(entry, Abi.CLOEXEC);
    return true;
  }

  /// The peer of one that waited may have gone: there are others.
  @Override
  boolean isToBeTriedAgain(int errno) {
    return errno == Errno.ECONNABORTED || super.isToBeTriedAgain(errno);
  }

  @Override
  AsynchronousSocketChannel resultOf(int answer, int flags) throws IOException {
    if (socket.refuses(this)) {
      Libc.close(answer);
      throw new AsynchronousCloseException();
    }
    try {
      return NativeSocket.owned(
          answer,
          () -> UringSocketChannel.accepted(socket.group(), answer, SocketAddresses.decode(peer)));
    } catch (ShutdownChannelGroupException e) {
      throw new IOException(e);
    }
  }
}
