package dev.wharf.swarm.demo;

import dev.wharf.swarm.SwarmOptions;
import dev.wharf.swarm.cli.UsageException;
import dev.wharf.swarm.hostile.HostileNeed;
import dev.wharf.transport.tls.ClientTlsOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/// The options of the demo that say how the users connect: `--tls`, `--websocket` and
/// `--proxy-header`. They set the server and the swarm alike.
final class DemoConnections {
  private static final Path TLS_FOLDER = Path.of("run", "tls");
  private static final Path CERTIFICATE = TLS_FOLDER.resolve("certificate.pem");

  @Option(
      names = "--tls",
      description =
          "Encrypts all connections. The server makes a certificate in the folder run/tls, and the"
              + " users trust it.")
  private boolean isEncrypted;

  @Option(
      names = "--websocket",
      description = "Lets the server open a second port for WebSocket, to which all users connect.")
  private boolean isWebSocket;

  @Option(
      names = "--proxy-header",
      description =
          "Lets the server demand a header of the PROXY protocol, which the users send, as a proxy"
              + " in front of the server does.")
  private boolean sendsProxyHeaders;

  /// Returns the settings of a server that accepts these connections, each as `key=value`.
  List<String> settings() {
    List<String> settings = new ArrayList<>();
    if (isEncrypted) {
      settings.add("tls.enabled=true");
      settings.add("tls.development-folder=" + TLS_FOLDER);
    }
    if (isWebSocket) {
      settings.add("websocket.enabled=true");
      settings.add("websocket.port=0");
    }
    if (sendsProxyHeaders) {
      settings.add("proxy.protocol=any");
      settings.add("proxy.from=127.0.0.1");
    }
    return settings;
  }

  /// Returns the port of the server to which the users connect.
  ///
  /// @param tcpPort the server's port without WebSocket
  int portOf(ServerProcess server, int tcpPort) {
    return isWebSocket ? server.webSocketPort().orElse(tcpPort) : tcpPort;
  }

  SwarmOptions.Builder addTo(SwarmOptions.Builder swarm) {
    return swarm
        .tls(isEncrypted ? ClientTlsOptions.defaults().trusting(CERTIFICATE) : null)
        .webSocket(isWebSocket)
        .sendsProxyHeaders(sendsProxyHeaders);
  }

  Set<HostileNeed> needsFulfilled() {
    return HostileNeed.fulfilledBy(isEncrypted, isWebSocket, sendsProxyHeaders);
  }

  /// Checks that a browser can connect to the server, too.
  ///
  /// @throws UsageException when it cannot
  void checkForBrowser() {
    if (isEncrypted) {
      throw new UsageException(
          "--world and --tls exclude each other: a browser does not trust the certificate that the"
              + " server makes");
    }
    if (sendsProxyHeaders) {
      throw new UsageException(
          "--world and --proxy-header exclude each other: a browser sends no such header");
    }
  }
}
