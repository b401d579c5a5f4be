package dev.wharf.server.player;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The players that are online, no two of the same name ([Names#fold]) or of the same account. A
/// player who has left keeps both until the game has saved it. Thread-safe.
public final class Players {
  private final AtomicLong nextId = new AtomicLong(1);
  private final ConcurrentHashMap<String, GameSession> byName = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, GameSession> byAccount = new ConcurrentHashMap<>();

  /// Nobody is online yet.
  public Players() {}

  /// Takes a name and an account for the session's peer, unless one of them is taken. Nobody finds
  /// the player until [GameSession#play].
  ///
  /// @param name without a problem, as [Names] has it
  /// @param account whose player it is
  /// @return the player, or null when somebody of that name or account is online
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

  /// Undoes [#enter].
  public void leave(GameSession session, Player player) {
    byAccount.remove(player.account().id(), session);
    byName.remove(keyOf(player.name()), session);
  }

  /// The session of the player of this name, in any case, or null when nobody of that name is
  /// online.
  public @Nullable GameSession find(String name) {
    String key = Names.fold(name);
    GameSession session = key == null ? null : byName.get(key);
    return session != null && isOnline(session) ? session : null;
  }

  /// The sessions of all who play at the moment. Players may come and go meanwhile.
  public Iterable<GameSession> online() {
    return () -> byName.values().stream().filter(Players::isOnline).iterator();
  }

  private static boolean isOnline(GameSession session) {
    return session.isOpen() && session.state() == Stage.PLAYING;
  }

  private static String keyOf(String name) {
    return Objects.requireNonNull(Names.fold(name), "the name of no player");
  }

  /// How many are online, about to be, or being saved.
  public int count() {
    return byName.size();
  }
}
