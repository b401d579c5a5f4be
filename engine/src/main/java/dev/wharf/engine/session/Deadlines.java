package dev.wharf.engine.session;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.SessionState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The deadlines of a session: for its present stage (connecting, logging in, closing), for a
/// frame, for a write, and for silence.
///
/// The thread that starts a stage sets the stage's deadline; the session's callbacks and its writer
/// set the others. The service's sweep reads them all on another thread, and may see a new value
/// late.
///
/// Times are those of the port's clock, in nanoseconds; 0 stands for no time.
final class Deadlines {
  private static final long NONE = 0;

  private final SessionOptions options;

  /// The end of the present stage: connecting, logging in, closing.
  private volatile long stageEnd;

  private volatile long receivedAt;
  private volatile long frameBegunAt;
  private volatile long writeBegunAt;

  /// @param state the first state of the session
  Deadlines(SessionOptions options, SessionState state, long now) {
    this.options = options;
    this.receivedAt = now;
    Duration allowed =
        state == SessionState.CONNECTING ? options.connectTimeout() : options.loginTimeout();
    this.stageEnd = now + allowed.toNanos();
  }

  /// A deadline that has passed: the reason to close the session with, and the time allowed.
  record Overrun(CloseReason reason, Duration allowed) {}

  /// The session is connected: starts the login deadline.
  void connected(long now) {
    receivedAt = now;
    stageEnd = now + options.loginTimeout().toNanos();
  }

  /// The session is closing: starts the closing deadline. Call it before the state changes.
  void closing(long now) {
    stageEnd = now + options.closingTimeout().toNanos();
  }

  /// All packets are delivered: gives the peer a last time to close its side.
  void lingering(long now, Duration linger) {
    stageEnd = Math.min(stageEnd, now + linger.toNanos());
  }

  /// Bytes were received.
  void received(long now) {
    receivedAt = now;
  }

  /// The handler has looked at the received bytes. The frame deadline runs from the first byte of
  /// an incomplete frame; further bytes of the same frame do not extend it.
  ///
  /// @param consumed the bytes that the handler has consumed
  /// @param unread the bytes of an incomplete frame
  void looked(int consumed, int unread) {
    if (unread == 0) {
      if (frameBegunAt != NONE) {
        frameBegunAt = NONE;
      }
    } else if (consumed > 0 || frameBegunAt == NONE) {
      frameBegunAt = receivedAt;
    }
  }

  /// A write starts; the write before has made progress.
  void writing(long now) {
    writeBegunAt = now;
  }

  /// No write is pending.
  void written() {
    if (writeBegunAt != NONE) {
      writeBegunAt = NONE;
    }
  }

  /// Returns the deadline that has passed for a session in `state`; null when there is none.
  ///
  /// @param reason the reason for which a closing session is closed
  @Nullable Overrun overrun(
      SessionState state, boolean authenticated, CloseReason reason, long now) {
    return switch (state) {
      case CONNECTING ->
          ifPast(stageEnd, now, CloseReason.CONNECT_TIMEOUT, options.connectTimeout());
      case CONNECTED -> overrunConnected(authenticated, now);
      case CLOSING -> ifPast(stageEnd, now, reason, options.closingTimeout());
      case CLOSED -> null;
    };
  }

  private @Nullable Overrun overrunConnected(boolean authenticated, long now) {
    Overrun overrun = null;
    if (!authenticated) {
      overrun = ifPast(stageEnd, now, CloseReason.LOGIN_TIMEOUT, options.loginTimeout());
    }
    if (overrun == null && frameBegunAt != NONE) {
      overrun = since(frameBegunAt, now, CloseReason.FRAME_TIMEOUT, options.frameTimeout());
    }
    long writing = writeBegunAt;
    if (overrun == null && writing != NONE) {
      overrun = since(writing, now, CloseReason.SLOW_READER, options.writeTimeout());
    }
    if (overrun == null && !options.idleTimeout().isZero()) {
      overrun = since(receivedAt, now, CloseReason.IDLE, options.idleTimeout());
    }
    return overrun;
  }

  private static @Nullable Overrun since(
      long begun, long now, CloseReason reason, Duration allowed) {
    return ifPast(begun + allowed.toNanos(), now, reason, allowed);
  }

  private static @Nullable Overrun ifPast(
      long end, long now, CloseReason reason, Duration allowed) {
    return now - end >= 0 ? new Overrun(reason, allowed) : null;
  }
}
