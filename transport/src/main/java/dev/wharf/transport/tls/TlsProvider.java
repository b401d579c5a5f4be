package dev.wharf.transport.tls;

/// The implementation of TLS.
public enum TlsProvider {
  /// BoringSSL where it can be loaded, else the JDK's.
  AUTO,
  /// BoringSSL. Native code for Linux, macOS and Windows on common processors.
  BORINGSSL,
  /// The JDK's. Runs everywhere, takes several times the processor time, and allocates memory for
  /// each packet.
  JDK
}
