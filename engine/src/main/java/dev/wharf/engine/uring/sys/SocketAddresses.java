package dev.wharf.engine.uring.sys;

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

/// Encodes and decodes socket addresses in the kernel's form.
///
/// All addresses are `struct sockaddr_in6`, IPv4 addresses included, when the system has IPv6 and
/// `java.net.preferIPv4Stack` is not set. Otherwise all addresses are `struct sockaddr_in`.
public final class SocketAddresses {
  /// A number of bytes that is enough for every encoded address.
  public static final int MAX_SIZE = 32;

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

  /// Returns whether all sockets of the provider are IPv6 sockets, which also carry IPv4.
  public static boolean isIpv6() {
    return IPV6;
  }

  /// Returns the address family of all sockets of the provider: `AF_INET6` or `AF_INET`.
  public static int family() {
    return IPV6 ? AF_INET6 : AF_INET;
  }

  /// Returns the size of an encoded address, in bytes.
  public static int size() {
    return IPV6 ? INET6_SIZE : INET_SIZE;
  }

  /// Checks that a socket of the provider can use the address, and returns the address.
  ///
  /// @throws UnsupportedAddressTypeException when the address is not an IP address, or is an IPv6
  ///   address although the sockets are IPv4 sockets
  /// @throws UnresolvedAddressException when the host name is not resolved
  public static InetSocketAddress check(@Nullable SocketAddress address) {
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

  /// Encodes an address into new memory.
  ///
  /// @param address an address that [#check] has accepted
  public static MemorySegment encode(SegmentAllocator allocator, InetSocketAddress address) {
    MemorySegment target = allocator.allocate(size(), Long.BYTES);
    encode(target, address);
    return target;
  }

  /// Writes an address, in the kernel's form, into existing memory.
  ///
  /// @param target memory of [#size()] bytes
  /// @param address an address that [#check] has accepted
  public static void encode(MemorySegment target, InetSocketAddress address) {
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

  /// Reads an address that the kernel has written into memory.
  public static InetSocketAddress decode(MemorySegment source) throws IOException {
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
