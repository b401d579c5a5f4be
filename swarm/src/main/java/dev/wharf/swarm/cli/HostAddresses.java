package dev.wharf.swarm.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/// Looks up what a name stands for.
public final class HostAddresses {
  private HostAddresses() {}

  /// All addresses of a host, one or more, in the order in which the system tells them.
  ///
  /// @throws IllegalArgumentException when there is no such host
  public static List<InetSocketAddress> of(String host, int port) {
    try {
      return Stream.of(InetAddress.getAllByName(host))
          .map(address -> new InetSocketAddress(address, port))
          .toList();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("there is no host '" + host + "'", e);
    }
  }
}
