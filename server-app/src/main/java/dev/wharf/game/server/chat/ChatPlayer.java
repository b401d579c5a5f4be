package dev.wharf.game.server.chat;

import java.util.concurrent.atomic.AtomicInteger;

/// The chat data of one player: its rate of texts, and its number of rooms.
final class ChatPlayer {
  private final ChatRate rate;
  private final int maxRooms;
  private final AtomicInteger rooms = new AtomicInteger();

  ChatPlayer(ChatSettings limits) {
    this.rate = new ChatRate(limits);
    this.maxRooms = limits.maxRoomsPerPlayer();
  }

  /// Counts a text, unless the rate limit is reached. Confined to the callbacks of the player's
  /// session.
  boolean trySay(long now) {
    return rate.trySay(now);
  }

  /// Counts a room, unless the limit is reached. Any thread.
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
