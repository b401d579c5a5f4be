package dev.wharf.game.server.chat;

import java.util.ArrayDeque;

/// How fast one player may say something: so many texts in a sliding window. Not thread-safe: of
/// the player's session.
final class ChatRate {
  private final int texts;
  private final long windowNanos;
  private final ArrayDeque<Long> said = new ArrayDeque<>();

  ChatRate(ChatSettings limits) {
    this.texts = limits.texts();
    this.windowNanos = limits.textsWindow().toNanos();
  }

  /// Counts a text, unless it is one too many.
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
