package dev.wharf.protocol;

import com.google.protobuf.Message;
import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.Session;
import dev.wharf.engine.SessionHandler;
import dev.wharf.engine.SessionHandlerFactory;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.buffer.SendBufferPool;
import java.util.Iterator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Ties packets to the engine: makes a [PacketSession] of each connection, feeds it the packets
/// that arrive, and encodes those that it sends.
///
/// ```java
/// PacketProtocol<MySession> protocol = PacketProtocol.of(router);
/// ServerService.start(port, options, protocol.sessions(MySession::new));
/// ```
///
/// Immutable, thread-safe.
///
/// @param <S> the game's own [PacketSession]
public final class PacketProtocol<S extends PacketSession> {
  private final PacketRouter<S> router;
  private final PacketSettings settings;
  private final PacketEncoder encoder;
  private final BodyParser bodies;
  private final @Nullable PacketListener listener;

  private PacketProtocol(
      PacketRouter<S> router, PacketSettings settings, @Nullable PacketListener listener) {
    HeaderFormat header = router.catalog().header();
    Checks.range(
        "maxReceivedFrameBytes",
        settings.maxReceivedFrameBytes(),
        header.headerBytes(),
        header.maxFrameBytes());
    this.router = router;
    this.settings = settings;
    this.encoder = new PacketEncoder(router.catalog(), router.side(), settings.maxSentFrameBytes());
    this.bodies = new BodyParser(settings.parseLimits());
    this.listener = listener;
  }

  /// A protocol with the defaults of [PacketSettings] for the router's side.
  public static <S extends PacketSession> PacketProtocol<S> of(PacketRouter<S> router) {
    return switch (router.side()) {
      case SERVER -> of(router, PacketSettings.forServer());
      case CLIENT -> of(router, PacketSettings.forClient());
    };
  }

  /// A protocol with settings of its own.
  ///
  /// @throws IllegalArgumentException when the frame limits do not fit the catalogue's header
  public static <S extends PacketSession> PacketProtocol<S> of(
      PacketRouter<S> router, PacketSettings settings) {
    return new PacketProtocol<>(router, settings, null);
  }

  /// The same protocol, whose packets are told to a listener: for services that begin from now on.
  public PacketProtocol<S> withListener(PacketListener toTell) {
    return new PacketProtocol<>(router, settings, toTell);
  }

  /// What to give to a service of the engine.
  ///
  /// @param newSession makes the game's session of a connection: usually its constructor
  public SessionHandlerFactory sessions(Function<PacketLink, S> newSession) {
    return session -> receiver(session, newSession);
  }

  /// The game's session on a connection of this protocol; null when the connection is of another.
  @SuppressWarnings("unchecked") // a router has sessions of one type
  public @Nullable S sessionOn(Session session) {
    return session.handler() instanceof PacketReceiver<?> receiver && receiver.router() == router
        ? (S) receiver.session()
        : null;
  }

  /// Sends one packet to many sessions, by the policy of its kind: encoded once, for all of them.
  ///
  /// @return how many took it
  /// @throws IllegalArgumentException when the message is no packet, or one that only the peers may
  ///   send
  /// @throws FrameTooLargeException when it is too large
  /// @throws dev.wharf.engine.buffer.BufferMemoryExhaustedException when no memory is left for it
  public int sendToAll(Iterable<? extends PacketSession> receivers, Message message) {
    PacketKind kind = encoder.kindOf(message);
    return sendToAll(
        receivers, kind.id(), kind.sendPolicy(), pool -> encoder.encode(pool, kind, message));
  }

  /// Sends one packet whose body is not protobuf to many sessions: copied once, for all of them.
  /// The peers handle it as [raw][PacketRouter.Builder#onRaw(int, RawPacketHandler)].
  ///
  /// @param policy what happens at each session whose peer reads too slowly
  /// @return how many took it
  /// @throws IllegalArgumentException when the header's id field cannot hold `id`
  /// @throws FrameTooLargeException when it is too large
  /// @throws dev.wharf.engine.buffer.BufferMemoryExhaustedException when no memory is left for it
  public int sendRawToAll(
      Iterable<? extends PacketSession> receivers, int id, byte[] body, SendPolicy policy) {
    return sendToAll(receivers, id, policy, pool -> encoder.encodeRaw(pool, id, body));
  }

  /// The same as `sendRawToAll(receivers, id, body, SendPolicy.KEEP)`.
  public int sendRawToAll(Iterable<? extends PacketSession> receivers, int id, byte[] body) {
    return sendRawToAll(receivers, id, body, SendPolicy.KEEP);
  }

  /// The packets' encoder, for packets that are sent by other ways than a session's `send`.
  public PacketEncoder encoder() {
    return encoder;
  }

  /// Who is told of packets, or null.
  @Nullable PacketListener listener() {
    return listener;
  }

  /// Who handles what.
  public PacketRouter<S> router() {
    return router;
  }

  /// The bounds.
  public PacketSettings settings() {
    return settings;
  }

  private SessionHandler receiver(Session session, Function<PacketLink, S> newSession) {
    return receiver(new PacketLink.ToEngine(router, encoder, listener, session), newSession);
  }

  PacketReceiver<S> receiver(PacketLink link, Function<PacketLink, S> newSession) {
    return new PacketReceiver<>(newSession.apply(link), router, settings, bodies);
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
    PacketSession receiver = rest.next();
    try (SendBuffer packet = encoding.apply(receiver.link().sendBuffers())) {
      int taken = send(packet, packetId, policy, receiver);
      while (rest.hasNext()) {
        taken += send(packet, packetId, policy, rest.next());
      }
      return taken;
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
