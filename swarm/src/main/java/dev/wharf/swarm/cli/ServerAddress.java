package dev.wharf.swarm.cli;

import dev.wharf.swarm.SwarmLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/// The options that say where the server is.
public final class ServerAddress {
  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "The server's name or address (${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "7777",
      description = "The server's port (${DEFAULT-VALUE}).")
  private int port = 7777;

  /// Made by picocli.
  public ServerAddress() {}

  /// The address.
  ///
  /// @throws IllegalArgumentException when the port is none, or the host is not known
  public InetSocketAddress resolve() {
    return resolveAll().getFirst();
  }

  /// All addresses of the host, in the order in which the system tells them. Where one cannot be
  /// reached, another may.
  ///
  /// @throws IllegalArgumentException when the port is none, or the host is not known
  public List<InetSocketAddress> resolveAll() {
    SwarmLimits.check("port", port, 1, 65_535);
    try {
      return Stream.of(InetAddress.getAllByName(host))
          .map(one -> new InetSocketAddress(one, port))
          .toList();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("there is no host '" + host + "'", e);
    }
  }

  /// Tries whether connections can come from an address.
  ///
  /// @throws IllegalArgumentException when they cannot
  static void checkSource(InetAddress address) {
    try (Socket probe = new Socket()) {
      probe.bind(new InetSocketAddress(address, 0));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot connect from " + address.getHostAddress() + ": " + e.getMessage(), e);
    }
  }
}
