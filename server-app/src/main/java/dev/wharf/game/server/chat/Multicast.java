package dev.wharf.game.server.chat;

import com.google.protobuf.Message;
import dev.wharf.server.player.GameSession;

/// Sends one packet to many sessions, encoded once.
@FunctionalInterface
public interface Multicast {
  /// Any thread.
  void send(Iterable<GameSession> receivers, Message message);
}
