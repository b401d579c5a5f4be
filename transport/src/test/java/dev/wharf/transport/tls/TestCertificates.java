package dev.wharf.transport.tls;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.transport.certificate.CertificateFiles;
import dev.wharf.transport.certificate.DevelopmentCertificate;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/// Certificates, servers and clients for the tests of TLS.
final class TestCertificates {
  static final EngineRuntime RUNTIME = EngineRuntime.system();

  private TestCertificates() {}

  static CertificateFiles make(Path folder) {
    return DevelopmentCertificate.in(folder, Instant.now());
  }

  static ServerTls server(CertificateFiles files, TlsProvider provider, String... versions) {
    ServerTlsOptions options = ServerTlsOptions.of(files).withProvider(provider);
    return ServerTls.open(
        RUNTIME, versions.length == 0 ? options : options.withVersions(List.of(versions)));
  }

  static ClientTls client(CertificateFiles files, TlsProvider provider) {
    return ClientTls.open(
        RUNTIME, ClientTlsOptions.defaults().withProvider(provider).trusting(files.certificate()));
  }

  /// Returns the implementations of a server and a client, and the version.
  static Stream<Arguments> combinations() {
    return providers()
        .flatMap(
            server ->
                providers()
                    .flatMap(
                        client ->
                            Stream.of("TLSv1.3", "TLSv1.2")
                                .map(version -> Arguments.of(server, client, version))));
  }

  /// Returns the implementations that run on this machine.
  static Stream<TlsProvider> providers() {
    return TlsContext.hasBoringSsl()
        ? Stream.of(TlsProvider.BORINGSSL, TlsProvider.JDK)
        : Stream.of(TlsProvider.JDK);
  }
}
