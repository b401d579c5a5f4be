package dev.wharf.engine;

/// Makes the handler of a new session.
@FunctionalInterface
public interface SessionHandlerFactory {
  /// Called once for each session, before its first callback, on a worker for a server's sessions
  /// and on the connecting thread for a client's. The session may be kept, but not yet used.
  ///
  /// When this throws, or returns null, the session ends as [CloseReason#HANDLER_FAILED], or as
  /// [CloseReason#OVERLOADED] when there was no memory. It has no callback then.
  SessionHandler create(Session session);
}
