package dev.wharf.engine;

import dev.wharf.engine.transform.TransformationFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The options of a [ServerService].
///
/// @param bind the address and port to listen on; port 0 takes a free one
/// @param backlog the most connections that wait in the kernel to be accepted; 1 to 65,535
/// @param session the bounds of each session
/// @param admission the limits for new connections
/// @param others further addresses to listen on. Their sessions have the same handlers and bounds
///   as those of `bind`, share all limits with them, and may have another transformation
public record ServerOptions(
    InetSocketAddress bind,
    int backlog,
    SessionOptions session,
    AdmissionLimits admission,
    List<Endpoint> others) {

  /// A further address to listen on.
  ///
  /// @param bind the address and port to listen on; port 0 takes a free one
  /// @param transformation makes the transformation of each session of this address, in place of
  ///   that of [SessionOptions]; null for none
  public record Endpoint(InetSocketAddress bind, @Nullable TransformationFactory transformation) {

    /// Checks the address.
    public Endpoint {
      requireHost(bind);
    }
  }

  /// Checks the backlog and the address, and copies the list.
  public ServerOptions {
    Checks.range("backlog", backlog, 1, 65_535);
    requireHost(bind);
    others = List.copyOf(others);
  }

  /// Creates options for a server that listens on one address.
  public ServerOptions(
      InetSocketAddress bind, int backlog, SessionOptions session, AdmissionLimits admission) {
    this(bind, backlog, session, admission, List.of());
  }

  private static void requireHost(InetSocketAddress address) {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(
          "cannot listen on " + address.getHostString() + ": no such host");
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
    return new ServerOptions(bind, backlog, options, admission, others);
  }

  /// Returns a copy with other limits for new connections.
  public ServerOptions withAdmission(AdmissionLimits limits) {
    return new ServerOptions(bind, backlog, session, limits, others);
  }

  /// Returns a copy that listens on one more address.
  public ServerOptions withEndpoint(Endpoint endpoint) {
    List<Endpoint> more = Stream.concat(others.stream(), Stream.of(endpoint)).toList();
    return new ServerOptions(bind, backlog, session, admission, more);
  }
}
