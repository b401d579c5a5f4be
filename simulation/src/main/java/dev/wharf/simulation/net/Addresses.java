package dev.wharf.simulation.net;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Checks socket addresses, and throws the exceptions that NIO.2 defines.
final class Addresses {
  private Addresses() {}

  static InetSocketAddress checkLocal(@Nullable SocketAddress local) {
    return local == null ? new InetSocketAddress(0) : check(local);
  }

  static InetSocketAddress check(SocketAddress address) {
    if (!(Objects.requireNonNull(address, "address") instanceof InetSocketAddress internet)) {
      throw new UnsupportedAddressTypeException();
    }
    if (internet.isUnresolved()) {
      throw new UnresolvedAddressException();
    }
    return internet;
  }
}
