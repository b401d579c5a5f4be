package dev.wharf.bench.server;

import dev.wharf.transport.certificate.CertificateFiles;
import dev.wharf.transport.certificate.DevelopmentCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// A certificate that a server makes for itself: a key on the curve P-256, signed with ECDSA. So
/// all servers have the same work in a handshake.
final class BenchCertificate implements AutoCloseable {
  private final CertificateFiles files;
  private final Path folder;

  /// Makes the certificate. [#close()] deletes its files.
  BenchCertificate() throws IOException {
    folder = Files.createTempDirectory("bench-tls");
    files = DevelopmentCertificate.in(folder, Instant.now());
  }

  CertificateFiles files() {
    return files;
  }

  @Override
  public void close() throws IOException {
    Files.delete(files.certificate());
    Files.delete(files.key());
    Files.delete(folder);
  }
}
