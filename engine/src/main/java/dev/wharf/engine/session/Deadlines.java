package dev.wharf.engine.session;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.SessionState;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The deadlines of a session: for its present stage (connecting, logging in, closing), for a
/// frame, for a write, and for silence.
///
/// The thread that starts a stage sets the stage's deadline; the session's callbacks and its writer
/// set the other deadlines. The service's sweep reads all of them on another thread. The sweep may
/// see a new value late, which does no harm. Volatile writes would cost three memory fences for
/// each packet.
///
/// Times are those of the port's clock, in nanoseconds; 0 means that no time is set.
final class Deadlines {
  private static final long NONE = 0;

  private static final VarHandle RECEIVED_AT = handle("receivedAt");
  private static final VarHandle FRAME_BEGUN_AT = handle("frameBegunAt");
  private static final VarHandle WRITE_BEGUN_AT = handle("writeBegunAt");

  /// The time when the present stage must have ended: connecting, logging in, or closing.
  private volatile long stageEnd;

  // ---- read and written through the handles
  private long receivedAt;
  private long frameBegunAt;

  @SuppressWarnings("UnusedVariable") // used through WRITE_BEGUN_AT only
  private long writeBegunAt;

  /// Creates the deadlines of a session that is made now.
  ///
  /// @param allowed the time for the session's first stage, connecting or logging in
  Deadlines(Duration allowed, long now) {
    this.receivedAt = now;
    this.stageEnd = now + allowed.toNanos();
  }

  private static VarHandle handle(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(Deadlines.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// A deadline that has passed: the reason to close the session with, and the time that was
  /// allowed.
  record Overrun(CloseReason reason, Duration allowed) {}

  /// Starts the login deadline, because the session is connected.
  void connected(long now, Duration loginTimeout) {
    received(now);
    stageEnd = now + loginTimeout.toNanos();
  }

  /// Starts the closing deadline, because the session is closing. Call this before the state
  /// changes.
  void closing(long now, Duration closingTimeout) {
    stageEnd = now + closingTimeout.toNanos();
  }

  /// Gives the peer the time `linger` to close its side, because all packets are delivered. Never
  /// extends the closing deadline.
  void lingering(long now, Duration linger) {
    stageEnd = Math.min(stageEnd, now + linger.toNanos());
  }

  /// Records that bytes were received now.
  void received(long now) {
    RECEIVED_AT.setOpaque(this, now);
  }

  /// Records what the handler has done with the received bytes. The frame deadline runs from the
  /// first byte of an incomplete frame; further bytes of the same frame do not extend it.
  ///
  /// @param consumed the number of bytes that the handler has consumed
  /// @param unread the number of bytes that are left; they belong to an incomplete frame
  void looked(int consumed, int unread) {
    if (unread == 0) {
      FRAME_BEGUN_AT.setOpaque(this, NONE);
    } else if (consumed > 0 || frameBegunAt == NONE) {
      FRAME_BEGUN_AT.setOpaque(this, receivedAt);
    }
  }

  /// Starts the write deadline again, because a write starts now. The previous write, if there was
  /// one, has made progress.
  void writing(long now) {
    WRITE_BEGUN_AT.setOpaque(this, now);
  }

  /// Records that no write is pending.
  void written() {
    WRITE_BEGUN_AT.setOpaque(this, NONE);
  }

  /// Returns the deadline that has passed for a session in `state`; null when none has passed.
  ///
  /// @param options the session's options
  /// @param reason the close reason that a closing session already has
  @Nullable Overrun overrun(
      SessionOptions options,
      SessionState state,
      boolean authenticated,
      CloseReason reason,
      long now) {
    return switch (state) {
      case CONNECTING ->
          ifPast(stageEnd, now, CloseReason.CONNECT_TIMEOUT, options.connectTimeout());
      case CONNECTED -> overrunConnected(options, authenticated, now);
      case CLOSING -> ifPast(stageEnd, now, reason, options.closingTimeout());
      case CLOSED -> null;
    };
  }

  private @Nullable Overrun overrunConnected(
      SessionOptions options, boolean authenticated, long now) {
    Overrun overrun = null;
    if (!authenticated) {
      overrun = ifPast(stageEnd, now, CloseReason.LOGIN_TIMEOUT, options.loginTimeout());
    }
    long frame = (long) FRAME_BEGUN_AT.getOpaque(this);
    if (overrun == null && frame != NONE) {
      overrun = since(frame, now, CloseReason.FRAME_TIMEOUT, options.frameTimeout());
    }
    long writing = (long) WRITE_BEGUN_AT.getOpaque(this);
    if (overrun == null && writing != NONE) {
      overrun = since(writing, now, CloseReason.SLOW_READER, options.writeTimeout());
    }
    if (overrun == null && !options.idleTimeout().isZero()) {
      long received = (long) RECEIVED_AT.getOpaque(this);
      overrun = since(received, now, CloseReason.IDLE, options.idleTimeout());
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
