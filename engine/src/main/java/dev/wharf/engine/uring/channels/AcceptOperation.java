package dev.wharf.engine.uring.channels;

import dev.wharf.engine.uring.ring.Ring;
import dev.wharf.engine.uring.ring.RingLoop;
import dev.wharf.engine.uring.sys.Abi;
import dev.wharf.engine.uring.sys.Errno;
import dev.wharf.engine.uring.sys.Libc;
import dev.wharf.engine.uring.sys.SocketAddresses;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ShutdownChannelGroupException;

/// Accepts one connection. The result is the channel of the connection, which belongs to the
/// channel group of the listener.
final class AcceptOperation extends Operation<AsynchronousSocketChannel> {
  /// The memory into which the kernel writes the peer's address and, behind it, the length of the
  /// address.
  private final MemorySegment peer =
      Arena.ofAuto().allocate(SocketAddresses.MAX_SIZE + Integer.BYTES, Long.BYTES);

  AcceptOperation(NativeSocket socket) {
    super(socket, ACCEPT);
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

  /// Returns true also when the peer has aborted the connection before it was accepted, because
  /// other connections may be waiting.
  @Override
  boolean isRetriedAfter(int errno) {
    return errno == Errno.ECONNABORTED || super.isRetriedAfter(errno);
  }

  @Override
  AsynchronousSocketChannel resultOf(int accepted, int flags) throws IOException {
    if (socket.rejects(this)) {
      Libc.close(accepted);
      throw new AsynchronousCloseException();
    }
    try {
      return NativeSocket.owned(
          accepted,
          () ->
              UringSocketChannel.accepted(socket.group(), accepted, SocketAddresses.decode(peer)));
    } catch (ShutdownChannelGroupException e) {
      throw new IOException(e);
    }
  }
}
