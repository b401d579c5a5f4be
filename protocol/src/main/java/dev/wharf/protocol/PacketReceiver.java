package dev.wharf.protocol;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.Session;
import dev.wharf.engine.SessionHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The receiving half of one session: bytes in, handlers called. Run by the engine, one call at a
/// time.
final class PacketReceiver<S extends PacketSession> implements SessionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(PacketSession.class);

  private final S session;
  private final PacketRouter<S> router;
  private final FrameParser frames;
  private final BodyParser bodies;
  private final RateLimit rateLimit;
  private final RateLimiter rateLimiter;

  PacketReceiver(S session, PacketRouter<S> router, PacketSettings settings, BodyParser bodies) {
    this.session = session;
    this.router = router;
    this.bodies = bodies;
    this.frames = new FrameParser(router.catalog().header(), settings.maxReceivedFrameBytes());
    session.receivedBy(frames);
    this.rateLimit = settings.rateLimit();
    this.rateLimiter = new RateLimiter(rateLimit, session.link().nanoTime());
  }

  S session() {
    return session;
  }

  PacketRouter<S> router() {
    return router;
  }

  @Override
  public void onConnected(Session engineSession) {
    session.onConnected();
  }

  @Override
  public void onReceived(Session engineSession, ByteBuffer received) {
    receive(received);
  }

  @Override
  public void onDraining(Session engineSession, Duration grace) {
    session.onDraining(grace);
  }

  @Override
  public void onDisconnected(Session engineSession, CloseReason reason) {
    session.onDisconnected(reason);
  }

  /// Handles every frame that has arrived in full, until one of them ends the session.
  void receive(ByteBuffer received) {
    long now = rateLimiter.isOff() ? 0 : session.link().nanoTime();
    boolean more = true;
    while (more && session.isOpen()) {
      more =
          switch (frames.next(received)) {
            case Frame frame -> accept(frame, now);
            case NeedMore _ -> false;
            case Malformed malformed -> refuse(refusalOf(malformed));
          };
    }
    if (!session.isOpen()) {
      received.position(received.limit());
    }
  }

  /// Handles one frame; false when that ended the session.
  private boolean accept(Frame frame, long now) {
    PacketListener listener = session.link().listener();
    Refusal refusal =
        listener == null ? tryToHandle(frame, now) : tryToHandle(frame, now, listener);
    return refusal == null || refuse(refusal);
  }

  private @Nullable Refusal tryToHandle(Frame frame, long now, PacketListener listener) {
    int packetId = frame.packetId();
    listener.onReceived(packetId, frame.frameBytes());
    long began = session.link().nanoTime();
    try {
      return tryToHandle(frame, now);
    } finally {
      listener.onHandled(packetId, session.link().nanoTime() - began);
    }
  }

  private @Nullable Refusal tryToHandle(Frame frame, long now) {
    try {
      return isWithinRate(frame, now)
          ? router.dispatch(session, frame, bodies)
          : refusal(frame, PacketCloseReasons.RATE_LIMITED, rateDetail());
    } catch (Throwable t) {
      String packet = router.nameOf(frame.packetId());
      CloseReason reason = session.link().handlerFailed("the handler of " + packet, t);
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
    LOG.debug("{}: {}", session, rateDetail());
    session.onRateWarning(rateDetail());
    return true;
  }

  /// Tells the peer, then ends the session. Always false: nothing more is to be handled.
  private boolean refuse(Refusal refusal) {
    if (session.isOpen()) {
      try {
        session.onRefused(refusal);
      } catch (Throwable t) {
        session.link().handlerFailed("onRefused", t);
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

  private String rateDetail() {
    return "more than "
        + rateLimit.packetsPerSecond()
        + " packets or "
        + rateLimit.bytesPerSecond()
        + " bytes a second";
  }
}
