package dev.wharf.engine;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/// The options of a [ServerService].
///
/// @param bind the address and port to listen on; port 0 takes a free one
/// @param backlog the most connections that wait in the kernel to be accepted; 1 to 65,535
/// @param session the bounds of each session
/// @param admission the limits for new connections
public record ServerOptions(
    InetSocketAddress bind, int backlog, SessionOptions session, AdmissionLimits admission) {

  /// Checks the backlog and the address.
  public ServerOptions {
    Checks.range("backlog", backlog, 1, 65_535);
    if (bind.isUnresolved()) {
      throw new IllegalArgumentException(
          "cannot listen on " + bind.getHostString() + ": no such host");
    }
  }

  /// Returns default options for a server that listens on 127.0.0.1 and the given port.
  public static ServerOptions onLoopback(int port) {
    return new ServerOptions(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        4096,
        SessionOptions.defaults(),
        AdmissionLimits.defaults());
  }

  /// Returns a copy with other bounds for each session.
  public ServerOptions withSession(SessionOptions options) {
    return new ServerOptions(bind, backlog, options, admission);
  }

  /// Returns a copy with other limits for new connections.
  public ServerOptions withAdmission(AdmissionLimits limits) {
    return new ServerOptions(bind, backlog, session, limits);
  }
}
