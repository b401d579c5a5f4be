package dev.wharf.game.server.chat;

import java.util.concurrent.atomic.AtomicInteger;

/// The chat data of one player: the rate of texts, and the number of rooms that the player is in.
final class ChatPlayer {
  private final ChatRate rate;
  private final int maxRooms;
  private final AtomicInteger rooms = new AtomicInteger();

  ChatPlayer(ChatSettings limits) {
    this.rate = new ChatRate(limits);
    this.maxRooms = limits.maxRoomsPerPlayer();
  }

  /// Counts a text of the player, unless the rate limit is reached. Called only in callbacks of the
  /// player's session.
  ///
  /// @param now the present time in nanoseconds
  /// @return whether the player may send the text
  boolean trySay(long now) {
    return rate.trySay(now);
  }

  /// Adds 1 to the number of rooms that the player is in, unless the limit is reached. Any thread
  /// may call this method.
  ///
  /// @return whether the player may enter another room
  boolean tryEnterRoom() {
    if (rooms.incrementAndGet() <= maxRooms) {
      return true;
    }
    rooms.decrementAndGet();
    return false;
  }

  /// Subtracts 1 from the number of rooms that the player is in. Any thread may call this method.
  void leftRoom() {
    rooms.decrementAndGet();
  }
}
