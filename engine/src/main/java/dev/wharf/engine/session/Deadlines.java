package dev.wharf.engine.session;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.SessionState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// By when a session must have got on. The stage's deadline is set by whoever begins a stage, the
/// rest by the session's callbacks; all are read by the service's sweep, which may see them late.
///
/// Times are those of the port's clock, in nanoseconds; 0 is no time.
final class Deadlines {
  private static final long NONE = 0;

  private final SessionOptions options;

  /// Of the present stage: connecting, logging in, closing.
  private volatile long stageEnd;

  private volatile long receivedAt;
  private volatile long frameBegunAt;
  private volatile long writeBegunAt;

  /// @param state that the session begins in
  Deadlines(SessionOptions options, SessionState state, long now) {
    this.options = options;
    this.receivedAt = now;
    Duration allowed =
        state == SessionState.CONNECTING ? options.connectTimeout() : options.loginTimeout();
    this.stageEnd = now + allowed.toNanos();
  }

  /// What was overrun, and how long it may take.
  record Overrun(CloseReason reason, Duration allowed) {}

  /// The connection has come about: begins to wait for a login.
  void connected(long now) {
    receivedAt = now;
    stageEnd = now + options.loginTimeout().toNanos();
  }

  /// Begins to deliver what is queued. To be called before the session's state says so.
  void closing(long now) {
    stageEnd = now + options.closingTimeout().toNanos();
  }

  /// All is delivered, and the peer need only close its side too.
  void lingering(long now, Duration linger) {
    stageEnd = Math.min(stageEnd, now + linger.toNanos());
  }

  /// Bytes have come in.
  void received(long now) {
    receivedAt = now;
  }

  /// Bytes that came in were looked at. A frame counts as begun from the first byte of it that
  /// waits; further bytes do not set it back.
  ///
  /// @param consumed bytes that were whole frames
  /// @param unread bytes of a frame that is not complete
  void looked(int consumed, int unread) {
    if (unread == 0) {
      if (frameBegunAt != NONE) {
        frameBegunAt = NONE;
      }
    } else if (consumed > 0 || frameBegunAt == NONE) {
      frameBegunAt = receivedAt;
    }
  }

  /// A write begins; what the one before it was for has been taken.
  void writing(long now) {
    writeBegunAt = now;
  }

  /// All is written.
  void written() {
    if (writeBegunAt != NONE) {
      writeBegunAt = NONE;
    }
  }

  /// What a session in `state` has overrun; null when it is in time.
  ///
  /// @param reason why the session is closing, if it is
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
