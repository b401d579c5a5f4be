package dev.wharf.protocol;

import com.google.protobuf.Message;
import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.Session;
import dev.wharf.engine.SessionHandlerFactory;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.buffer.SendBufferPool;
import dev.wharf.protocol.body.BodyParser;
import dev.wharf.protocol.catalog.HeaderFormat;
import dev.wharf.protocol.catalog.PacketKind;
import dev.wharf.protocol.frame.FrameParser;
import dev.wharf.protocol.rate.RateLimiter;
import dev.wharf.protocol.util.Checks;
import java.util.Iterator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Connects packets to the engine: creates a [PacketSession] for each connection, passes received
/// packets to their handlers, and encodes the packets that are sent.
///
/// ```java
/// PacketProtocol<MySession> protocol = PacketProtocol.of(router);
/// ServerService.start(port, options, protocol.sessions(MySession::new));
/// ```
///
/// Immutable, thread-safe.
///
/// @param <S> the game's subclass of [PacketSession]
public final class PacketProtocol<S extends PacketSession> {
  private final PacketRouter<S> router;
  private final PacketOptions options;
  private final PacketEncoder encoder;
  private final BodyParser bodies;
  private final @Nullable PacketListener listener;

  private PacketProtocol(
      PacketRouter<S> router, PacketOptions options, @Nullable PacketListener listener) {
    HeaderFormat header = router.catalog().header();
    Checks.range(
        "maxReceivedFrameBytes",
        options.maxReceivedFrameBytes(),
        header.headerBytes(),
        header.maxFrameBytes());
    this.router = router;
    this.options = options;
    this.encoder = new PacketEncoder(router.catalog(), router.side(), options.maxSentFrameBytes());
    this.bodies = new BodyParser(options.parseLimits());
    this.listener = listener;
  }

  /// Creates a protocol with the default [PacketOptions] of the router's side.
  public static <S extends PacketSession> PacketProtocol<S> of(PacketRouter<S> router) {
    return switch (router.side()) {
      case SERVER -> of(router, PacketOptions.forServer());
      case CLIENT -> of(router, PacketOptions.forClient());
    };
  }

  /// Creates a protocol with the given options.
  ///
  /// @throws IllegalArgumentException when the catalog's header cannot hold the frame limits
  public static <S extends PacketSession> PacketProtocol<S> of(
      PacketRouter<S> router, PacketOptions options) {
    return new PacketProtocol<>(router, options, null);
  }

  /// Returns a copy that reports its packets to a listener. Only services that are started with the
  /// copy report to the listener.
  public PacketProtocol<S> withListener(PacketListener packetListener) {
    return new PacketProtocol<>(router, options, packetListener);
  }

  /// Returns the handler factory with which a service of the engine is started.
  ///
  /// @param newSession creates the game's session of a new connection; usually the constructor of
  ///   the game's session class
  public SessionHandlerFactory sessions(Function<PacketLink, S> newSession) {
    return session -> receiver(session, newSession);
  }

  /// Returns the game's session that uses this engine session; null when the engine session uses
  /// another router.
  @SuppressWarnings("unchecked") // a router has sessions of one type
  public @Nullable S sessionOn(Session session) {
    return session.handler() instanceof PacketReceiver<?> first
            && first.present() instanceof PacketReceiver<?> receiver
            && receiver.router() == router
        ? (S) receiver.session()
        : null;
  }

  /// Sends one packet to many sessions, with the send policy of its kind. The packet is encoded
  /// once for all sessions.
  ///
  /// @return the number of sessions that queued the packet
  /// @throws IllegalArgumentException when the message is not a packet of the catalog, or when only
  ///   the peers may send it
  /// @throws FrameTooLargeException when the packet is larger than the peers accept
  /// @throws dev.wharf.engine.buffer.BufferMemoryExhaustedException when the pool has no memory for
  ///   the packet
  public int sendToAll(Iterable<? extends PacketSession> receivers, Message message) {
    PacketKind kind = encoder.kindOf(message);
    return sendToAll(
        receivers, kind.id(), kind.sendPolicy(), pool -> encoder.encode(pool, kind, message));
  }

  /// Sends one packet whose body is not protobuf to many sessions. The body is copied once for all
  /// sessions. The peers handle it with [PacketRouter.Builder#onRaw(int, RawPacketHandler)].
  ///
  /// @param policy says what happens to the packet in a session whose peer reads too slowly
  /// @return the number of sessions that queued the packet
  /// @throws IllegalArgumentException when the header's id field cannot hold `id`, or the catalog
  ///   declares another policy for this id
  /// @throws FrameTooLargeException when the packet is larger than the peers accept
  /// @throws dev.wharf.engine.buffer.BufferMemoryExhaustedException when the pool has no memory for
  ///   the packet
  public int sendRawToAll(
      Iterable<? extends PacketSession> receivers, int id, byte[] body, SendPolicy policy) {
    router.catalog().checkPolicy(id, policy);
    return sendToAll(receivers, id, policy, pool -> encoder.encodeRaw(pool, id, body));
  }

  /// Does the same as `sendRawToAll(receivers, id, body, SendPolicy.KEEP)`.
  public int sendRawToAll(Iterable<? extends PacketSession> receivers, int id, byte[] body) {
    return sendRawToAll(receivers, id, body, SendPolicy.KEEP);
  }

  /// Returns the encoder of this protocol, for packets that the game encodes itself.
  public PacketEncoder encoder() {
    return encoder;
  }

  /// Returns the router that dispatches received packets.
  public PacketRouter<S> router() {
    return router;
  }

  /// Returns the limits of this protocol.
  public PacketOptions options() {
    return options;
  }

  PacketReceiver<S> receiver(Session session, Function<PacketLink, S> newSession) {
    FrameParser frames =
        new FrameParser(router.catalog().header(), options.maxReceivedFrameBytes());
    PacketLink link = new PacketLink(session, frames, encoder, router.initialState(), listener);
    return new PacketReceiver<>(
        newSession.apply(link),
        router,
        frames,
        bodies,
        new RateLimiter(options.rateLimit(), session.nanoTime()),
        listener);
  }

  private static int sendToAll(
      Iterable<? extends PacketSession> receivers,
      int packetId,
      SendPolicy policy,
      Function<SendBufferPool, SendBuffer> encoding) {
    Iterator<? extends PacketSession> rest = receivers.iterator();
    if (!rest.hasNext()) {
      return 0;
    }
    PacketSession first = rest.next();
    try (SendBuffer packet = encoding.apply(first.session().sendBuffers())) {
      int queued = send(packet, packetId, policy, first);
      while (rest.hasNext()) {
        queued += send(packet, packetId, policy, rest.next());
      }
      return queued;
    }
  }

  private static int send(
      SendBuffer packet, int packetId, SendPolicy policy, PacketSession receiver) {
    return switch (receiver.send(packetId, packet, policy)) {
      case QUEUED, REPLACED -> 1;
      case DROPPED, CLOSED -> 0;
    };
  }
}
