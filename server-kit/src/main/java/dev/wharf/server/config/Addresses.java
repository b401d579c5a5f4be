package dev.wharf.server.config;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/// Formats socket addresses.
public final class Addresses {
  private Addresses() {}

  /// Returns the IP address and the port as text: `127.0.0.1:7777`, or `[0:0:0:0:0:0:0:1]:7777` for
  /// IPv6.
  public static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    boolean bracketed = address.getAddress() instanceof Inet6Address;
    return (bracketed ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
