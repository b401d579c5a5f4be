package dev.wharf.swarm.cli;

import dev.wharf.transport.tls.ClientTlsOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options for an encrypted connection to the server.
public final class TlsOption {
  @Option(
      names = "--tls",
      description =
          "Connects with TLS, and checks the server's certificate with the authorities that Java"
              + " trusts.")
  private boolean isOn;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description =
          "Connects with TLS, and trusts only the certificates in this file (PEM), such as"
              + " run/tls/certificate.pem of a server with --dev.")
  private @Nullable Path trusted;

  @Option(
      names = "--insecure",
      description =
          "Connects with TLS, and accepts every certificate: anybody on the way can read and change"
              + " the packets. For tests only.")
  private boolean isInsecure;

  /// Creates the options without TLS. picocli sets the values from the command line.
  public TlsOption() {}

  /// Returns the options of TLS; null for a connection without TLS.
  ///
  /// @throws UsageException when the options contradict each other
  public @Nullable ClientTlsOptions options() {
    if (isInsecure && trusted != null) {
      throw new UsageException("--insecure checks no certificate: leave --tls-ca out");
    }
    ClientTlsOptions options = ClientTlsOptions.defaults();
    if (isInsecure) {
      return options.insecure();
    }
    if (trusted != null) {
      return options.trusting(trusted);
    }
    return isOn ? options : null;
  }
}
