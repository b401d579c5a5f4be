package dev.wharf.game.client.swarm;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The requests to join the rooms of one name that the server has not answered yet, as far as the
/// users know.
///
/// The server may have made a user a member long before the user gets the reply. So the user may
/// get, after the reply, each text that the room numbered after the request was sent.
///
/// Thread-safe. Has at most one request for each user.
final class PendingJoins {
  /// The times at which the requests were sent, by the indexes of their users.
  private final Map<Integer, Long> sentAt = new ConcurrentHashMap<>();

  /// Adds the request of a user, which is about to be sent. Replaces an earlier request of the
  /// user.
  void add(int client, long now) {
    sentAt.put(client, now);
  }

  /// Removes the request of a user, because the server has answered it, or because the connection
  /// of the user has ended. Call this method after the user has become a member.
  void remove(int client) {
    sentAt.remove(client);
  }

  /// Returns when the oldest pending request was sent; `now` when no request is pending.
  long oldest(long now) {
    long oldest = now;
    for (long each : sentAt.values()) {
      oldest = each - oldest < 0 ? each : oldest;
    }
    return oldest;
  }
}
