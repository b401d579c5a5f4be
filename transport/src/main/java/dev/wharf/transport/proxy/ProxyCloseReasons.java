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

  /// A proxy sent a header that is malformed, too long, or of a version that is not accepted.
  public static final CloseReason PROXY_HEADER_INVALID =
      CloseReason.misbehaviour("PROXY_HEADER_INVALID");

  private static final List<CloseReason> ALL =
      List.of(NOT_FROM_PROXY, PROXY_HEADER_MISSING, PROXY_HEADER_INVALID);

  private ProxyCloseReasons() {}

  /// Returns all reasons of this class.
  public static List<CloseReason> all() {
    return ALL;
  }
}
