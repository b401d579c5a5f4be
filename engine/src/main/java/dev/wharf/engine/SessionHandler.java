package dev.wharf.engine;

import java.nio.ByteBuffer;
import java.time.Duration;

/// What a game does with the bytes of one session. There is one handler for each session.
///
/// A session's callbacks never overlap, and run on the port's workers: they may not block. Whatever
/// a callback throws ends its session as [CloseReason#HANDLER_FAILED], and no other.
public interface SessionHandler {
  /// The session is connected. Called at most once, before any [#onReceived].
  default void onConnected(Session session) {}

  /// Bytes have come in.
  ///
  /// `received` holds, from position to limit, all bytes that were received and not yet consumed.
  /// What the callee wants to have consumed it takes by advancing the position; the rest is shown
  /// again, with the bytes that follow. The buffer is the session's own: it must not be kept after
  /// the return.
  ///
  /// When what is left fills [SessionOptions#receiveLimitBytes()], the session is ended as
  /// [CloseReason#FRAME_TOO_LARGE].
  void onReceived(Session session, ByteBuffer received);

  /// The service is being drained: the place to tell the peer. What was sent by the end of this
  /// call is still delivered; then the session is closed as [CloseReason#DRAINED].
  ///
  /// @param grace how long peers have to close their side, before they are cut off
  default void onDraining(Session session, Duration grace) {}

  /// The session has ended. Called exactly once for every session, as its last callback; also when
  /// [#onConnected] never was, because connecting failed.
  default void onDisconnected(Session session, CloseReason reason) {}
}
