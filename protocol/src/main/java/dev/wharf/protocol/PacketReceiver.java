package dev.wharf.protocol;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.Session;
import dev.wharf.engine.SessionHandler;
import dev.wharf.protocol.body.BodyParser;
import dev.wharf.protocol.frame.FrameParser;
import dev.wharf.protocol.frame.FrameResult.Frame;
import dev.wharf.protocol.frame.FrameResult.Malformed;
import dev.wharf.protocol.frame.FrameResult.NeedMore;
import dev.wharf.protocol.frame.TlsHello;
import dev.wharf.protocol.rate.RateLimiter;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The handler that the engine calls for one session. It finds the packets in the received bytes,
/// and calls their handlers.
///
/// A received packet passes these classes, in this order:
///
/// 1. [PacketReceiver], which the engine calls with the session's receive buffer;
/// 2. [FrameParser], which finds the frame in the buffer and reads its header;
/// 3. [RateLimiter], unless the rate limit is off;
/// 4. [PacketRouter], which finds the packet's [route][dev.wharf.protocol.route.Route] and checks
///    the session's state;
/// 5. [BodyParser], which copies the body into an array, counts its elements and parses it;
/// 6. the game's [PacketHandler].
///
/// All these classes run on the session's worker, for one packet at a time. The body is copied
/// once, into an array that the worker keeps for the next bodies; only a body of more than 64 KiB
/// gets a new array. Each packet allocates its message and protobuf's reader. A [RawPacketHandler]
/// reads the receive buffer itself, so nothing is copied.
///
/// When a resumed session takes over the connection, this receiver passes all further callbacks to
/// the receiver of that session.
final class PacketReceiver<S extends PacketSession> implements Resumption.Forwarding {
  private static final Logger log = LoggerFactory.getLogger(PacketSession.class);

  private final S session;
  private final PacketRouter<S> router;
  private final FrameParser frames;
  private final BodyParser bodies;
  private final RateLimiter rateLimiter;
  private final @Nullable PacketListener listener;

  /// Whether the peer's first bytes were looked at.
  private boolean hasBegun;

  /// The handler that serves the connection: this object, or the receiver of a resumed session.
  /// Changed in a callback; read by any thread.
  private volatile SessionHandler present = this;

  PacketReceiver(
      S session,
      PacketRouter<S> router,
      FrameParser frames,
      BodyParser bodies,
      RateLimiter rateLimiter,
      @Nullable PacketListener listener) {
    this.session = session;
    this.router = router;
    this.frames = frames;
    this.bodies = bodies;
    this.rateLimiter = rateLimiter;
    this.listener = listener;
    session.receivedBy(this);
  }

  S session() {
    return session;
  }

  PacketRouter<S> router() {
    return router;
  }

  /// Returns the handler that serves the connection.
  SessionHandler present() {
    return present;
  }

  @Override
  public void forwardTo(SessionHandler next) {
    present = next;
  }

  @Override
  public void onConnected(Session engineSession) {
    session.onConnected();
  }

  @Override
  public void onReceived(Session engineSession, ByteBuffer received) {
    if (present == this) {
      handleFrames(engineSession, received);
    }
    if (present != this) {
      present.onReceived(engineSession, received);
    }
  }

  /// Handles every complete frame, until a frame ends the session, or another session takes over
  /// the connection. When the session is ending, consumes all received bytes, because no later
  /// frame is handled.
  private void handleFrames(Session engineSession, ByteBuffer received) {
    long now = rateLimiter.isOff() ? 0 : engineSession.nanoTime();
    boolean more = hasBegun || !speaksTls(engineSession, received);
    while (more && present == this && !isEnding(engineSession)) {
      more =
          switch (frames.next(received)) {
            case Frame frame -> handle(engineSession, frame, now);
            case NeedMore _ -> false;
            case Malformed malformed -> refuse(engineSession, refusalOf(malformed));
          };
    }
    if (isEnding(engineSession)) {
      received.position(received.limit());
    }
  }

  /// Ends a session whose peer begins with TLS. Read as frames, its first bytes would announce a
  /// packet that never comes, and the log would not name the cause.
  private boolean speaksTls(Session engineSession, ByteBuffer received) {
    hasBegun = received.remaining() >= TlsHello.LEAST_BYTES || !TlsHello.mayBegin(received);
    return hasBegun
        && TlsHello.mayBegin(received)
        && !refuse(engineSession, new Refusal(PacketCloseReasons.SPEAKS_TLS, 0, TlsHello.DETAIL));
  }

  @Override
  public void onDraining(Session engineSession, Duration grace) {
    if (present == this) {
      session.onDraining(grace);
    } else {
      present.onDraining(engineSession, grace);
    }
  }

  @Override
  public void onDisconnected(Session engineSession, CloseReason reason) {
    if (present == this) {
      session.connectionEnded(reason);
    } else {
      present.onDisconnected(engineSession, reason);
    }
  }

  /// Returns whether the session has a close reason. The close reason is set before the session's
  /// state changes. So the next frame is not handled, even while another thread is still closing
  /// the session.
  private static boolean isEnding(Session engineSession) {
    return engineSession.closeReason() != null;
  }

  /// Handles one frame. When the frame is refused, ends the session.
  ///
  /// @return false when the frame has ended the session
  private boolean handle(Session engineSession, Frame frame, long now) {
    Resumption resumption = session.resumption();
    int packetId = frame.packetId();
    if (resumption != null) {
      resumption.arrived(packetId);
    }
    Refusal refusal =
        listener == null
            ? tryToHandle(engineSession, frame, now)
            : tryToHandle(engineSession, frame, now, listener);
    if (refusal != null) {
      return refuse(engineSession, refusal);
    }
    if (resumption != null) {
      resumption.handled(packetId);
    }
    return true;
  }

  private @Nullable Refusal tryToHandle(
      Session engineSession, Frame frame, long now, PacketListener observer) {
    int packetId = frame.packetId();
    observer.onReceived(packetId, frame.frameBytes());
    long start = engineSession.nanoTime();
    try {
      return tryToHandle(engineSession, frame, now);
    } finally {
      observer.onHandled(packetId, engineSession.nanoTime() - start);
    }
  }

  private @Nullable Refusal tryToHandle(Session engineSession, Frame frame, long now) {
    try {
      return isWithinRate(frame, now)
          ? router.dispatch(session, frame, bodies)
          : refusal(frame, PacketCloseReasons.RATE_LIMITED, rateLimiter.detail());
    } catch (Throwable t) {
      String packet = router.nameOf(frame.packetId());
      CloseReason reason = engineSession.handlerFailed("the handler of " + packet, t);
      return refusal(frame, reason, packet + ": " + t.getClass().getName());
    }
  }

  private boolean isWithinRate(Frame frame, long now) {
    if (rateLimiter.isOff()) {
      return true;
    }
    return switch (rateLimiter.count(frame.frameBytes(), now)) {
      case PASS -> true;
      case WARN -> warn();
      case EXCEEDED -> false;
    };
  }

  private boolean warn() {
    log.debug("{}: {}", session, rateLimiter.detail());
    session.onRateWarning(rateLimiter.detail());
    return true;
  }

  /// Calls [PacketSession#onRefused], in which the game can tell the peer, and ends the session.
  ///
  /// @return false, because no further frame is handled
  private boolean refuse(Session engineSession, Refusal refusal) {
    if (!isEnding(engineSession)) {
      try {
        session.onRefused(refusal);
      } catch (Throwable t) {
        engineSession.handlerFailed("onRefused", t);
      }
    }
    session.closeAfterFlush(refusal.reason(), refusal.detail());
    return false;
  }

  private static Refusal refusal(Frame frame, CloseReason reason, String detail) {
    return new Refusal(reason, frame.packetId(), detail);
  }

  private static Refusal refusalOf(Malformed malformed) {
    return new Refusal(malformed.closeReason(), 0, malformed.detail());
  }
}
