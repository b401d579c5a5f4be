package dev.wharf.transport.proxy;

import dev.wharf.engine.CloseReason;
import java.util.List;

/// The reasons for which the PROXY protocol ends a connection. A proxy whose header takes too long
/// ends with [CloseReason#CONNECT_TIMEOUT].
public final class ProxyCloseReasons {
  /// The connection came from an address that is none of the proxies' addresses.
  public static final CloseReason NOT_FROM_PROXY = CloseReason.misbehaviour("NOT_FROM_PROXY");

  /// A proxy sent no header of the PROXY protocol in front of the stream.
  public static final CloseReason PROXY_HEADER_MISSING =
      CloseReason.misbehaviour("PROXY_HEADER_MISSING");

  /// A proxy sent a header that is malformed or too long, has a wrong checksum, or is of a version
  /// that is not accepted.
  public static final CloseReason PROXY_HEADER_INVALID =
      CloseReason.misbehaviour("PROXY_HEADER_INVALID");

  /// A proxy closed or reset a connection of its own that it did not use, such as a health check:
  /// before a header, or behind a header without an address of a client.
  public static final CloseReason PROXY_CHECK = CloseReason.normal("PROXY_CHECK");

  private static final List<CloseReason> ALL =
      List.of(NOT_FROM_PROXY, PROXY_HEADER_MISSING, PROXY_HEADER_INVALID, PROXY_CHECK);

  private ProxyCloseReasons() {}

  /// Returns all reasons of this class.
  public static List<CloseReason> all() {
    return ALL;
  }
}
