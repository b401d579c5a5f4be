package dev.wharf.engine;

/// Makes the handler of a new session.
@FunctionalInterface
public interface SessionHandlerFactory {
  /// Called once for each session, before its first callback, on a worker for a server's sessions
  /// and on the connecting thread for a client's. The session may be kept, but not yet used. When
  /// this throws, the connection is refused.
  SessionHandler create(Session session);
}
