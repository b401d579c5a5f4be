package dev.wharf.engine;

/// Makes the handler of a new session.
@FunctionalInterface
public interface SessionHandlerFactory {
  /// Makes the handler of a session. Called once for each session, before its first callback: on a
  /// worker for a server's session, on the thread that calls `connect` for a client's. The handler
  /// may store the session, but must not use it before the first callback.
  ///
  /// When this method throws or returns null, the session ends as [CloseReason#HANDLER_FAILED], or
  /// as [CloseReason#OVERLOADED] when there was no memory. In both cases, no callback is called.
  SessionHandler create(Session session);
}
