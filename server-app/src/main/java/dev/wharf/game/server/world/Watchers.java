package dev.wharf.game.server.world;

import com.google.protobuf.Message;
import dev.wharf.game.proto.FollowRequest;
import dev.wharf.server.GameContext;
import dev.wharf.server.player.GameSession;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The clients that watch the whole world from outside, for a map. Thread-safe.
final class Watchers {
  private final GameContext context;
  private final int most;
  private final ConcurrentHashMap<GameSession, Watcher> all = new ConcurrentHashMap<>();

  /// One client that watches, and the object that it follows.
  static final class Watcher {
    private final GameSession session;
    private final AtomicReference<@Nullable FollowRequest> request = new AtomicReference<>();
    private volatile @Nullable WorldObject followed;

    private Watcher(GameSession session) {
      this.session = session;
    }

    GameSession session() {
      return session;
    }

    /// Keeps a request until its zone uses it. It replaces an older one.
    void ask(FollowRequest next) {
      followed = null;
      request.set(next);
    }

    /// Returns the client's request if it is for a zone. The zone uses it, and follows the object.
    @Nullable FollowRequest takeRequest(int zone) {
      FollowRequest next = request.get();
      boolean isTaken = next != null && next.getZone() == zone && request.compareAndSet(next, null);
      return isTaken ? next : null;
    }

    void follow(@Nullable WorldObject object) {
      followed = object;
    }

    @Nullable WorldObject followed() {
      return followed;
    }
  }

  /// Creates an empty list.
  ///
  /// @param most the most clients that may watch
  Watchers(GameContext context, int most) {
    this.context = context;
    this.most = most;
  }

  /// Adds a client until its session ends.
  ///
  /// @return false when too many watch already
  boolean tryAdd(GameSession session) {
    synchronized (all) {
      if (all.containsKey(session)) {
        return true;
      }
      if (all.size() >= most) {
        return false;
      }
      all.put(session, new Watcher(session));
    }
    session.atEnd(() -> all.remove(session));
    return true;
  }

  /// Returns the client of a session; null when it does not watch.
  @Nullable Watcher find(GameSession session) {
    return all.get(session);
  }

  /// Returns the number of clients that watch, for figures.
  int count() {
    return all.size();
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /// Returns the clients that watch now.
  Collection<Watcher> all() {
    return all.values();
  }

  /// Sends a packet to all clients that watch.
  void send(Message packet) {
    context.sendToAll(all.keySet(), packet);
  }
}
