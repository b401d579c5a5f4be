package dev.wharf.protocol;

import com.google.protobuf.Message;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.SendResult;
import dev.wharf.engine.Session;
import dev.wharf.engine.SessionHandler;
import dev.wharf.engine.SessionState;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.job.JobExecutor;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueClosedException;
import dev.wharf.engine.job.JobQueueFullException;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.catalog.PacketKind;
import dev.wharf.protocol.catalog.SystemPackets;
import dev.wharf.protocol.outbox.Outbox;
import dev.wharf.protocol.resume.ResumeOptions;
import dev.wharf.protocol.system.Acknowledge;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// The part of a resumable [PacketSession] that outlives its connections: the packets that are not
/// acknowledged, the numbers of both directions, and the place where callbacks and tasks run.
///
/// **States.**
///
/// ```
/// ATTACHED   the session has a connection. Its callbacks and tasks run in the engine session's queue
/// ABSENT     the connection has ended. Tasks run in a job queue on the options' executor
/// CARRIED    the session still has no connection, but its tasks run in the queue of the engine
///            session on which it will go on: so nothing of the session overlaps with what follows
/// GONE       for good: onDisconnected is called, once, as the last callback
///
/// ATTACHED -> ABSENT    the connection has ended, for a reason that a session survives
/// ABSENT   -> CARRIED   a move to another connection (moveTo)
/// CARRIED  -> ATTACHED  the session goes on there (goOn)
/// CARRIED  -> ABSENT    that connection has ended, or the resume is refused
/// any      -> GONE      a reason that a session does not survive was given: close, Logout, bad input
/// ```
///
/// **One after another.** Between two places, the session is *in transit*: its old queue is closed,
/// and the next place is not open yet. Tasks that come meanwhile are parked. The last job of the
/// old place calls [#settle], which opens the next place and gives it the parked tasks. So
/// callbacks and tasks never overlap, and none is lost.
///
/// **The end of the port.** A port that closes ends the sessions of its services. An absent session
/// belongs to no service. So it adds a close action to the executor, and ends as DRAINED.
///
/// **Locks.** The monitor guards the state. A thread that has it may post to a job queue or a
/// session's queue, may add or remove a close action, and calls nothing else. [Outbox] has its own
/// monitor.
@SuppressWarnings("ReferenceEquality") // compares places and moves by identity
final class Resumption {
  /// The reasons for the end of a connection that every resumable session survives. All of them can
  /// come from a broken network alone.
  private static final Set<CloseReason> SURVIVED =
      Set.of(
          CloseReason.PEER_CLOSED,
          CloseReason.PEER_RESET,
          CloseReason.IO_ERROR,
          CloseReason.IDLE,
          CloseReason.FRAME_TIMEOUT,
          CloseReason.SLOW_READER,
          PacketCloseReasons.RESUMED);

  private static final String NAME = "session without a connection";
  private static final JobQueueOptions QUEUE = JobQueueOptions.defaults().withName(NAME);

  private final PacketSession owner;
  private final PacketCatalog catalog;
  private final ResumeOptions options;
  private final Outbox outbox;

  /// Runs tasks at the present place; null in transit. Written under the monitor.
  private volatile @Nullable Place place;

  /// The engine session in whose queue tasks run; null while there is none.
  private @Nullable Session carrier;

  /// The queue in which tasks run while the session is absent; null otherwise.
  private @Nullable JobQueue queue;

  /// Ends the session when the executor of [#queue] closes; null while there is no queue.
  private @Nullable Runnable closeAction;

  private @Nullable ArrayDeque<Runnable> parked;

  /// The move that waits for the end of the present place; null when there is none.
  private @Nullable Move next;

  /// Why the session ends for good; null while it does not. Set once, under the monitor.
  private volatile @Nullable CloseReason end;

  private volatile boolean isAbsent;
  private boolean isGone;

  /// Whether the peer has sent a frame on the present connection, other than a heartbeat, since the
  /// session was resumed on it.
  private volatile boolean isConfirmed = true;

  /// *Serial*: how many packets of the peer were handled, and the number that the peer knows.
  private long handled;

  private long told;

  /// Runs the tasks of a session one after another.
  @FunctionalInterface
  private interface Place {
    /// Returns false when the place is closed.
    ///
    /// @throws JobQueueFullException when too many tasks wait
    boolean execute(Runnable task);
  }

  /// The handler of an engine session, which can serve another packet session from now on.
  interface Forwarding extends SessionHandler {
    /// Passes all further callbacks of the engine session to another handler.
    void forwardTo(SessionHandler next);
  }

  /// A wish to go on with the connection of another packet session.
  private static final class Move {
    final PacketSession temporary;
    final Session session;
    final Runnable arrived;
    final Consumer<String> refused;

    Move(PacketSession temporary, Runnable arrived, Consumer<String> refused) {
      this.temporary = temporary;
      this.session = temporary.session();
      this.arrived = arrived;
      this.refused = refused;
    }

    void refuse(String why) {
      try {
        boolean _ = session.execute(() -> refused.accept(why));
      } catch (JobQueueFullException e) {
        session.close(CloseReason.OVERLOADED, "its task queue is full");
      }
    }
  }

  Resumption(PacketSession owner, ResumeOptions options, int startsBehind) {
    Session session = owner.session();
    this.owner = owner;
    this.catalog = owner.catalog();
    this.options = options;
    this.outbox = new Outbox(catalog, options, session, startsBehind);
    this.carrier = session;
    this.place = queueOf(session);
    session.journal(outbox);
  }

  // ---- any thread

  boolean isOpen() {
    if (end != null) {
      return false;
    }
    Session session = owner.session();
    CloseReason reason = session.closeReason();
    return reason == null
        ? session.state() == SessionState.CONNECTED
        : isAbsent || survives(reason);
  }

  /// Returns whether the session survives the end of its connection, while [#end] is null. A move
  /// closes a connection on which the session has not arrived as NOT_RESUMED. The session may
  /// arrive there at the same moment. It then goes on with the move all the same.
  private boolean survives(CloseReason reason) {
    boolean isByMove = reason.equals(PacketCloseReasons.NOT_RESUMED);
    return (isByMove || isBrokenNetwork(reason)) && outbox.hasStarted() && outbox.lost() == null;
  }

  private boolean isBrokenNetwork(CloseReason reason) {
    return SURVIVED.contains(reason) || options.survived().contains(reason);
  }

  boolean isAbsent() {
    return isAbsent;
  }

  boolean isConfirmed() {
    return isConfirmed;
  }

  Outbox outbox() {
    return outbox;
  }

  /// Sends a packet that the owner's engine session has refused or has no room for.
  ///
  /// @param result what the engine session has returned
  SendResult sendLate(SendBuffer packet, SendPolicy policy, Session refuser, SendResult result) {
    Session tried = refuser;
    SendResult seen = result;
    while (seen == SendResult.CLOSED
        || (seen == SendResult.DROPPED && policy instanceof SendPolicy.Keep)) {
      SendResult late = end == null ? outbox.addLate(packet, tried) : SendResult.CLOSED;
      if (late != null) {
        endIfBroken();
        return late;
      }
      tried = Objects.requireNonNullElse(outbox.attached(), tried);
      seen = tried.send(packet, policy);
    }
    return seen;
  }

  private void endIfBroken() {
    if (end == null && outbox.isBroken()) {
      close(PacketCloseReasons.NOT_RESUMED, String.valueOf(outbox.lost()), false);
    }
  }

  boolean execute(Runnable task) {
    while (true) {
      Place seen = place;
      if (seen != null && seen.execute(task)) {
        return true;
      }
      synchronized (this) {
        if (isGone) {
          return false;
        }
        if (place == seen) {
          park(task);
          return true;
        }
      }
    }
  }

  private void park(Runnable task) {
    if (parked == null) {
      parked = new ArrayDeque<>();
    }
    if (parked.size() >= QUEUE.capacity()) {
      throw new JobQueueFullException(NAME, QUEUE.capacity());
    }
    parked.add(task);
  }

  /// Closes the connection, if there is one. Ends the session for good, unless it survives the
  /// reason.
  void close(CloseReason reason, String detail, boolean afterFlush) {
    JobQueue left = null;
    Session present;
    synchronized (this) {
      if (end == null && !isBrokenNetwork(reason)) {
        end = reason;
      }
      if (end != null) {
        left = leaveQueue();
      }
      present = carrier;
    }
    if (left != null) {
      boolean _ = left.closeAfter(this::settle);
    } else if (present != null && afterFlush) {
      present.closeAfterFlush(reason, detail);
    } else if (present != null) {
      present.close(reason, detail);
    }
  }

  void fail(Throwable thrown) {
    CloseReason reason = owner.session().handlerFailed("its handler", thrown);
    close(reason, thrown.getClass().getName(), false);
  }

  /// Goes to the connection of another packet session, as soon as nothing of this session runs
  /// elsewhere. The newest move wins.
  void moveTo(PacketSession temporary, Runnable arrived, Consumer<String> refused) {
    Move move = new Move(temporary, arrived, refused);
    Move older = null;
    JobQueue left = null;
    Session present = null;
    boolean isEnding;
    synchronized (this) {
      isEnding = end != null;
      if (!isEnding) {
        older = next;
        next = move;
        left = leaveQueue();
        present = carrier;
      }
    }
    if (isEnding) {
      move.refuse("the session has ended");
    }
    if (older != null) {
      older.refuse("a newer connection resumes the session");
    }
    if (left != null) {
      boolean _ = left.closeAfter(this::settle);
    } else if (present != null) {
      present.close(
          isAbsent ? PacketCloseReasons.NOT_RESUMED : PacketCloseReasons.RESUMED,
          "the session goes on with another connection");
    }
  }

  /// Leaves the queue of an absent session, if it is there. The caller closes the queue.
  private @Nullable JobQueue leaveQueue() {
    JobQueue left = queue;
    if (left != null) {
      queue = null;
      place = null;
      removeCloseAction();
    }
    return left;
  }

  private boolean addCloseAction() {
    Runnable action = () -> close(CloseReason.DRAINED, "the port closes", false);
    closeAction = action;
    return !(options.executor() instanceof JobExecutor own) || own.addCloseAction(action);
  }

  private void removeCloseAction() {
    if (closeAction != null && options.executor() instanceof JobExecutor own) {
      own.removeCloseAction(closeAction);
    }
    closeAction = null;
  }

  // ---- in transit: called by the last job of the place before, or by its successor

  /// Handles the end of the owner's connection. Called as the last callback of the engine session.
  void connectionEnded(CloseReason reason) {
    outbox.detach();
    boolean isLeft;
    boolean survives = survives(reason);
    synchronized (this) {
      leaveCarrier();
      if (end == null && !survives) {
        end = reason;
      }
      isLeft = end == null;
      isAbsent = isLeft;
    }
    if (isLeft) {
      guarded(() -> owner.onAbsent(reason));
    }
    settle();
  }

  /// Handles the end of the connection that would have carried the session on, or a refusal.
  void carrierEnded() {
    synchronized (this) {
      leaveCarrier();
    }
    settle();
  }

  private void leaveCarrier() {
    carrier = null;
    place = null;
  }

  /// Opens the next place. Nothing of the session runs at this moment.
  private void settle() {
    Move move = chooseMove();
    while (move != null && !start(move)) {
      move = chooseMove();
    }
    CloseReason reason = end;
    if (move == null && reason != null) {
      finish(reason);
    }
  }

  /// Returns the move to make. When there is none, makes the session absent, unless it ends.
  private synchronized @Nullable Move chooseMove() {
    if (end != null) {
      return null;
    }
    if (next == null && !addCloseAction()) {
      end = CloseReason.DRAINED;
    } else if (next == null) {
      JobQueue absent = new JobQueue(options.executor(), QUEUE);
      queue = absent;
      open(task -> post(absent, task));
    }
    return next;
  }

  private Place queueOf(Session session) {
    return task -> session.execute(() -> guarded(task));
  }

  private boolean post(JobQueue absent, Runnable task) {
    try {
      absent.post(() -> guarded(task));
      return true;
    } catch (JobQueueClosedException e) {
      return false;
    }
  }

  /// Makes a place the present one, and gives it the parked tasks.
  private void open(Place opened) {
    place = opened;
    try {
      while (parked != null && !parked.isEmpty() && opened.execute(parked.peek())) {
        parked.remove();
      }
    } catch (JobQueueFullException e) {
      end = CloseReason.OVERLOADED;
    }
  }

  private boolean start(Move move) {
    boolean starts;
    try {
      starts = move.session.execute(() -> arrive(move));
    } catch (JobQueueFullException e) {
      move.session.close(CloseReason.OVERLOADED, "its task queue is full");
      starts = false;
    }
    if (!starts) {
      synchronized (this) {
        next = next == move ? null : next;
      }
    }
    return starts;
  }

  /// Arrives in the queue of the connection that will carry the session on.
  private void arrive(Move move) {
    boolean arrives;
    synchronized (this) {
      arrives = next == move && end == null && move.session.closeReason() == null;
      next = next == move ? null : next;
      if (arrives) {
        carrier = move.session;
        open(queueOf(move.session));
      }
    }
    if (arrives) {
      move.temporary.carry(this);
      move.arrived.run();
    } else {
      settle();
    }
  }

  private void finish(CloseReason reason) {
    Runnable task = nextParked();
    while (task != null) {
      Runnable one = task;
      guarded(one);
      task = nextParked();
    }
    outbox.close();
    Move waiting;
    synchronized (this) {
      isAbsent = false;
      waiting = next;
      next = null;
      removeCloseAction();
    }
    if (waiting != null) {
      waiting.refuse("the session has ended");
    }
    try {
      owner.onDisconnected(reason);
    } catch (Throwable t) {
      CloseReason _ = owner.session().handlerFailed("onDisconnected", t);
    }
  }

  /// Returns the next parked task. When there is none, no further task is accepted.
  private synchronized @Nullable Runnable nextParked() {
    Runnable task = parked == null ? null : parked.poll();
    isGone = task == null;
    return task;
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable t) {
      fail(t);
    }
  }

  // ---- in the session's own callbacks and tasks

  /// Ends the session for good, as soon as it leaves the connection that carries it. That
  /// connection stays open, so that its peer can be told.
  private synchronized void endFor(CloseReason reason) {
    if (end == null) {
      end = reason;
    }
  }

  /// Goes on with the connection of the packet session to which this session has moved.
  ///
  /// @param peerHandled how many packets of this side the peer has handled
  /// @param reply makes the first packet on the new connection, from the number of the peer's
  ///   packets that were handled; null for none. When it returns null, the resume is refused
  /// @param startsBehind the id of this packet; 0 when there is none
  /// @return one line that says why the session does not go on; null when it does
  @Nullable String goOn(
      PacketSession temporary,
      long peerHandled,
      @Nullable LongFunction<@Nullable Message> reply,
      int startsBehind) {
    String problem = outbox.resumeAt(peerHandled, startsBehind);
    if (problem != null) {
      if (outbox.isTooHigh(peerHandled)) {
        endFor(PacketCloseReasons.BAD_ACKNOWLEDGEMENT);
      }
      return problem;
    }
    Message first = reply == null ? null : reply.apply(handled);
    if (reply != null && first == null) {
      return "the resume was refused";
    }
    Session session = temporary.session();
    session.journal(outbox);
    if (first != null) {
      SendResult _ = temporary.send(first);
    }
    attach(temporary, session);
    return null;
  }

  private void attach(PacketSession temporary, Session session) {
    temporary.receiver().forwardTo(owner.receiver());
    temporary.leaveConnection();
    if (owner.session().isAuthenticated()) {
      session.markAuthenticated();
    }
    told = handled;
    isConfirmed = false;
    long replayed = outbox.replay(session);
    owner.enterConnection(session);
    isAbsent = false;
    options.totals().countResume(replayed);
    endIfBroken();
    guarded(() -> temporary.onDisconnected(PacketCloseReasons.RESUMED));
    guarded(owner::onResumed);
  }

  /// Records that a frame of the peer has arrived. A heartbeat does not confirm the resume, because
  /// the peer may have sent it before it got the answer.
  void arrived(int packetId) {
    if (!isConfirmed && !isHeartbeat(catalog.kindOf(packetId))) {
      isConfirmed = true;
    }
  }

  private static boolean isHeartbeat(@Nullable PacketKind kind) {
    return kind != null && SystemPackets.isHeartbeat(kind.descriptor());
  }

  /// Counts a packet that was handled, if it counts, and acknowledges the packets when it is time.
  void handled(int packetId) {
    PacketKind kind = catalog.kindOf(packetId);
    if (kind == null) {
      return;
    }
    if (kind.counts()) {
      handled++;
      if (handled - told >= options.acknowledgeEvery()) {
        acknowledge();
      }
    } else if (isHeartbeat(kind)) {
      outbox.rest();
      if (handled != told) {
        acknowledge();
      }
    }
  }

  private void acknowledge() {
    told = handled;
    SendResult _ = owner.send(Acknowledge.newBuilder().setHandled(handled).build());
  }

  /// Returns how many packets of the peer were handled.
  long handled() {
    return handled;
  }
}
