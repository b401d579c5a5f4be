package dev.wharf.server.player;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The players online. No two of them have the same name ([Names#fold]) or account. A player who
/// leaves keeps both until the game has saved the player. Thread-safe.
public final class Players {
  private final AtomicLong nextId = new AtomicLong(1);
  private final ConcurrentHashMap<String, GameSession> byName = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, GameSession> byAccount = new ConcurrentHashMap<>();

  /// Creates an empty set of players.
  public Players() {}

  /// Reserves a name and an account for a game session. Other players cannot find the player before
  /// the session enters [Stage#PLAYING].
  ///
  /// @param name a valid name, normalized by [Names]
  /// @param account the account that the player belongs to
  /// @return the player, or null when the name or account is taken
  public @Nullable Player enter(GameSession session, String name, Account account) {
    Player player = new Player(nextId.getAndIncrement(), name, account);
    String key = keyOf(name);
    if (byName.putIfAbsent(key, session) != null) {
      return null;
    }
    if (byAccount.putIfAbsent(account.id(), session) != null) {
      byName.remove(key, session);
      return null;
    }
    return player;
  }

  /// Frees the name and the account that [#enter] has reserved for this player.
  public void leave(GameSession session, Player player) {
    byAccount.remove(player.account().id(), session);
    byName.remove(keyOf(player.name()), session);
  }

  /// Returns the game session of the player with this name, in upper or lower case. Returns null
  /// when no player with this name is online.
  public @Nullable GameSession find(String name) {
    String key = Names.fold(name);
    GameSession session = key == null ? null : byName.get(key);
    return session != null && isOnline(session) ? session : null;
  }

  /// Returns the game sessions of all players online. Players may log in and leave during the
  /// iteration.
  public Iterable<GameSession> online() {
    return () -> byName.values().stream().filter(Players::isOnline).iterator();
  }

  private static boolean isOnline(GameSession session) {
    return session.isOpen() && session.state() == Stage.PLAYING;
  }

  private static String keyOf(String name) {
    return Objects.requireNonNull(Names.fold(name), "the name of no player");
  }

  /// Returns the number of players who are online, logging in, or being saved.
  public int count() {
    return byName.size();
  }
}
