package dev.wharf.transport.tls;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The options of a client's TLS.
///
/// @param provider the implementation of TLS
/// @param versions the versions that the server may choose: `TLSv1.3`, `TLSv1.2`
/// @param trusted a file with certificates in PEM: the client trusts these, and those that they
///   have signed, and no others; null for the authorities that the JDK trusts
/// @param isInsecure whether the client accepts every certificate: anybody on the way can then read
///   and change the packets
public record ClientTlsOptions(
    TlsProvider provider, List<String> versions, @Nullable Path trusted, boolean isInsecure) {

  /// Copies the list.
  public ClientTlsOptions {
    versions = List.copyOf(versions);
  }

  /// Returns options for TLS 1.3 and 1.2 with servers whose certificates the JDK trusts.
  public static ClientTlsOptions defaults() {
    return new ClientTlsOptions(TlsProvider.AUTO, List.of("TLSv1.3", "TLSv1.2"), null, false);
  }

  /// Returns a copy that trusts the certificates in a file, and no others.
  public ClientTlsOptions trusting(Path file) {
    return new ClientTlsOptions(provider, versions, file, isInsecure);
  }

  /// Returns a copy that accepts every certificate. For tests.
  public ClientTlsOptions insecure() {
    return new ClientTlsOptions(provider, versions, trusted, true);
  }

  /// Returns a copy with another implementation of TLS.
  public ClientTlsOptions withProvider(TlsProvider other) {
    return new ClientTlsOptions(other, versions, trusted, isInsecure);
  }

  /// Returns a copy with other versions.
  public ClientTlsOptions withVersions(List<String> others) {
    return new ClientTlsOptions(provider, others, trusted, isInsecure);
  }
}
