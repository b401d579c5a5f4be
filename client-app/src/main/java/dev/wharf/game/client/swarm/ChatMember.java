package dev.wharf.game.client.swarm;

import dev.wharf.game.proto.ChatMessage;
import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.RequestTracker;
import dev.wharf.swarm.ScenarioContext;
import dev.wharf.swarm.measure.SequenceWindow;
import dev.wharf.swarm.measure.SequenceWindow.Arrival;
import dev.wharf.swarm.measure.Tally;
import org.jspecify.annotations.Nullable;

/// A user in a [ChatRoom]. Each connection of a user has its own object. Thread-safe: the monitor
/// of the room guards the state.
final class ChatMember {
  private final ChatRoom room;
  private final ScenarioContext context;
  private final Tally tally;
  private final ChatSender sender;
  private @Nullable SequenceWindow byNumber;

  /// The first number that the member must get.
  private long first;

  private boolean isMember;
  private boolean isDropped;

  /// The number of existing numbers that the member must get and has not got yet.
  private long pending;

  /// Creates a member for a user that has not joined yet.
  ///
  /// @param client the user's index in the run
  ChatMember(ChatRoom room, ScenarioContext context, int client) {
    this.room = room;
    this.context = context;
    this.tally = context.tally();
    this.sender = new ChatSender(client, room.joins());
  }

  int roomId() {
    return room.id();
  }

  boolean isIn() {
    synchronized (room) {
      return isMember;
    }
  }

  /// Records that the server has let the user join.
  ///
  /// @param next the first number that the member must get
  void join(long playerId, long next) {
    synchronized (room) {
      if (!isMember) {
        first = next;
        byNumber = new SequenceWindow(next);
        isMember = true;
        expect(room.add(this, playerId, next));
        room.texts().forEach(this::addAsReceiver);
      }
    }
  }

  /// Registers a text before it is sent.
  ///
  /// @return false when the user must not send the text, because the user is not a member or has
  ///   too many pending texts
  boolean register(Iteration iteration) {
    synchronized (room) {
      if (!isMember || sender.pending >= RequestTracker.MAX_PENDING) {
        return false;
      }
      room.register(sender, iteration);
      return true;
    }
  }

  /// Removes a registered text that was not sent, or that the server refused.
  ///
  /// @return true when the text was removed; false when there is no text with this number, or when
  ///   it has arrived
  boolean cancel(long sequence) {
    synchronized (room) {
      ChatText text = sender.texts.get(sequence);
      if (text == null || text.number != 0) {
        return false;
      }
      room.remove(text);
      return true;
    }
  }

  /// Returns whether the user has got back all texts that it has sent.
  boolean isQuiet() {
    synchronized (room) {
      return sender.pending == 0;
    }
  }

  /// Checks a received message, and counts it in the tally.
  void receive(ChatMessage message, long now) {
    synchronized (room) {
      SequenceWindow window = byNumber;
      if (isDropped) {
        return;
      }
      ChatSender from = room.sender(message.getSenderId());
      long sequence = Integer.toUnsignedLong(message.getClientSequence());
      long number = message.getSequence();
      if (!isMember
          || window == null
          || message.getRoomId() != room.id()
          || from == null
          || sequence < from.first
          || sequence > from.last
          || room.isTooHigh(number)) {
        tally.unexpected();
        return;
      }
      if (!context.payload().matches(message.getText(), from.client, sequence)) {
        tally.corrupted();
      }
      ChatText text = room.recordNumber(number, from, sequence, now);
      long skippedBefore = window.skipped();
      Arrival arrival = window.accept(number);
      tally.gap(window.skipped() - skippedBefore);
      countArrival(arrival, text, number, now);
    }
  }

  /// Records that the server has let the user leave.
  ///
  /// @param next the first number that the member does not get; 0 when the server does not report
  ///   it
  void leave(long next) {
    synchronized (room) {
      if (isMember) {
        expect(-room.numbersAfterLeaving(first, next));
        loseUnnumbered();
        endMembership();
      }
    }
  }

  /// Declares that the user's texts without a number are lost, because the user stops waiting for
  /// them.
  void giveUp() {
    synchronized (room) {
      loseUnnumbered();
    }
  }

  /// Records that the user is about to close its connection on purpose, without a reply that lets
  /// it leave.
  void abandon() {
    synchronized (room) {
      if (!isMember) {
        return;
      }
      isDropped = true;
      tally.abandoned(pending);
      sender.texts.values().stream().filter(text -> text.number == 0).forEach(room::abandon);
      room.keepForGoneMember();
      endMembership();
    }
  }

  /// Records that the user was disconnected.
  void lose() {
    synchronized (room) {
      loseUnnumbered();
      if (isMember) {
        tally.lostWithConnection(pending);
        room.loseSender(sender);
        room.keepForGoneMember();
        endMembership();
      }
    }
  }

  private void countArrival(Arrival arrival, ChatText text, long number, long now) {
    if (arrival == Arrival.DUPLICATE || text.number != number) {
      tally.arrived(Arrival.DUPLICATE);
      return;
    }
    tally.arrived(arrival == Arrival.LATE || text.isLate ? Arrival.LATE : Arrival.IN_ORDER);
    context.latency().record(now - text.scheduledAt);
    pending--;
    text.pendingReceivers--;
    if (text.sender == sender && !text.hasReturned) {
      text.hasReturned = true;
      sender.pending--;
    }
  }

  private void addAsReceiver(ChatText text) {
    if (text.number >= first) {
      text.pendingReceivers++;
    }
  }

  private void loseUnnumbered() {
    for (ChatText text : sender.texts.values()) {
      text.isLost |= text.number == 0;
    }
  }

  private void endMembership() {
    isMember = false;
    sender.hasLeft = true;
    room.remove(this);
  }

  // ---- for the room, which holds its monitor

  ChatSender sender() {
    return sender;
  }

  /// Returns the first number that the member must get.
  long first() {
    return first;
  }

  /// Changes how many numbers the member must get.
  void expect(long numbers) {
    pending += numbers;
    tally.expect(numbers);
  }
}
