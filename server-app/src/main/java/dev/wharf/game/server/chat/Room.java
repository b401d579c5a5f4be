package dev.wharf.game.server.chat;

import com.google.protobuf.Message;
import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.timer.FixedRateTick;
import dev.wharf.game.proto.ChatFailureCode;
import dev.wharf.game.proto.ChatMessage;
import dev.wharf.game.proto.JoinRoomReply;
import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.game.proto.LeaveRoomReply;
import dev.wharf.game.proto.LeaveRoomRequest;
import dev.wharf.game.proto.Member;
import dev.wharf.game.proto.MemberJoined;
import dev.wharf.game.proto.MemberLeft;
import dev.wharf.game.proto.SayRequest;
import dev.wharf.server.GameContext;
import dev.wharf.server.metrics.Counters;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.Player;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A chat room. All changes of its members and messages run in its [JobQueue], one after the other.
/// So all members get the same messages in the same order, as long as they are members.
///
/// Once per tick, the room tells its members who has joined and left ([MembershipChanges]). So a
/// hundred players who join at the same time do not cause ten thousand packets between two texts.
///
/// A room closes when its last member leaves. A closed room accepts no members.
final class Room {
  private static final Logger log = LoggerFactory.getLogger(Room.class);

  /// The most members that a reply to a join contains.
  private static final int MAX_LISTED = 32;

  private final int id;
  private final String name;
  private final int maxMembers;
  private final GameContext context;
  private final Counters<ChatEvent> counters;
  private final Consumer<Room> onEmpty;
  private final JobQueue jobs;
  private final FixedRateTick tick;

  /// The members, by their sessions. Only jobs of the room use this field and the next three
  /// fields.
  private final Map<GameSession, Membership> members = new LinkedHashMap<>();

  private final MembershipChanges changes = new MembershipChanges();
  private long lastSequence;
  private boolean closed;

  /// The sessions of members that have ended. The next job of the room removes these members.
  /// Bounded by the number of members.
  private final Queue<GameSession> gone = new ConcurrentLinkedQueue<>();

  /// The number of members, for the list of rooms. Written by jobs of the room, read by any thread.
  private volatile int memberCount;

  /// One member of the room.
  ///
  /// @param atEnd the task of the member's session that removes the member
  /// @param joinedAt the number of the member's joining in [MembershipChanges]
  private record Membership(ChatPlayer chatPlayer, Runnable atEnd, long joinedAt) {}

  /// Creates an empty room, and starts its tick.
  ///
  /// @param onEmpty called once, in a job of the room, when the room has closed because its last
  ///   member has left
  Room(
      int id,
      String name,
      ChatSettings limits,
      GameContext context,
      Counters<ChatEvent> counters,
      Consumer<Room> onEmpty) {
    this.id = id;
    this.name = name;
    this.maxMembers = limits.maxMembers();
    this.jobs = context.queue("room", limits.roomQueue());
    this.context = context;
    this.counters = counters;
    this.onEmpty = onEmpty;
    this.tick = context.tick(jobs, limits.tick(), (number, elapsed) -> sendChanges());
  }

  int id() {
    return id;
  }

  String name() {
    return name;
  }

  int memberCount() {
    return memberCount;
  }

  /// Returns the number of jobs of this room that are pending or running.
  int waitingJobs() {
    return jobs.size();
  }

  /// Makes a player a member, and replies to the request.
  ///
  /// @param created whether this request created the room
  /// @param ifClosed runs instead when the room has already closed
  void join(
      GameSession session,
      ChatPlayer chatPlayer,
      JoinRoomRequest request,
      boolean created,
      Runnable ifClosed) {
    run(
        session,
        request,
        request.getRequestId(),
        () -> {
          if (closed) {
            ifClosed.run();
          } else {
            tryJoin(session, chatPlayer, request, created);
            closeIfEmpty();
          }
        });
  }

  /// Removes a member, and replies to the request. Sends a failure when the player is not a member.
  void leave(GameSession session, LeaveRoomRequest request) {
    int requestId = request.getRequestId();
    run(
        session,
        request,
        requestId,
        () -> {
          Membership membership = members.get(session);
          if (membership == null) {
            notAMember(session, request, requestId);
            return;
          }
          session.forgetAtEnd(membership.atEnd());
          remove(session, membership);
          closeIfEmpty();
          session.send(
              LeaveRoomReply.newBuilder()
                  .setRequestId(requestId)
                  .setRoomId(id)
                  .setNextSequence(lastSequence + 1));
        });
  }

  /// Gives a text the room's next number, and sends it to all members, including its sender.
  ///
  /// @param text the text of the request, without hidden characters
  void say(GameSession session, SayRequest request, String text) {
    int clientSequence = request.getClientSequence();
    run(
        session,
        request,
        clientSequence,
        () -> {
          if (members.containsKey(session)) {
            sendText(session.player(), clientSequence, text);
          } else {
            notAMember(session, request, clientSequence);
          }
        });
  }

  private void run(GameSession session, Message request, int requestId, Runnable job) {
    if (!jobs.tryPush(() -> runJob(session, job))) {
      counters.count(ChatEvent.ROOM_QUEUES_FULL);
      session.fail(
          ChatFailureCode.CHAT_TOO_FAST,
          request,
          requestId,
          "the room has too many pending requests");
    }
  }

  /// Runs a job for a session. A job that throws closes this session, as a handler that throws
  /// does, because the client would wait for the reply forever.
  private void runJob(GameSession session, Runnable job) {
    removeGone();
    try {
      job.run();
    } catch (Throwable t) {
      session.fail(t);
    }
  }

  /// Sends a text to all members. The room's number advances only when sending has succeeded,
  /// because encoding may fail.
  private void sendText(Player sender, int clientSequence, String text) {
    long sequence = lastSequence + 1;
    context.sendToAll(
        members.keySet(),
        ChatMessage.newBuilder()
            .setRoomId(id)
            .setSequence(sequence)
            .setSenderId(sender.id())
            .setSenderName(sender.name())
            .setClientSequence(clientSequence)
            .setText(text)
            .build());
    lastSequence = sequence;
    counters.count(ChatEvent.TEXTS);
  }

  private void tryJoin(
      GameSession session, ChatPlayer chatPlayer, JoinRoomRequest request, boolean created) {
    int requestId = request.getRequestId();
    if (members.containsKey(session)) {
      reply(session, requestId, created);
    } else if (members.size() >= maxMembers) {
      counters.count(ChatEvent.ROOMS_FULL);
      session.fail(
          ChatFailureCode.ROOM_FULL,
          request,
          requestId,
          "the room is full: it has " + maxMembers + " members");
    } else if (!chatPlayer.tryEnterRoom()) {
      counters.count(ChatEvent.ROOMS_OVER_PLAYER);
      session.fail(ChatFailureCode.TOO_MANY_ROOMS, request, requestId, "you are in too many rooms");
    } else {
      enter(session, chatPlayer);
      reply(session, requestId, created);
    }
  }

  private void enter(GameSession session, ChatPlayer chatPlayer) {
    Runnable atEnd = () -> onEnded(session);
    members.put(session, new Membership(chatPlayer, atEnd, changes.joined(session.player())));
    memberCount = members.size();
    session.atEnd(atEnd);
  }

  /// Makes the room remove a member whose session has ended. When the job queue is full, a pending
  /// job removes the member.
  private void onEnded(GameSession session) {
    gone.add(session);
    jobs.tryPost(this::removeGone);
  }

  private void removeGone() {
    if (gone.isEmpty()) {
      return;
    }
    for (GameSession session = gone.poll(); session != null; session = gone.poll()) {
      Membership membership = members.get(session);
      if (membership != null) {
        remove(session, membership);
      }
    }
    closeIfEmpty();
  }

  private void remove(GameSession session, Membership membership) {
    members.remove(session);
    memberCount = members.size();
    membership.chatPlayer().leftRoom();
    changes.left(session.player());
  }

  private void closeIfEmpty() {
    if (members.isEmpty() && !closed) {
      closed = true;
      tick.stop();
      onEmpty.accept(this);
    }
  }

  private void sendChanges() {
    removeGone();
    counters.add(ChatEvent.MEMBER_CHANGES_DROPPED, changes.takeDropped());
    List<MembershipChanges.Change> pending = changes.take();
    int sent = 0;
    try {
      for (MembershipChanges.Change change : pending) {
        send(change);
        sent++;
      }
    } catch (BufferMemoryExhaustedException e) {
      log.debug("room {} has no buffer memory to send who joined and left", id);
    } finally {
      counters.add(ChatEvent.MEMBER_CHANGES_DROPPED, pending.size() - sent);
    }
  }

  private void send(MembershipChanges.Change change) {
    List<GameSession> receivers =
        members.entrySet().stream()
            .filter(member -> change.isFor(member.getValue().joinedAt()))
            .map(Map.Entry::getKey)
            .toList();
    if (change.joined()) {
      context.sendToAll(
          receivers,
          MemberJoined.newBuilder()
              .setRoomId(id)
              .setMember(describe(change.player()))
              .setMemberCount(members.size())
              .build());
    } else {
      context.sendToAll(
          receivers,
          MemberLeft.newBuilder()
              .setRoomId(id)
              .setMember(describe(change.player()))
              .setMemberCount(members.size())
              .build());
    }
  }

  private void reply(GameSession session, int requestId, boolean created) {
    JoinRoomReply.Builder reply =
        JoinRoomReply.newBuilder()
            .setRequestId(requestId)
            .setRoomId(id)
            .setRoomName(name)
            .setCreated(created)
            .setNextSequence(lastSequence + 1)
            .setMemberCount(members.size());
    members.keySet().stream()
        .filter(member -> !member.equals(session))
        .limit(MAX_LISTED)
        .forEach(member -> reply.addMembers(describe(member.player())));
    session.send(reply);
  }

  private static Member describe(Player player) {
    return Member.newBuilder().setPlayerId(player.id()).setName(player.name()).build();
  }

  private static void notAMember(GameSession session, Message request, int requestId) {
    session.fail(ChatFailureCode.NOT_A_MEMBER, request, requestId, "not a member of this room");
  }
}
