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
/// **State.** One number says whether the channel is closed, and which requests are pending. One
/// atomic operation claims a request, and one releases it, because every read and every write needs
/// both. The call that leaves the state `CLOSED` with no pending request closes the descriptor:
/// this is [#close] or the last [#release].
///
/// Thread-safe. System calls that are not requests use the descriptor under this object's monitor,
/// and so does the call that closes the descriptor. Handlers and other code of users never run
/// under the monitor.
final class NativeSocket {
  /// The bit of [#state] that says that the channel is closed. The other bits are those of
  /// [SocketRequest#kind].
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

  /// Contains the bit [#CLOSED] when the channel is closed, and the bit of each pending request.
  /// Only atomic operations change it; [#close] sets [#CLOSED] under the monitor.
  private volatile int state;

  /// The newest request object of this socket. [SocketRequest#previous] leads to the older ones.
  private @Nullable SocketRequest lastRequest;

  private @Nullable InetSocketAddress localAddress;

  // ---- the neighbours of this socket in the group's list; only SocketList uses them
  @Nullable NativeSocket preceding;
  @Nullable NativeSocket following;

  /// Creates a socket that has not joined its group. The caller must close the descriptor if
  /// anything fails before [#register] has returned.
  NativeSocket(SocketGroup group, Set<SocketOption<?>> options, int fd) {
    this.group = group;
    this.options = options;
    this.fd = fd;
  }

  /// Adds this socket to its group. After that, this socket closes the descriptor.
  ///
  /// @throws ShutdownChannelGroupException when the group is shut down
  void register() {
    if (!group.register(this)) {
      throw new ShutdownChannelGroupException();
    }
  }

  /// Opens a TCP socket and returns its descriptor. The socket carries IPv6 and IPv4 if the system
  /// has IPv6; otherwise only IPv4.
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

  /// Calls the maker, which creates the object that owns the descriptor, and returns that object.
  /// Closes the descriptor when the maker throws.
  static <T> T owned(int fd, Maker<T> maker) throws IOException {
    try {
      return maker.make();
    } catch (IOException | RuntimeException | Error e) {
      Libc.close(fd);
      throw e;
    }
  }

  /// Creates the object that owns a descriptor.
  @FunctionalInterface
  interface Maker<T> {
    T make() throws IOException;
  }

  SocketGroup group() {
    return group;
  }

  /// Returns the descriptor. Only a pending request, or code that holds this object's monitor, may
  /// use it.
  int fd() {
    return fd;
  }

  boolean isClosed() {
    return (state & CLOSED) != 0;
  }

  /// Returns whether a claimed request must not begin, because the channel is closed or the request
  /// was cancelled.
  boolean rejects(SocketRequest request) {
    return isClosed() || request.killed;
  }

  // ---- pending requests

  /// Adds a request object to the list of this socket's requests. The constructor of
  /// [SocketRequest] calls it.
  synchronized void add(SocketRequest request) {
    request.previous = lastRequest;
    lastRequest = request;
  }

  boolean isPending(SocketRequest request) {
    return (state & request.kind) != 0;
  }

  /// Makes the request pending, unless the channel is closed or the request is pending already.
  ///
  /// @return whether this call has made the request pending
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

  /// Makes the request no longer pending, because it has ended or will not begin. Closes the
  /// descriptor when the channel is closed and no other request is pending.
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

  /// Returns the address that the socket is bound to; null when the socket is not bound.
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

  /// Closes the channel. A connection is shut down at once, and a listener stops to accept
  /// connections. Pending requests end soon; the descriptor is closed after the last of them.
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

  /// Shuts one direction of the connection down. Ignores the error of a connection that has already
  /// ended.
  private void shutdown(int how) throws IOException {
    int result = Libc.shutdown(fd, how);
    if (result != -Errno.ENOTCONN) {
      Errno.checkSocket(result);
    }
  }

  /// Closes the descriptor, and removes this socket from its group. Takes the monitor, because a
  /// [#close] on another thread may be about to call `shutdown` with the descriptor.
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
