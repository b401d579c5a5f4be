package dev.wharf.game.server.chat;

import java.util.ArrayDeque;

/// Limits the texts of one player in a sliding window of time. Not thread-safe: only callbacks of
/// the player's session use this object.
final class ChatRate {
  private final int texts;
  private final long windowNanos;
  private final ArrayDeque<Long> said = new ArrayDeque<>();

  ChatRate(ChatSettings limits) {
    this.texts = limits.texts();
    this.windowNanos = limits.textsWindow().toNanos();
  }

  /// Counts a text, unless the limit is reached.
  ///
  /// @param now the present time in nanoseconds
  /// @return whether the text was counted
  boolean trySay(long now) {
    if (texts == 0) {
      return true;
    }
    while (!said.isEmpty() && now - said.getFirst() >= windowNanos) {
      said.removeFirst();
    }
    if (said.size() >= texts) {
      return false;
    }
    said.addLast(now);
    return true;
  }
}
