package dev.wharf.transport.proxy;

/// The versions of the PROXY protocol that a server accepts.
public enum ProxyVersions {
  /// Only version 1, a line of text.
  V1,
  /// Only version 2, binary.
  V2,
  /// Both versions.
  ANY;

  boolean accepts(ProxyVersions version) {
    return this == ANY || this == version;
  }
}
