package dev.wharf.engine;

/// Makes the handler of a new session.
@FunctionalInterface
public interface SessionHandlerFactory {
  /// Makes the handler of a session. Called once for each session, before its first callback: on a
  /// worker for a server's session, on the connecting thread for a client's. The session may be
  /// stored, but not used yet.
  ///
  /// When this method throws or returns null, the session ends as [CloseReason#HANDLER_FAILED], or
  /// as [CloseReason#OVERLOADED] when there was no memory. No callback is called then.
  SessionHandler create(Session session);
}
