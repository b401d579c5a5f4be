package dev.wharf.protocol;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.SendResult;
import dev.wharf.engine.Session;
import dev.wharf.engine.SessionState;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.catalog.PacketKind;
import dev.wharf.protocol.catalog.Side;
import dev.wharf.protocol.frame.FrameParser;
import dev.wharf.protocol.resume.ResumeOptions;
import dev.wharf.protocol.system.Acknowledge;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.ResumeReply;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongFunction;
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
///
/// **Resumable sessions.** A session that [became resumable][#becomeResumable] outlives its
/// connection. When the connection breaks, the session is *absent*: [#onAbsent] is called, packets
/// that are sent are kept, and tasks ([#execute]) still run. When the peer comes back on another
/// connection, the session goes on there: the packets that the peer has not handled are sent again,
/// and then [#onResumed] is called. [#onDisconnected] is called when the session ends for good.
public class PacketSession {
  private final long id;
  private final FrameParser frames;
  private final @Nullable PacketListener listener;

  /// The handler of the connection on which the session began. Set before the first callback.
  private Resumption.@Nullable Forwarding receiver;

  /// The encoder of the packets that this session sends. [#limitFrames] replaces it on the
  /// session's worker; every thread that sends reads it.
  private volatile PacketEncoder encoder;

  /// The state that decides which packets are accepted. Any thread may write it
  /// ([#enter(PacketState)]) and read it ([#state()]). The session's worker reads it for each
  /// received packet.
  private volatile PacketState state;

  /// The engine session of the present connection. While the session is absent, that of its last
  /// connection. Written in the session's callbacks, read by any thread.
  private volatile Session session;

  /// The part that outlives the connection; null when the session is not resumable. Set once, in a
  /// callback or task; read by any thread.
  private volatile @Nullable Resumption resumption;

  /// The session that will go on with this session's connection; null when there is none. Only the
  /// session's callbacks and tasks use it.
  private @Nullable Resumption carried;

  /// Creates a session in the router's initial state.
  ///
  /// @param link the link that [PacketProtocol#sessions] gives to the code that creates the session
  public PacketSession(PacketLink link) {
    this.id = link.session.id();
    this.session = link.session;
    this.frames = link.frames;
    this.listener = link.listener;
    this.encoder = link.encoder;
    this.state = link.initialState;
  }

  /// Returns the session's number: that of its first connection. No other session of the same
  /// service has this number.
  public final long id() {
    return id;
  }

  /// Returns the peer's address.
  public final InetSocketAddress remoteAddress() {
    return session.remoteAddress();
  }

  /// Returns the engine's session that this session uses, for everything that is not about packets.
  /// A resumable session has another one on each connection; while it is absent, this method
  /// returns the ended session of the last connection.
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

  /// Returns whether the session receives and sends packets, or may be resumed. Once the session
  /// has begun to end for good, the result is false for ever.
  public final boolean isOpen() {
    Resumption own = resumption;
    return own == null
        ? session.closeReason() == null && session.state() == SessionState.CONNECTED
        : own.isOpen();
  }

  // ---- resuming

  /// Makes this session resumable: when its connection breaks, the session waits for another one.
  /// Call this method once, in a callback or task of the session. A server calls it before it sends
  /// the `LoginReply`, a client when it has received one with a token. On both sides, the packets
  /// behind the `LoginReply` count.
  ///
  /// A service that drains or closes does not end sessions that wait for a connection: their owner
  /// ends them. A port that closes ends them as [CloseReason#DRAINED], if the options have an
  /// executor of this port.
  ///
  /// @throws IllegalArgumentException when the catalog has no system packets
  /// @throws IllegalStateException when the session is resumable already
  public final void becomeResumable(ResumeOptions options) {
    if (resumption != null) {
      throw new IllegalStateException("the session is resumable already");
    }
    resumption = new Resumption(this, options, startOfCounting(LoginReply.getDescriptor()));
  }

  /// Returns whether [#becomeResumable] was called.
  public final boolean isResumable() {
    return resumption != null;
  }

  /// Returns whether the session has lost its connection, and may be resumed.
  public final boolean isAbsent() {
    Resumption own = resumption;
    return own != null && own.isAbsent();
  }

  /// Returns whether the peer has sent a frame on the present connection since the session was
  /// resumed on it: the peer has got the `ResumeReply`. A heartbeat does not show that. True before
  /// the first resume.
  public final boolean isResumeConfirmed() {
    Resumption own = resumption;
    return own == null || own.isConfirmed();
  }

  /// Returns why the session can no longer be resumed, because it would have had to keep too much;
  /// null when this has not happened, or the session is not resumable.
  public final @Nullable String resumeProblem() {
    Resumption own = resumption;
    return own == null ? null : own.outbox().lost();
  }

  /// Returns the number of packets that are kept until the peer acknowledges them.
  public final int keptPackets() {
    Resumption own = resumption;
    return own == null ? 0 : own.outbox().packets();
  }

  /// Returns the memory of the packets that are kept, in bytes.
  public final int keptBytes() {
    Resumption own = resumption;
    return own == null ? 0 : own.outbox().bytes();
  }

  /// Resumes this session on the connection of another session. For a server that has received a
  /// valid `ResumeRequest`. When this session still has a connection, that connection is closed
  /// first, and [#onAbsent] is called. The newest call wins.
  ///
  /// On success, these things happen on the worker of the new connection, one after another:
  /// `reply` is called, its packet is sent, and the packets that the peer has not handled are sent;
  /// `temporary` ends with [PacketCloseReasons#RESUMED]; [#onResumed] is called.
  ///
  /// @param temporary the session that has received the request. Call this method in one of its
  ///   callbacks or tasks. It must not receive other packets until the end of the resume
  /// @param handled the number in the request
  /// @param reply makes the `ResumeReply` from the number of the peer's packets that were handled;
  ///   returns null to refuse the resume
  /// @param refused called on the worker of `temporary` when the session does not go on there, with
  ///   one line that says why. When the number in the request was larger than the number of packets
  ///   sent, this session ends for good. A number that is too low may come from an older request
  public final void resumeOn(
      PacketSession temporary,
      long handled,
      LongFunction<@Nullable Message> reply,
      Consumer<String> refused) {
    Resumption own = resumption;
    if (own == null) {
      refused.accept("the session cannot be resumed");
      return;
    }
    int behind = startOfCounting(ResumeReply.getDescriptor());
    own.moveTo(
        temporary,
        () -> {
          String problem = own.goOn(temporary, handled, reply, behind);
          if (problem != null) {
            temporary.carry(null);
            own.carrierEnded();
            refused.accept(problem);
          }
        },
        refused);
  }

  /// Lets the callbacks and tasks of this session run on the worker of another session's
  /// connection, so that this session can be resumed there. For a client, before it sends a
  /// `ResumeRequest`.
  ///
  /// @param arrived called on that worker when nothing of this session runs elsewhere
  /// @param refused called on that worker when this session has ended, or has moved elsewhere
  protected final void moveTo(PacketSession temporary, Runnable arrived, Consumer<String> refused) {
    Objects.requireNonNull(resumption, "a resumable session").moveTo(temporary, arrived, refused);
  }

  /// Goes on with the connection to which [#moveTo] has brought this session. For a client that has
  /// received a `ResumeReply`, in the handler of this packet. The session sends the packets that
  /// the server has not handled, and [#onResumed] is called.
  ///
  /// @param handled the number in the reply
  /// @return null, or one line that says why the session does not go on
  protected final @Nullable String goOn(PacketSession temporary, long handled) {
    return Objects.requireNonNull(resumption, "a resumable session")
        .goOn(temporary, handled, null, 0);
  }

  /// Returns how many packets of the peer this session has handled, of those that count. Call it in
  /// a callback or task.
  protected final long handledPackets() {
    Resumption own = resumption;
    return own == null ? 0 : own.handled();
  }

  private int startOfCounting(Descriptor reply) {
    PacketKind kind = catalog().kindOf(reply);
    if (kind == null) {
      throw new IllegalArgumentException("the catalog has no " + reply.getFullName());
    }
    return encoder.sender() == Side.SERVER ? kind.id() : 0;
  }

  /// Runs a task on the session's worker, or, while the session is absent, on another thread. Tasks
  /// and callbacks of a session never overlap. The task does not run after [#onDisconnected]. An
  /// exception of the task ends the session.
  ///
  /// @return false when the session has ended and the task will not run
  /// @throws dev.wharf.engine.job.JobQueueFullException when too many tasks are queued
  public final boolean execute(Runnable task) {
    Resumption own = resumption;
    return own == null ? session.execute(task) : own.execute(task);
  }

  /// Ends the session for good, because the game's code threw while it served the session. The
  /// failure is counted and logged. For code that runs in a job queue of the game.
  public final void fail(Throwable thrown) {
    Resumption own = resumption;
    if (own == null) {
      session.fail(thrown);
    } else {
      own.fail(thrown);
    }
  }

  // ---- sending

  /// Sends a packet with the send policy of its kind. Never blocks. While a resumable session is
  /// absent, keeps a packet that counts ([PacketKind#counts]), and drops any other packet.
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
  /// in the send queue ([SendPolicy#latestOnly(long)]).
  ///
  /// @param key what the packet is about, such as the number of a game object
  /// @throws IllegalArgumentException when the kind is not declared as `LATEST_ONLY`, or the
  ///   message is not a packet that this side may send
  public final SendResult sendLatest(Message message, int key) {
    PacketKind kind = encoder.kindOf(message);
    kind.checkPolicy(SendPolicy.latestOnly(key));
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
  /// @throws IllegalArgumentException when the catalog has a packet with this id, and declares
  ///   another policy
  public final SendResult sendRaw(int id, byte[] body, SendPolicy policy) {
    return sendRaw(id, body, body.length, policy);
  }

  /// Does the same as [#sendRaw(int, byte\[\], SendPolicy)], with the first bytes of an array that
  /// the caller uses again. Allocates nothing. The body may also be a protobuf message that the
  /// caller has written by itself.
  ///
  /// @param length the number of bytes
  /// @throws IllegalArgumentException when the catalog has a packet with this id, and declares
  ///   another policy
  public final SendResult sendRaw(int id, byte[] body, int length, SendPolicy policy) {
    catalog().checkPolicy(id, policy);
    if (!isOpen()) {
      return SendResult.CLOSED;
    }
    try (SendBuffer packet = encoder.encodeRaw(session.sendBuffers(), id, body, length)) {
      return send(id, packet, policy);
    }
  }

  /// Sends a packet that is already encoded. Meant for a packet that goes to many sessions. The
  /// caller still owns the buffer, and must close it.
  ///
  /// @throws IllegalArgumentException when the catalog declares another policy for this packet
  public final SendResult send(SendBuffer packet, SendPolicy policy) {
    catalog().checkPolicy(catalog().header().readPacketId(packet), policy);
    return sendTo(packet, policy);
  }

  /// Closes the session at once. Queued packets are not delivered. If the session already has a
  /// close reason, it keeps that reason.
  ///
  /// A resumable session ends for good, except with a reason that can come from a broken network,
  /// such as [CloseReason#IDLE]: then only its connection is closed.
  ///
  /// @param detail one line for the log. It must not contain text that the peer wrote
  public final void close(CloseReason reason, String detail) {
    Resumption own = resumption;
    if (own == null) {
      session.close(reason, detail);
    } else {
      own.close(reason, detail, false);
    }
  }

  /// Stops receiving, delivers the queued packets, and closes the session. If the session already
  /// has a close reason, it keeps that reason.
  ///
  /// A resumable session ends as [#close] says.
  ///
  /// @param detail one line for the log. It must not contain text that the peer wrote
  public final void closeAfterFlush(CloseReason reason, String detail) {
    Resumption own = resumption;
    if (own == null) {
      session.closeAfterFlush(reason, detail);
    } else {
      own.close(reason, detail, true);
    }
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

  /// Called when a resumable session has lost its connection, and may be resumed. While it is
  /// absent, callbacks and tasks run on other threads than the worker, still one at a time.
  ///
  /// @param reason why the connection has ended
  protected void onAbsent(CloseReason reason) {}

  /// Called when a resumable session goes on with a new connection, before any packet of that
  /// connection is handled. The packets that the peer must not miss were sent again. The game sends
  /// fresh state here: values of the kinds `DROP_NEWEST` and `LATEST_ONLY` were not kept.
  protected void onResumed() {}

  /// Called exactly once, as the last callback. When connecting failed, it is the only callback:
  /// [#onConnected()] was not called. A resumable session has ended for good.
  protected void onDisconnected(CloseReason reason) {}

  /// Sends an encoded packet, and reports it to the listener if it was queued.
  final SendResult send(int packetId, SendBuffer packet, SendPolicy policy) {
    SendResult result = sendTo(packet, policy);
    if (listener != null && result == SendResult.QUEUED) {
      listener.onQueued(packetId, packet.size());
    }
    return result;
  }

  private SendResult sendTo(SendBuffer packet, SendPolicy policy) {
    Session present = session;
    SendResult result = present.send(packet, policy);
    if (result == SendResult.QUEUED) {
      return result;
    }
    Resumption own = resumption;
    return own == null ? result : own.sendLate(packet, policy, present, result);
  }

  /// Handles an acknowledgement of the peer.
  final void acknowledged(Acknowledge packet) {
    Resumption own = resumption;
    String problem =
        own == null
            ? "an acknowledgement, but this session cannot be resumed"
            : own.outbox().acknowledge(packet.getHandled());
    if (problem != null) {
      int id = kindOf(packet).id();
      onRefused(new Refusal(PacketCloseReasons.BAD_ACKNOWLEDGEMENT, id, problem));
      closeAfterFlush(PacketCloseReasons.BAD_ACKNOWLEDGEMENT, problem);
    }
  }

  /// Sets the handler that calls this session.
  final void receivedBy(Resumption.Forwarding handler) {
    receiver = handler;
  }

  final Resumption.Forwarding receiver() {
    return Objects.requireNonNull(receiver, "a protocol made the session");
  }

  @Nullable Resumption resumption() {
    return resumption;
  }

  /// Records that another session goes on with this session's connection; null when it does not.
  final void carry(@Nullable Resumption other) {
    carried = other;
  }

  /// Leaves the connection to another session.
  final void leaveConnection() {
    carried = null;
    session = new EndedSession(session);
  }

  /// Goes on with another connection.
  final void enterConnection(Session next) {
    session = next;
  }

  /// Handles the end of the present connection.
  final void connectionEnded(CloseReason reason) {
    Resumption own = resumption;
    if (own != null) {
      own.connectionEnded(reason);
      return;
    }
    Resumption other = carried;
    carried = null;
    try {
      onDisconnected(reason);
    } finally {
      if (other != null) {
        other.carrierEnded();
      }
    }
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
