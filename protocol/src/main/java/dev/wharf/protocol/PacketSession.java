package dev.wharf.protocol;

import com.google.protobuf.Message;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.SendResult;
import dev.wharf.engine.Session;
import dev.wharf.engine.buffer.SendBuffer;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One peer, as a game sees it. A game extends this class, and keeps there what it knows of the
/// peer:
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
/// The `on...` methods and the handlers run on the workers of the session's port, and never two at
/// a time for one session: fields that only they use need no lock. They must not block. All other
/// methods may be called from any thread.
public class PacketSession {
  private final PacketLink link;

  /// Written by [#enter(PacketState)] on any thread, read by the worker that receives.
  private volatile PacketState state;

  /// Set before the engine is told to close, so that no further packet of what was received is
  /// handled.
  private volatile boolean ending;

  /// The parser of received frames; null until the receiver sets it. Confined to the worker that
  /// receives.
  private @Nullable FrameParser frames;

  /// @param link as [PacketProtocol#sessions] hands it out
  public PacketSession(PacketLink link) {
    this.link = link;
    this.state = link.router().initialState();
  }

  /// A number that no other session of its service has.
  public final long id() {
    return link.id();
  }

  /// Where the peer is.
  public final InetSocketAddress remoteAddress() {
    return link.remoteAddress();
  }

  /// The session of the engine underneath, for all that is not about packets.
  public final Session session() {
    return link.session();
  }

  /// The state that decides which packets are accepted.
  public final PacketState state() {
    return state;
  }

  /// The packets that the two sides exchange.
  public final PacketCatalog catalog() {
    return link.router().catalog();
  }

  /// Returns the kind of packet that a message is, also of one that only the peer may send.
  ///
  /// @throws IllegalArgumentException when it is none of the router's catalogue
  public final PacketKind kindOf(Message message) {
    return catalog().kindOf(message);
  }

  /// Changes the state: the next packet is judged by it.
  ///
  /// @throws IllegalArgumentException when `next` is of another enum than the router's states
  public final void enter(PacketState next) {
    link.router().checkState(next);
    state = next;
  }

  /// Changes the largest frames of this session, header included, in bytes: for a side that learns
  /// what the other one sends and takes. Holds from the next frame on. To be called from a handler,
  /// or another method that runs on the session's worker.
  ///
  /// @param received the largest frame to accept
  /// @param sent the largest frame to send
  /// @throws IllegalArgumentException when the header cannot tell a frame of that size
  protected final void limitFrames(int received, int sent) {
    FrameParser parser = frames;
    if (parser != null) {
      parser.limit(received);
    }
    link.limitFrames(received, sent);
  }

  /// Whether packets are received and sent; false for good once the session has begun to close.
  public final boolean isOpen() {
    return !ending && link.isOpen();
  }

  /// Sends a packet, by the policy of its kind. Never blocks.
  ///
  /// @throws IllegalArgumentException when the message is no packet, or one that only the peer may
  ///   send
  /// @throws FrameTooLargeException when it is too large
  /// @throws dev.wharf.engine.buffer.BufferMemoryExhaustedException when no memory is left for it
  public final SendResult send(Message message) {
    PacketKind kind = link.encoder().kindOf(message);
    return encodeAndSend(kind, message, kind.sendPolicy());
  }

  /// The same as `send(message.build())`.
  public final SendResult send(Message.Builder message) {
    return send(message.build());
  }

  /// Sends a packet that makes up for the one before with the same key: it replaces the one that
  /// still waits to be sent ([SendPolicy#latestOnly(long)]). The policy of its kind is not asked.
  ///
  /// @param key what the packet is about, among those of its kind: a game object's number, for
  ///   instance
  public final SendResult sendLatest(Message message, int key) {
    PacketKind kind = link.encoder().kindOf(message);
    return encodeAndSend(kind, message, SendPolicy.latestOnly(kind.latestKey(key)));
  }

  /// Sends a packet whose body is not protobuf, with [SendPolicy#KEEP]; the peer handles it as
  /// [raw][PacketRouter.Builder#onRaw(int, RawPacketHandler)].
  ///
  /// @throws IllegalArgumentException when the header's id field cannot hold `id`
  /// @throws FrameTooLargeException when it is too large
  /// @throws dev.wharf.engine.buffer.BufferMemoryExhaustedException when no memory is left for it
  public final SendResult sendRaw(int id, byte[] body) {
    return sendRaw(id, body, SendPolicy.KEEP);
  }

  /// The same as [#sendRaw(int, byte\[\])], with a policy for a slow reader.
  public final SendResult sendRaw(int id, byte[] body, SendPolicy policy) {
    if (!isOpen()) {
      return SendResult.CLOSED;
    }
    try (SendBuffer packet = link.encoder().encodeRaw(link.sendBuffers(), id, body)) {
      return link.send(id, packet, policy);
    }
  }

  /// Sends a packet that is encoded already, for one that goes to many sessions. The caller stays
  /// its owner.
  public final SendResult send(SendBuffer packet, SendPolicy policy) {
    return ending ? SendResult.CLOSED : link.send(packet, policy);
  }

  /// Ends the session at once; what is queued is lost. The first reason given is the one that
  /// counts.
  ///
  /// @param detail one line for the log; nothing that the peer wrote
  public final void close(CloseReason reason, String detail) {
    ending = true;
    link.close(reason, detail);
  }

  /// Receives no more, delivers what is queued, and ends the session. The first reason given is the
  /// one that counts.
  ///
  /// @param detail one line for the log; nothing that the peer wrote
  public final void closeAfterFlush(CloseReason reason, String detail) {
    ending = true;
    link.closeAfterFlush(reason, detail);
  }

  /// Called once, before any packet is handled.
  protected void onConnected() {}

  /// Called when the service is being drained: the place to tell the peer. What is sent here still
  /// goes out.
  ///
  /// @param grace how long the peer has to close its side, before it is cut off
  protected void onDraining(Duration grace) {}

  /// Called when what the peer sent is not accepted, or its handler failed: the place to tell the
  /// peer. What is sent here still goes out; then the session ends with the refusal's reason.
  /// Called once at most.
  protected void onRefused(Refusal refusal) {}

  /// Called when the peer sends more than the rate limit: the place to warn it ([RateLimit]).
  ///
  /// @param detail one line that names the limit
  protected void onRateWarning(String detail) {}

  /// Called exactly once, last of all, also when [#onConnected()] never was (a connection that
  /// failed).
  protected void onDisconnected(CloseReason reason) {}

  private SendResult encodeAndSend(PacketKind kind, Message message, SendPolicy policy) {
    if (!isOpen()) {
      return SendResult.CLOSED;
    }
    try (SendBuffer packet = link.encoder().encode(link.sendBuffers(), kind, message)) {
      return link.send(kind.id(), packet, policy);
    }
  }

  /// As [#send(SendBuffer, SendPolicy)], for a packet whose id is known.
  final SendResult send(int packetId, SendBuffer packet, SendPolicy policy) {
    return ending ? SendResult.CLOSED : link.send(packetId, packet, policy);
  }

  /// Sets the parser that finds the frames of this session.
  final void receivedBy(FrameParser parser) {
    frames = parser;
  }

  final PacketLink link() {
    return link;
  }

  /// The id and the address, as logs name a session.
  @Override
  public String toString() {
    return "session " + id() + " from " + remoteAddress();
  }
}
