package dev.wharf.engine.uring;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import org.jspecify.annotations.Nullable;

/// A connect. Its result is nothing.
final class ConnectOperation extends Operation<Void> {
  private final UringSocketChannel connecting;
  private final InetSocketAddress address;

  ConnectOperation(NativeSocket socket, UringSocketChannel connecting, InetSocketAddress address) {
    super(socket);
    this.connecting = connecting;
    this.address = address;
  }

  @Override
  boolean submit(RingLoop loop, long timeout) {
    Ring ring = loop.ringWithRoom(1, SocketAddresses.MAX_SIZE);
    if (ring == null) {
      return false;
    }
    MemorySegment target = ring.scratch(SocketAddresses.size());
    SocketAddresses.encode(target, address);
    long entry =
        ring.write(Abi.OP_CONNECT, socket.fd(), target.address(), 0, loop.userDataOf(this));
    ring.setOffset(entry, target.byteSize());
    return true;
  }

  @Override
  @Nullable Void resultOf(int answer, int flags) throws IOException {
    connecting.onConnected(address);
    if (socket.isClosed()) {
      throw new AsynchronousCloseException();
    }
    return null;
  }

  /// A channel that could not be connected is closed.
  @Override
  IOException failureOf(int errno) {
    if (!socket.refuses(this)) {
      socket.close();
    }
    return Errno.socketException(errno);
  }
}
