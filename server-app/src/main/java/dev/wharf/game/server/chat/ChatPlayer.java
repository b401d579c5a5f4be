package dev.wharf.game.server.chat;

import java.util.concurrent.atomic.AtomicInteger;

/// What chat knows of one player: how fast it talks, and in how many rooms it is.
final class ChatPlayer {
  private final ChatRate rate;
  private final int maxRooms;
  private final AtomicInteger rooms = new AtomicInteger();

  ChatPlayer(ChatSettings limits) {
    this.rate = new ChatRate(limits);
    this.maxRooms = limits.maxRoomsPerPlayer();
  }

  /// Counts a text, unless it comes too fast. Of the player's session.
  boolean trySay(long now) {
    return rate.trySay(now);
  }

  /// Counts a room, unless it is one too many. Any thread.
  boolean tryEnterRoom() {
    if (rooms.incrementAndGet() <= maxRooms) {
      return true;
    }
    rooms.decrementAndGet();
    return false;
  }

  /// Undoes [#tryEnterRoom]. Any thread.
  void leftRoom() {
    rooms.decrementAndGet();
  }
}
