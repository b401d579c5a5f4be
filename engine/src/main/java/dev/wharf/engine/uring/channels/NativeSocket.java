package dev.wharf.engine.uring.channels;

import dev.wharf.engine.uring.ring.RingLoop;
import dev.wharf.engine.uring.sys.Abi;
import dev.wharf.engine.uring.sys.Errno;
import dev.wharf.engine.uring.sys.Libc;
import dev.wharf.engine.uring.sys.SocketAddresses;
import dev.wharf.engine.uring.sys.SocketOptions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ShutdownChannelGroupException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A socket's file descriptor, and the socket's pending requests.
///
/// The descriptor is closed when the channel is closed and the last pending request has ended.
/// Until then the kernel may use the descriptor and the memory of the requests.
///
/// **State.** One number says whether the channel is closed, and which requests are pending. A
/// request is claimed and released by one atomic operation each, because every read and every write
/// does so. Whoever makes the state `CLOSED` with no request left closes the descriptor: [#close],
/// or the last [#release].
///
/// Thread-safe. The monitor guards the descriptor in system calls that are not requests, and the
/// closing. Handlers and other code of users never run under it.
final class NativeSocket {
  /// The bit of a closed channel. The other bits are those of [SocketRequest#kind].
  private static final int CLOSED = 1;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(NativeSocket.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final int SOCK_STREAM = 1;
  private static final int SHUT_RD = 0;
  private static final int SHUT_WR = 1;
  private static final int SHUT_BOTH = 2;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;

  private final SocketGroup group;
  private final Set<SocketOption<?>> options;
  private final int fd;

  /// [#CLOSED], and the bit of each pending request. Changed by atomic operations; [#CLOSED] is set
  /// under the monitor.
  private volatile int state;

  /// The request that was made last. The others follow by [SocketRequest#previous].
  private @Nullable SocketRequest lastRequest;

  private @Nullable InetSocketAddress localAddress;

  // ---- neighbours in the group's list, used by SocketList
  @Nullable NativeSocket preceding;
  @Nullable NativeSocket following;

  /// A socket outside its group. The caller owns the descriptor until [#register] has returned.
  NativeSocket(SocketGroup group, Set<SocketOption<?>> options, int fd) {
    this.group = group;
    this.options = options;
    this.fd = fd;
  }

  /// Joins the group. From then on this socket owns the descriptor.
  ///
  /// @throws ShutdownChannelGroupException when the group is shut down
  void register() {
    if (!group.register(this)) {
      throw new ShutdownChannelGroupException();
    }
  }

  /// Opens a socket and returns its descriptor. It is for IPv6 and IPv4 if the system has IPv6.
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

  /// Makes the owner of a descriptor. Closes the descriptor when that fails.
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

  SocketGroup group() {
    return group;
  }

  /// The descriptor. Only a pending request, or code under the monitor, may use it.
  int fd() {
    return fd;
  }

  boolean isClosed() {
    return (state & CLOSED) != 0;
  }

  /// Whether a pending request must not begin, because the channel is closed or the request was
  /// cancelled.
  boolean rejects(SocketRequest request) {
    return isClosed() || request.killed;
  }

  // ---- pending requests

  /// Adds a new request of this socket.
  synchronized void add(SocketRequest request) {
    request.previous = lastRequest;
    lastRequest = request;
  }

  boolean isPending(SocketRequest request) {
    return (state & request.kind) != 0;
  }

  /// Makes the request pending, unless the channel is closed or the request is pending already.
  ///
  /// @return whether the request is claimed
  boolean tryClaim(SocketRequest request) {
    int kind = request.kind;
    int seen = state;
    while ((seen & (CLOSED | kind)) == 0) {
      int witness = (int) STATE.compareAndExchange(this, seen, seen | kind);
      if (witness == seen) {
        return true;
      }
      seen = witness;
    }
    return false;
  }

  /// Ends a claim, after the request has ended or when it does not begin.
  void release(SocketRequest request) {
    int before = (int) STATE.getAndBitwiseAnd(this, ~request.kind);
    if (before == (CLOSED | request.kind)) {
      closeDescriptor();
    }
  }

  synchronized void kill(SocketRequest request) {
    request.killed = true;
  }

  // ---- system calls that do not block

  synchronized void bind(InetSocketAddress address) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Errno.checkSocket(Libc.bind(fd, SocketAddresses.encode(arena, address)));
    }
    localAddress = null;
  }

  synchronized void listen(int backlog) throws IOException {
    Errno.checkSocket(Libc.listen(fd, backlog));
  }

  /// The address that the socket is bound to; null when it is not bound.
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

  void checkOpen() throws ClosedChannelException {
    if (isClosed()) {
      throw new ClosedChannelException();
    }
  }

  // ---- the end

  /// Closes the channel. The connection is shut down at once, and a listener stops to listen.
  /// Pending requests end soon; the descriptor is closed after the last of them.
  void close() {
    boolean idle;
    synchronized (this) {
      int before = (int) STATE.getAndBitwiseOr(this, CLOSED);
      if ((before & CLOSED) != 0) {
        return;
      }
      idle = before == 0;
      if (!idle) {
        Libc.shutdown(fd, SHUT_BOTH);
      }
    }
    if (idle) {
      closeDescriptor();
    } else {
      cancelPending();
    }
  }

  private void cancelPending() {
    RingLoop loop = group.loop();
    loop.offer(() -> cancelPending(loop));
  }

  private synchronized void cancelPending(RingLoop loop) {
    for (SocketRequest each = lastRequest; each != null; each = each.previous) {
      if (isPending(each)) {
        each.endEarly(loop);
      }
    }
  }

  private void checkSupported(SocketOption<?> option) {
    if (!options.contains(Objects.requireNonNull(option, "option"))) {
      throw new UnsupportedOperationException("'" + option + "' not supported");
    }
  }

  /// Shuts one direction or both. A connection that has ended already needs no shutdown.
  private void shutdown(int how) throws IOException {
    int result = Libc.shutdown(fd, how);
    if (result != -Errno.ENOTCONN) {
      Errno.checkSocket(result);
    }
  }

  /// Takes the monitor, because a [#close] on another thread may be about to shut the descriptor
  /// down.
  private void closeDescriptor() {
    synchronized (this) {
      Libc.close(fd);
    }
    group.forget(this);
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
