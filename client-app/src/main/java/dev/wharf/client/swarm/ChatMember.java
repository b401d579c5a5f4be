package dev.wharf.client.swarm;

import dev.wharf.client.swarm.measure.SequenceWindow;
import dev.wharf.client.swarm.measure.SequenceWindow.Arrival;
import dev.wharf.client.swarm.measure.Tally;
import dev.wharf.proto.ChatMessage;

/// One client's place in a room, and its book of what it received there: a [SequenceWindow] for
/// each sender, and one for the room's own count.
///
/// The book belongs to the client's worker. The stage may be read by any thread.
final class ChatMember {
  private final ChatRoom room;
  private final SequenceWindow[] bySender;
  private SequenceWindow byRoom = new SequenceWindow(1);
  private volatile Stage stage = Stage.OUTSIDE;

  /// Written before the stage is [Stage#JOINED], read after.
  private int roomId;

  private long playerId;

  /// Where a client stands with its room.
  enum Stage {
    OUTSIDE,
    JOINING,
    JOINED,
    /// Not let in.
    REFUSED,
    LEAVING,
    LEFT
  }

  ChatMember(ChatRoom room, int senders) {
    this.room = room;
    this.bySender = new SequenceWindow[senders];
    for (int i = 0; i < senders; i++) {
      bySender[i] = new SequenceWindow(1);
    }
  }

  ChatRoom room() {
    return room;
  }

  Stage stage() {
    return stage;
  }

  void enter(Stage next) {
    stage = next;
  }

  /// The server let the client in.
  ///
  /// @param nextSequence the room's number of the first message that is to come
  void joined(int idOfRoom, long idOfPlayer, long nextSequence) {
    roomId = idOfRoom;
    playerId = idOfPlayer;
    byRoom = new SequenceWindow(nextSequence);
    stage = Stage.JOINED;
  }

  boolean isJoined() {
    return stage == Stage.JOINED;
  }

  int roomId() {
    return roomId;
  }

  long playerId() {
    return playerId;
  }

  /// Enters a message in the book, and counts what it is: by its sender's count whether it is new,
  /// and by the room's whether it is in its place.
  ///
  /// @param place the sender's place in the room
  Arrival receive(ChatMessage message, int place, Tally tally) {
    long skippedBefore = byRoom.skipped();
    Arrival inRoom = byRoom.accept(message.getSequence());
    Arrival fromSender =
        bySender[place].accept(Integer.toUnsignedLong(message.getClientSequence()));
    tally.gap(byRoom.skipped() - skippedBefore);
    Arrival arrival = judge(inRoom, fromSender);
    tally.arrived(arrival);
    return arrival;
  }

  private static Arrival judge(Arrival inRoom, Arrival fromSender) {
    if (fromSender == Arrival.DUPLICATE) {
      return Arrival.DUPLICATE;
    }
    return inRoom == Arrival.IN_ORDER ? fromSender : Arrival.LATE;
  }
}
