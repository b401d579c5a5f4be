package dev.wharf.swarm;

import dev.wharf.swarm.cli.Secret;
import dev.wharf.swarm.measure.ServerMetrics;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options for the server's own figures.
final class ServerMetricsOption {
  private static final Secret TOKEN = new Secret("--server-metrics-token", "WHARF_ADMIN_TOKEN");

  @Option(
      names = "--server-metrics",
      paramLabel = "URL",
      description = "Where the server tells its own figures; they are noted beside the swarm's.")
  private @Nullable URI address;

  @Option(
      names = "--server-metrics-token-file",
      paramLabel = "FILE",
      description =
          "A file that has the server's admin token alone, which an admin port asks for that other"
              + " machines can reach. Or in the environment, as WHARF_ADMIN_TOKEN or"
              + " WHARF_ADMIN_TOKEN_FILE.")
  private @Nullable String tokenFile;

  /// Looks whether [#start] would begin.
  ///
  /// @throws IllegalArgumentException when the address is of another kind
  /// @throws dev.wharf.swarm.cli.UsageException when the token cannot be had
  void check() {
    if (address != null) {
      ServerMetrics.checkAddress(address);
      ServerMetrics.checkToken(token());
    }
  }

  /// Begins to ask for the figures; asks nobody without an address.
  ServerMetrics start() {
    return address == null ? ServerMetrics.none() : ServerMetrics.poll(address, token());
  }

  private String token() {
    return TOKEN.find(null, tokenFile);
  }
}
