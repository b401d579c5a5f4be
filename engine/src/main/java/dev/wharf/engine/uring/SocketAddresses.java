package dev.wharf.engine.uring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteOrder;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/// Addresses as the kernel has them: `struct sockaddr_in`, or `struct sockaddr_in6` for IPv4 as
/// well where the system has IPv6 and is not told to prefer IPv4.
final class SocketAddresses {
  /// Room for any address.
  static final int MAX_SIZE = 32;

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int INET_SIZE = 16;
  private static final int INET6_SIZE = 28;

  private static final int PORT = 2;
  private static final int INET_ADDRESS = 4;
  private static final int INET6_ADDRESS = 8;
  private static final int INET6_SCOPE = 24;
  private static final int MAPPED_MARK = 10;
  private static final int MAPPED_ADDRESS = 12;

  private static final ValueLayout.OfShort BIG_ENDIAN_SHORT =
      JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

  private static final boolean IPV6 = hasIpv6();

  private SocketAddresses() {}

  static boolean isIpv6() {
    return IPV6;
  }

  /// The family of all sockets.
  static int family() {
    return IPV6 ? AF_INET6 : AF_INET;
  }

  /// How many bytes an encoded address has.
  static int size() {
    return IPV6 ? INET6_SIZE : INET_SIZE;
  }

  /// Checks that the address is one that a socket can have.
  ///
  /// @throws UnsupportedAddressTypeException when it is another kind of address
  /// @throws UnresolvedAddressException when its host's name is not resolved
  static InetSocketAddress check(@Nullable SocketAddress address) {
    if (address == null) {
      throw new NullPointerException("address");
    }
    if (!(address instanceof InetSocketAddress inet)) {
      throw new UnsupportedAddressTypeException();
    }
    if (inet.isUnresolved()) {
      throw new UnresolvedAddressException();
    }
    if (!IPV6 && !(inet.getAddress() instanceof Inet4Address)) {
      throw new UnsupportedAddressTypeException();
    }
    return inet;
  }

  /// @param address a checked one
  static MemorySegment encode(SegmentAllocator allocator, InetSocketAddress address) {
    MemorySegment target = allocator.allocate(size(), Long.BYTES);
    encode(target, address);
    return target;
  }

  /// @param target of [#size()] bytes
  /// @param address a checked one
  static void encode(MemorySegment target, InetSocketAddress address) {
    target.fill((byte) 0);
    target.set(JAVA_SHORT, 0, (short) family());
    target.set(BIG_ENDIAN_SHORT, PORT, (short) address.getPort());
    if (!IPV6) {
      put(target, INET_ADDRESS, address.getAddress());
    } else if (address.getAddress() instanceof Inet6Address inet6) {
      put(target, INET6_ADDRESS, inet6);
      target.set(JAVA_INT, INET6_SCOPE, inet6.getScopeId());
    } else if (!address.getAddress().isAnyLocalAddress()) {
      target.set(JAVA_SHORT, INET6_ADDRESS + MAPPED_MARK, (short) -1);
      put(target, INET6_ADDRESS + MAPPED_ADDRESS, address.getAddress());
    }
  }

  static InetSocketAddress decode(MemorySegment source) throws IOException {
    int port = Short.toUnsignedInt(source.get(BIG_ENDIAN_SHORT, PORT));
    return new InetSocketAddress(decodeHost(source), port);
  }

  private static InetAddress decodeHost(MemorySegment source) throws IOException {
    int family = source.get(JAVA_SHORT, 0);
    if (family == AF_INET) {
      return InetAddress.getByAddress(get(source, INET_ADDRESS, 4));
    }
    byte[] bytes = get(source, INET6_ADDRESS, 16);
    int scope = source.get(JAVA_INT, INET6_SCOPE);
    if (scope != 0) {
      return Inet6Address.getByAddress(null, bytes, scope);
    }
    return InetAddress.getByAddress(bytes);
  }

  private static void put(MemorySegment target, long at, InetAddress address) {
    byte[] bytes = address.getAddress();
    MemorySegment.copy(bytes, 0, target, JAVA_BYTE, at, bytes.length);
  }

  private static byte[] get(MemorySegment source, long at, int length) {
    return source.asSlice(at, length).toArray(JAVA_BYTE);
  }

  private static boolean hasIpv6() {
    if (Boolean.getBoolean("java.net.preferIPv4Stack")) {
      return false;
    }
    int fd = Libc.socket(AF_INET6, 1 | Abi.CLOEXEC);
    if (fd >= 0) {
      Libc.close(fd);
    }
    return fd >= 0;
  }
}
