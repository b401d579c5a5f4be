package dev.wharf.engine;

import dev.wharf.engine.service.SocketClients;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A service whose sessions connect to servers, for a client, or for a server that uses another
/// server.
public interface ClientService extends Service {
  /// Opens a client service. When [SessionOptions#loginTimeout()] is zero, the service's sessions
  /// count as authenticated from the start. Clients need this, because a server does not log in to
  /// its client.
  ///
  /// @param port a port that [CompletionPort#open] returned
  /// @throws IllegalStateException when the port is closed
  static ClientService open(CompletionPort port, SessionOptions options) {
    return SocketClients.open(port, options);
  }

  /// Starts to connect. The handler learns the outcome: [SessionHandler#onConnected], or
  /// [SessionHandler#onDisconnected] with [CloseReason#CONNECT_FAILED] or
  /// [CloseReason#CONNECT_TIMEOUT].
  ///
  /// @param factory makes the session's handler. When it throws, the session ends, and this method
  ///   throws the same exception
  /// @return the session, which is still connecting
  /// @throws IllegalStateException when the service is closed
  /// @throws UncheckedIOException when no socket can be opened, for example because too many are
  ///   open
  /// @throws dev.wharf.engine.buffer.BufferMemoryExhaustedException when no buffer memory is left
  default Session connect(InetSocketAddress remote, SessionHandlerFactory factory) {
    return connect(remote, null, factory);
  }

  /// Starts to connect from one of this machine's addresses. Several local addresses permit more
  /// connections, because each address has a limited number of free ports. To a server that limits
  /// the sessions of one address, the connections look like those of several clients.
  ///
  /// @param local the address to connect from, usually with port 0; null leaves the choice to the
  ///   system
  /// @param factory makes the session's handler. When it throws, the session ends, and this method
  ///   throws the same exception
  /// @return the session, which is still connecting
  /// @throws IllegalStateException when the service is closed
  /// @throws UncheckedIOException when no socket can be opened, or the local address is not
  ///   available
  /// @throws dev.wharf.engine.buffer.BufferMemoryExhaustedException when no buffer memory is left
  Session connect(
      InetSocketAddress remote, @Nullable InetSocketAddress local, SessionHandlerFactory factory);
}
