package dev.wharf.server.player;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The players that are online, no two of the same name ([Names#fold]). Thread-safe; bounded by the
/// number of sessions.
public final class Players {
  private final AtomicLong nextId = new AtomicLong(1);
  private final ConcurrentHashMap<String, GameSession> byName = new ConcurrentHashMap<>();

  /// Nobody is online yet.
  public Players() {}

  /// Takes a name for the session's peer, unless it is taken. Nobody finds the player until
  /// [GameSession#play].
  ///
  /// @param name without a problem, as [Names] has it
  /// @param account whose player it is
  /// @return the player, or null when somebody of that name is online
  public @Nullable Player enter(GameSession session, String name, Account account) {
    Player player = new Player(nextId.getAndIncrement(), name, account);
    return byName.putIfAbsent(keyOf(name), session) == null ? player : null;
  }

  /// Undoes [#enter].
  public void leave(GameSession session, Player player) {
    byName.remove(keyOf(player.name()), session);
  }

  /// The session of the player of this name, in any case, or null when nobody of that name is
  /// online.
  public @Nullable GameSession find(String name) {
    String key = Names.fold(name);
    GameSession session = key == null ? null : byName.get(key);
    return session != null && session.state() == Stage.PLAYING ? session : null;
  }

  /// The sessions of all who play at the moment. Players may come and go meanwhile.
  public Iterable<GameSession> online() {
    return () ->
        byName.values().stream().filter(session -> session.state() == Stage.PLAYING).iterator();
  }

  private static String keyOf(String name) {
    return Objects.requireNonNull(Names.fold(name), "the name of no player");
  }

  /// How many are online, or about to be.
  public int count() {
    return byName.size();
  }
}
