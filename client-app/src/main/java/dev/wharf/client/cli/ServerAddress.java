package dev.wharf.client.cli;

import java.net.InetSocketAddress;
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

  /// The address.
  ///
  /// @throws IllegalArgumentException when the port is none, or the host is not known
  public InetSocketAddress resolve() {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port must be 1 to 65535, not " + port);
    }
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("there is no host '" + host + "'");
    }
    return address;
  }
}
