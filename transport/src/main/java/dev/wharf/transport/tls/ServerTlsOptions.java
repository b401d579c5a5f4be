package dev.wharf.transport.tls;

import dev.wharf.transport.certificate.CertificateFiles;
import java.time.Duration;
import java.util.List;

/// The options of a server's TLS.
///
/// @param files the certificate and its key
/// @param provider the implementation of TLS
/// @param versions the versions that clients may use: `TLSv1.3`, `TLSv1.2`
/// @param maxHandshakes the most handshakes that are computed at a time
/// @param maxWaitingHandshakes the most handshakes that wait to be computed
/// @param reloadPeriod the time between two looks at the files; zero for never
/// @param ticketPeriod the time after which the key of session tickets changes
public record ServerTlsOptions(
    CertificateFiles files,
    TlsProvider provider,
    List<String> versions,
    int maxHandshakes,
    int maxWaitingHandshakes,
    Duration reloadPeriod,
    Duration ticketPeriod) {

  /// Checks the values, and copies the list.
  public ServerTlsOptions {
    versions = List.copyOf(versions);
    if (versions.isEmpty() || maxHandshakes < 1 || maxWaitingHandshakes < 1) {
      throw new IllegalArgumentException(
          "TLS needs a version, and at least one handshake at a time and one that waits");
    }
  }

  /// Returns options for TLS 1.3 with these files.
  public static ServerTlsOptions of(CertificateFiles files) {
    return new ServerTlsOptions(
        files,
        TlsProvider.AUTO,
        List.of("TLSv1.3"),
        Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
        10_000,
        Duration.ofSeconds(10),
        Duration.ofHours(6));
  }

  /// Returns a copy with another implementation of TLS.
  public ServerTlsOptions withProvider(TlsProvider other) {
    return new ServerTlsOptions(
        files, other, versions, maxHandshakes, maxWaitingHandshakes, reloadPeriod, ticketPeriod);
  }

  /// Returns a copy with other versions.
  public ServerTlsOptions withVersions(List<String> others) {
    return new ServerTlsOptions(
        files, provider, others, maxHandshakes, maxWaitingHandshakes, reloadPeriod, ticketPeriod);
  }

  /// Returns a copy with other limits of handshakes.
  public ServerTlsOptions withHandshakes(int most, int mostWaiting) {
    return new ServerTlsOptions(
        files, provider, versions, most, mostWaiting, reloadPeriod, ticketPeriod);
  }

  /// Returns a copy with other periods.
  public ServerTlsOptions withPeriods(Duration reload, Duration ticket) {
    return new ServerTlsOptions(
        files, provider, versions, maxHandshakes, maxWaitingHandshakes, reload, ticket);
  }
}
