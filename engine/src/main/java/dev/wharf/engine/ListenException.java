package dev.wharf.engine;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.channels.UnsupportedAddressTypeException;

/// Thrown when a service cannot listen on its address: the port is taken, or the address is not
/// this machine's. The message names the address and what the system said.
public final class ListenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param cause what the system said
  public ListenException(InetSocketAddress address, Exception cause) {
    super("cannot listen on " + text(address) + ": " + reason(address, cause), cause);
  }

  private static String text(InetSocketAddress address) {
    boolean v6 = address.getAddress() instanceof Inet6Address;
    String host =
        address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    return (v6 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private static String reason(InetSocketAddress address, Exception cause) {
    if (cause instanceof UnsupportedAddressTypeException
        && address.getAddress() instanceof Inet6Address) {
      return "there is no IPv6 on this machine, or the JVM does without";
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
