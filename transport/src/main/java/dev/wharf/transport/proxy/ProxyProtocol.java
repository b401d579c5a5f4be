package dev.wharf.transport.proxy;

import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationFactory;
import java.net.InetSocketAddress;

/// Takes the header of the PROXY protocol from the front of each connection, and gives the session
/// the address that the header tells. For servers behind a TCP proxy such as HAProxy.
///
/// Only the proxies may connect: a connection from any other address ends at once with
/// [ProxyCloseReasons#NOT_FROM_PROXY], because its sender could name any address. A proxy must send
/// a header on each connection. When the header names no Internet address, because the connection
/// is a health check of the proxy or comes over a Unix socket, the session keeps the proxy's own
/// address.
///
/// The header is at most [#MAX_HEADER_BYTES] long. After the header, the transformation is
/// transparent.
///
/// Specification: https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt
public final class ProxyProtocol implements TransformationFactory {
  /// The largest header that is accepted, in bytes, including the fields of version 2 that follow
  /// the addresses (TLV).
  public static final int MAX_HEADER_BYTES = 4096;

  private final ProxyVersions versions;
  private final AddressBlocks proxies;

  /// Creates the factory of a server.
  ///
  /// @param versions the versions that are accepted
  /// @param proxies the addresses of the proxies
  public ProxyProtocol(ProxyVersions versions, AddressBlocks proxies) {
    this.versions = versions;
    this.proxies = proxies;
  }

  @Override
  public Transformation create(InetSocketAddress remote) {
    return expectsPeerAddress(remote) ? new HeaderReceiver(versions) : new Refusal();
  }

  @Override
  public boolean expectsPeerAddress(InetSocketAddress remote) {
    return proxies.contains(remote.getAddress());
  }
}
