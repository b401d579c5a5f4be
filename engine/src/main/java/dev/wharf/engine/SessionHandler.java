package dev.wharf.engine;

import java.nio.ByteBuffer;
import java.time.Duration;

/// Handles the bytes of one session. Each session has its own handler.
///
/// The callbacks of a session never overlap. They run on the port's workers and may not block. An
/// exception from a callback ends this session as [CloseReason#HANDLER_FAILED], and no other
/// session.
public interface SessionHandler {
  /// Called when the session is connected: at most once, before any [#onReceived].
  default void onConnected(Session session) {}

  /// Called when bytes have been received.
  ///
  /// `received` has, from position to limit, all bytes that were received and not consumed yet. The
  /// handler consumes bytes by advancing the position. The next call gets the remaining bytes
  /// again, followed by new bytes. The buffer belongs to the session and must not be used after
  /// this method has returned.
  ///
  /// When the unconsumed bytes fill [SessionOptions#receiveLimitBytes()], the session ends as
  /// [CloseReason#FRAME_TOO_LARGE].
  void onReceived(Session session, ByteBuffer received);

  /// Called when the service is being drained. Packets that this method sends are still delivered.
  /// After this method, the session is closed as [CloseReason#DRAINED].
  ///
  /// @param grace the time that peers have to close their side
  default void onDraining(Session session, Duration grace) {}

  /// Called when the session has ended: exactly once for every session, as its last callback. Also
  /// called when connecting failed and [#onConnected] was never called.
  default void onDisconnected(Session session, CloseReason reason) {}
}
