package dev.wharf.engine;

import dev.wharf.engine.service.SocketServer;
import java.net.InetSocketAddress;
import java.util.List;

/// A service that listens on one or more addresses, and has a session for each client that
/// connects.
public interface ServerService extends Service {
  /// Starts to listen and to accept.
  ///
  /// @param port a port that [CompletionPort#open] returned
  /// @param factory makes the handler of each new session
  /// @throws ListenException when the address cannot be listened on
  /// @throws IllegalStateException when the port is closed
  static ServerService start(
      CompletionPort port, ServerOptions options, SessionHandlerFactory factory) {
    return SocketServer.start(port, options, factory);
  }

  /// Returns the address and port on which the service listens. When the options have port 0, the
  /// result has the port that the system chose.
  InetSocketAddress localAddress();

  /// Returns all addresses and ports on which the service listens: [#localAddress()], and those of
  /// [ServerOptions#others()] in their order.
  List<InetSocketAddress> localAddresses();

  /// Returns whether the service accepts clients: every listener is open, and the service is not
  /// being drained or closed.
  boolean isAccepting();
}
