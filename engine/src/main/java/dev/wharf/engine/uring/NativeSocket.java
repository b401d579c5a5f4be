package dev.wharf.engine.uring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ShutdownChannelGroupException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A socket's descriptor and what is pending on it. The descriptor is given back when the channel
/// is closed and the last pending operation has ended: until then the kernel works with it, and
/// with the operations' memory.
///
/// Thread-safe. Its monitor guards the channel's state, too; user code never runs under it.
final class NativeSocket {
  private static final int SOCK_STREAM = 1;
  private static final int SHUT_RD = 0;
  private static final int SHUT_WR = 1;
  private static final int SHUT_BOTH = 2;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;

  private final UringGroup group;
  private final Set<SocketOption<?>> options;
  private final int fd;
  private @Nullable Request firstPending;
  private @Nullable InetSocketAddress localAddress;
  private boolean closed;

  // ---- the group's: its neighbours in the list
  @Nullable NativeSocket preceding;
  @Nullable NativeSocket following;

  /// The descriptor stays the caller's until [#register] has returned.
  NativeSocket(UringGroup group, Set<SocketOption<?>> options, int fd) {
    this.group = group;
    this.options = options;
    this.fd = fd;
  }

  /// Joins the group, and takes the descriptor over.
  ///
  /// @throws ShutdownChannelGroupException when the group is shut down
  void register() {
    if (!group.register(this)) {
      throw new ShutdownChannelGroupException();
    }
  }

  /// Opens a socket, for IPv6 and IPv4 if the system has IPv6.
  static int open() throws IOException {
    int family = SocketAddresses.family();
    int fd = Errno.checkSocket(Libc.socket(family, SOCK_STREAM | Abi.CLOEXEC));
    return owned(
        fd,
        () -> {
          if (SocketAddresses.isIpv6()) {
            SocketOptions.setInt(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
          }
          return fd;
        });
  }

  /// Makes what takes a descriptor over. Closes the descriptor when that fails.
  static <T> T owned(int fd, Maker<T> maker) throws IOException {
    try {
      return maker.make();
    } catch (IOException | RuntimeException | Error e) {
      Libc.close(fd);
      throw e;
    }
  }

  /// Makes the owner of a descriptor.
  @FunctionalInterface
  interface Maker<T> {
    T make() throws IOException;
  }

  UringGroup group() {
    return group;
  }

  /// To be used by operations that are pending, or under the monitor.
  int fd() {
    return fd;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /// Whether the operation, which is pending, need not be begun any more.
  synchronized boolean refuses(Operation<?> operation) {
    return closed || operation.killed;
  }

  // ---- what is pending

  /// Makes the request the caller's, who holds the monitor, and has looked whether it may be.
  void claim(Request request) {
    request.pending = true;
    request.next = firstPending;
    firstPending = request;
  }

  /// Makes the request, which is the loop's, pending, unless the channel is closed.
  synchronized boolean claimIfOpen(Request request) {
    if (!closed) {
      claim(request);
    }
    return !closed;
  }

  /// The request has ended, or has not begun.
  void release(Request request) {
    boolean last;
    synchronized (this) {
      request.pending = false;
      unlink(request);
      last = closed && firstPending == null;
    }
    if (last) {
      giveBack();
    }
  }

  synchronized void kill(Operation<?> operation) {
    operation.killed = true;
  }

  // ---- calls that do not wait

  synchronized void bind(InetSocketAddress address) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Errno.checkSocket(Libc.bind(fd, SocketAddresses.encode(arena, address)));
    }
    localAddress = null;
  }

  synchronized void listen(int backlog) throws IOException {
    Errno.checkSocket(Libc.listen(fd, backlog));
  }

  /// Null as long as the socket is bound to none.
  synchronized @Nullable InetSocketAddress localAddress() throws IOException {
    checkOpen();
    if (localAddress == null) {
      InetSocketAddress address = askLocalAddress();
      localAddress = address.getPort() == 0 ? null : address;
    }
    return localAddress;
  }

  synchronized void forgetLocalAddress() {
    localAddress = null;
  }

  Set<SocketOption<?>> supportedOptions() {
    return options;
  }

  synchronized <T> void setOption(SocketOption<T> option, T value) throws IOException {
    checkSupported(option);
    checkOpen();
    SocketOptions.set(fd, option, value);
  }

  synchronized <T> T getOption(SocketOption<T> option) throws IOException {
    checkSupported(option);
    checkOpen();
    return SocketOptions.get(fd, option);
  }

  synchronized void shutdownInput() throws IOException {
    shutdown(SHUT_RD);
  }

  synchronized void shutdownOutput() throws IOException {
    shutdown(SHUT_WR);
  }

  synchronized void checkOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  // ---- the end

  /// Closes the channel: the peer is told at once, and a listener listens no more. What is pending
  /// ends soon, and the descriptor is given back after the last.
  void close() {
    boolean idle;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      idle = firstPending == null;
      if (!idle) {
        Libc.shutdown(fd, SHUT_BOTH);
      }
    }
    if (idle) {
      giveBack();
    } else {
      cancelPending();
    }
  }

  private void cancelPending() {
    RingLoop loop = group.loop();
    loop.offer(() -> cancelPending(loop));
  }

  private synchronized void cancelPending(RingLoop loop) {
    for (Request each = firstPending; each != null; each = each.next) {
      each.endEarly(loop);
    }
  }

  private void checkSupported(SocketOption<?> option) {
    if (!options.contains(Objects.requireNonNull(option, "option"))) {
      throw new UnsupportedOperationException("'" + option + "' not supported");
    }
  }

  /// A connection that is over already, both ways, has nothing left to be shut.
  private void shutdown(int how) throws IOException {
    int result = Libc.shutdown(fd, how);
    if (result != -Errno.ENOTCONN) {
      Errno.checkSocket(result);
    }
  }

  private void giveBack() {
    Libc.close(fd);
    group.forget(this);
  }

  @SuppressWarnings("ReferenceEquality") // this very request
  private void unlink(Request request) {
    if (firstPending == request) {
      firstPending = request.next;
    } else {
      Request before = firstPending;
      while (before != null && before.next != request) {
        before = before.next;
      }
      if (before != null) {
        before.next = request.next;
      }
    }
    request.next = null;
  }

  private InetSocketAddress askLocalAddress() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(SocketAddresses.MAX_SIZE, Long.BYTES);
      MemorySegment length = arena.allocate(ValueLayout.JAVA_INT);
      length.set(ValueLayout.JAVA_INT, 0, SocketAddresses.MAX_SIZE);
      Errno.checkSocket(Libc.getsockname(fd, address, length));
      return SocketAddresses.decode(address);
    }
  }
}
