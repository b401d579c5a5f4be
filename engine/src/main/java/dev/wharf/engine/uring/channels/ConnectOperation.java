package dev.wharf.engine.uring.channels;

import dev.wharf.engine.uring.ring.Ring;
import dev.wharf.engine.uring.ring.RingLoop;
import dev.wharf.engine.uring.sys.Abi;
import dev.wharf.engine.uring.sys.Errno;
import dev.wharf.engine.uring.sys.SocketAddresses;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Connects a socket to a peer. The result is always null.
final class ConnectOperation extends Operation<Void> {
  private final Consumer<InetSocketAddress> onConnected;
  private final InetSocketAddress address;

  /// Creates a connect that has not begun.
  ///
  /// @param onConnected the loop's thread calls it with the peer's address, before it calls the
  ///   handler of the completion
  ConnectOperation(
      NativeSocket socket, InetSocketAddress address, Consumer<InetSocketAddress> onConnected) {
    super(socket, CONNECT);
    this.address = address;
    this.onConnected = onConnected;
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
  @Nullable Void resultOf(int result, int flags) throws IOException {
    onConnected.accept(address);
    if (socket.isClosed()) {
      throw new AsynchronousCloseException();
    }
    return null;
  }

  /// Makes the exception, and closes the channel, because it failed to connect. The JDK's channels
  /// do the same.
  @Override
  IOException failureOf(int errno) {
    if (!socket.rejects(this)) {
      socket.close();
    }
    return Errno.socketException(errno);
  }
}
