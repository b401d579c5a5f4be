package dev.wharf.engine;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.channels.UnsupportedAddressTypeException;

/// Thrown when a service cannot listen on its address: the port is taken, or the address does not
/// belong to this machine. The message has the address and the system's message.
public final class ListenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Creates an exception whose message has the address and the reason.
  ///
  /// @param cause the exception from the system's call
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
