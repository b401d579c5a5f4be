package dev.wharf.swarm.cli;

import dev.wharf.swarm.SwarmLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options for the address of the server.
public final class ServerAddress {
  private static final int PORT = 7777;
  private static final int WEBSOCKET_PORT = 7778;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "The server's name or address (${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The server's port (7777; with --websocket 7778).")
  private @Nullable Integer port;

  @Option(
      names = "--websocket",
      description = "Connects with WebSocket, to the port that a server opens with --websocket.")
  private boolean isWebSocket;

  /// Creates the options with their defaults. picocli sets the values from the command line.
  public ServerAddress() {}

  /// Returns whether to connect with WebSocket.
  public boolean isWebSocket() {
    return isWebSocket;
  }

  private int port() {
    Integer chosen = port;
    if (chosen != null) {
      return chosen;
    }
    return isWebSocket ? WEBSOCKET_PORT : PORT;
  }

  /// Returns the first address of the host.
  ///
  /// @throws IllegalArgumentException when the port is out of range, or the host is unknown
  public InetSocketAddress resolve() {
    return resolveAll().getFirst();
  }

  /// Returns all addresses of the host, in the order of the system's resolver. Users try the next
  /// address when one cannot be reached.
  ///
  /// @throws IllegalArgumentException when the port is out of range, or the host is unknown
  public List<InetSocketAddress> resolveAll() {
    SwarmLimits.check("port", port(), 1, 65_535);
    try {
      return Stream.of(InetAddress.getAllByName(host))
          .map(one -> new InetSocketAddress(one, port()))
          .toList();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("there is no host '" + host + "'", e);
    }
  }

  /// Checks that this machine can connect from an address.
  ///
  /// @throws IllegalArgumentException when this machine cannot connect from the address
  static void checkSource(InetAddress address) {
    try (Socket probe = new Socket()) {
      probe.bind(new InetSocketAddress(address, 0));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot connect from " + address.getHostAddress() + ": " + e.getMessage(), e);
    }
  }
}
