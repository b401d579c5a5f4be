package dev.wharf.protocol;

import com.google.protobuf.Message;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.SendResult;
import dev.wharf.engine.Session;
import dev.wharf.engine.SessionState;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.catalog.PacketKind;
import dev.wharf.protocol.frame.FrameParser;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A connection to one peer that sends and receives packets. A game extends this class, and keeps
/// its data about the peer in the subclass:
///
/// ```java
/// final class GameSession extends PacketSession {
///   Player player;
///
///   GameSession(PacketLink link) {
///     super(link);
///   }
///
///   @Override
///   protected void onDisconnected(CloseReason reason) { ... }
/// }
/// ```
///
/// The `on...` methods and the packet handlers run on the session's worker. For one session they
/// never overlap, so fields that only they use need no lock. They must not block. All other methods
/// may be called from any thread, unless they say otherwise.
public class PacketSession {
  private final Session session;
  private final FrameParser frames;
  private final @Nullable PacketListener listener;

  /// The encoder of the packets that this session sends. [#limitFrames] replaces it on the
  /// session's worker; every thread that sends reads it.
  private volatile PacketEncoder encoder;

  /// The state that decides which packets are accepted. Any thread may write it
  /// ([#enter(PacketState)]) and read it ([#state()]). The session's worker reads it for each
  /// received packet.
  private volatile PacketState state;

  /// Creates a session in the router's initial state.
  ///
  /// @param link the link that [PacketProtocol#sessions] gives to the code that creates the session
  public PacketSession(PacketLink link) {
    this.session = link.session;
    this.frames = link.frames;
    this.listener = link.listener;
    this.encoder = link.encoder;
    this.state = link.initialState;
  }

  /// Returns the session's number. No other session of the same service has this number.
  public final long id() {
    return session.id();
  }

  /// Returns the peer's address.
  public final InetSocketAddress remoteAddress() {
    return session.remoteAddress();
  }

  /// Returns the engine's session that this session uses, for everything that is not about packets.
  public final Session session() {
    return session;
  }

  /// Returns the state that decides which packets are accepted.
  public final PacketState state() {
    return state;
  }

  /// Returns the catalog of the packets that the two sides may send.
  public final PacketCatalog catalog() {
    return encoder.catalog();
  }

  /// Returns the kind of packet that a message is, also when only the peer may send the packet.
  ///
  /// @throws IllegalArgumentException when the message is not a packet of the catalog
  public final PacketKind kindOf(Message message) {
    return catalog().kindOf(message);
  }

  /// Changes the state. The next received packet is checked against the new state.
  ///
  /// @throws IllegalArgumentException when `next` is not a constant of the enum that the router
  ///   uses for its states
  public final void enter(PacketState next) {
    Class<?> stateType = ((Enum<?>) state).getDeclaringClass();
    if (!stateType.isInstance(next)) {
      throw new IllegalArgumentException(
          next.getClass().getName()
              + " is not a state of this router; its states are "
              + stateType);
    }
    state = next;
  }

  /// Changes the sizes of the largest frames that this session receives and sends. Meant for a
  /// client that learns the server's limits at the login. Takes effect with the next frame. Sizes
  /// are in bytes and include the header. Call it on the session's worker, for instance from a
  /// packet handler.
  ///
  /// @param received the size of the largest frame to accept
  /// @param sent the size of the largest frame to send
  /// @throws IllegalArgumentException when the header's size field cannot hold one of the sizes
  protected final void limitFrames(int received, int sent) {
    frames.limit(received);
    encoder = encoder.withMaxFrameBytes(sent);
    session.limitReceiveBuffer(received);
  }

  /// Returns whether the session receives and sends packets. Once the session has begun to close,
  /// the result is false for ever.
  public final boolean isOpen() {
    return session.closeReason() == null && session.state() == SessionState.CONNECTED;
  }

  /// Sends a packet with the send policy of its kind. Never blocks.
  ///
  /// @throws IllegalArgumentException when the message is not a packet of the catalog, or when only
  ///   the peer may send it
  /// @throws FrameTooLargeException when the packet is larger than the peer accepts
  /// @throws dev.wharf.engine.buffer.BufferMemoryExhaustedException when the pool has no memory for
  ///   the packet
  public final SendResult send(Message message) {
    PacketKind kind = encoder.kindOf(message);
    return encodeAndSend(kind, message, kind.sendPolicy());
  }

  /// Does the same as `send(message.build())`.
  public final SendResult send(Message.Builder message) {
    return send(message.build());
  }

  /// Sends a packet that replaces an older one of the same kind and key, if the older one is still
  /// in the send queue ([SendPolicy#latestOnly(long)]). Ignores the send policy of the kind.
  ///
  /// @param key what the packet is about, such as the number of a game object
  public final SendResult sendLatest(Message message, int key) {
    PacketKind kind = encoder.kindOf(message);
    return encodeAndSend(kind, message, SendPolicy.latestOnly(kind.latestKey(key)));
  }

  /// Sends a packet whose body is not protobuf, with [SendPolicy#KEEP]. The peer handles it with
  /// [PacketRouter.Builder#onRaw(int, RawPacketHandler)].
  ///
  /// @throws IllegalArgumentException when the header's id field cannot hold `id`
  /// @throws FrameTooLargeException when the packet is larger than the peer accepts
  /// @throws dev.wharf.engine.buffer.BufferMemoryExhaustedException when the pool has no memory for
  ///   the packet
  public final SendResult sendRaw(int id, byte[] body) {
    return sendRaw(id, body, SendPolicy.KEEP);
  }

  /// Does the same as [#sendRaw(int, byte\[\])], but with the given send policy.
  ///
  /// @param policy says what happens to the packet when the peer reads too slowly
  public final SendResult sendRaw(int id, byte[] body, SendPolicy policy) {
    if (!isOpen()) {
      return SendResult.CLOSED;
    }
    try (SendBuffer packet = encoder.encodeRaw(session.sendBuffers(), id, body)) {
      return send(id, packet, policy);
    }
  }

  /// Sends a packet that is already encoded. Meant for a packet that goes to many sessions. The
  /// caller still owns the buffer, and must close it.
  public final SendResult send(SendBuffer packet, SendPolicy policy) {
    return session.send(packet, policy);
  }

  /// Closes the session at once. Queued packets are not delivered. If the session already has a
  /// close reason, it keeps that reason.
  ///
  /// @param detail one line for the log. It must not contain text that the peer wrote
  public final void close(CloseReason reason, String detail) {
    session.close(reason, detail);
  }

  /// Stops receiving, delivers the queued packets, and closes the session. If the session already
  /// has a close reason, it keeps that reason.
  ///
  /// @param detail one line for the log. It must not contain text that the peer wrote
  public final void closeAfterFlush(CloseReason reason, String detail) {
    session.closeAfterFlush(reason, detail);
  }

  /// Called once, when the connection has opened and before any packet is handled.
  protected void onConnected() {}

  /// Called when the service drains. The game can tell the peer here: packets that are sent in this
  /// method are still delivered.
  ///
  /// @param grace the time that the peer has to close its side, before this side closes the
  ///   connection
  protected void onDraining(Duration grace) {}

  /// Called at most once, when a received packet is not accepted or its handler has failed. The
  /// game can tell the peer here: packets that are sent in this method are still delivered. After
  /// this call, the session closes with the refusal's reason.
  protected void onRefused(Refusal refusal) {}

  /// Called when the peer has sent more than the [RateLimit] allows. The game can warn the peer
  /// here.
  ///
  /// @param detail one line that names the limit
  protected void onRateWarning(String detail) {}

  /// Called exactly once, as the last callback. When connecting failed, it is the only callback:
  /// [#onConnected()] was not called.
  protected void onDisconnected(CloseReason reason) {}

  /// Sends an encoded packet, and reports it to the listener if it was queued.
  final SendResult send(int packetId, SendBuffer packet, SendPolicy policy) {
    SendResult result = session.send(packet, policy);
    if (listener != null && result == SendResult.QUEUED) {
      listener.onQueued(packetId, packet.size());
    }
    return result;
  }

  private SendResult encodeAndSend(PacketKind kind, Message message, SendPolicy policy) {
    if (!isOpen()) {
      return SendResult.CLOSED;
    }
    try (SendBuffer packet = encoder.encode(session.sendBuffers(), kind, message)) {
      return send(kind.id(), packet, policy);
    }
  }

  /// Returns the session's id and the peer's address, for logs.
  @Override
  public String toString() {
    return "session " + id() + " from " + remoteAddress();
  }
}
