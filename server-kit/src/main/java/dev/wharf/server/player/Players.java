package dev.wharf.server.player;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The players online. No two of them have the same name ([Names#fold]) or account. A player who
/// has lost its connection is online until `resume.grace` has passed ([GameSession#isAbsent]). A
/// player who leaves keeps name and account until the game has saved the player.
///
/// One further login of an account may wait until the account is free ([#enterOrWait]).
///
/// Thread-safe. Changes hold the lock [#changes]; reading needs no lock.
public final class Players {
  private final AtomicLong nextId = new AtomicLong(1);
  private final ConcurrentHashMap<String, GameSession> byName = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, GameSession> byAccount = new ConcurrentHashMap<>();
  private final Object changes = new Object();

  /// The login that waits for each account, by the id of the account; at most one for an account.
  /// Guarded by [#changes].
  private final Map<String, WaitingLogin> waiting = new HashMap<>();

  /// A login that waits until the earlier login of its account has ended. Its name is valid, and
  /// normalized by [Names].
  interface WaitingLogin {
    GameSession session();

    String name();

    Account account();

    /// Called once, on any thread and without a lock, when the account is free.
    ///
    /// @param player the player, for whom name and account are reserved; null when another account
    ///   has the name
    void onFree(@Nullable Player player);
  }

  /// The result of [#enterOrWait].
  sealed interface Entry {
    /// Name and account are reserved for the player.
    record Entered(Player player) implements Entry {}

    /// A player of another account has the name.
    record NameTaken() implements Entry {}

    /// The login is late: a newer login of the same client has entered, or waits.
    record Overtaken() implements Entry {}

    /// The login waits until the session `holder` has freed the account.
    ///
    /// @param replaced the login that waited before, which waits no longer; null when there is none
    record Waits(GameSession holder, @Nullable WaitingLogin replaced) implements Entry {}
  }

  /// Creates an empty set of players.
  public Players() {}

  /// Reserves a name and an account for a game session. Other players cannot find the player before
  /// the session enters [Stage#PLAYING].
  ///
  /// @param name a valid name, normalized by [Names]
  /// @param account the account that the player belongs to
  /// @return the player, or null when the name or account is taken
  public @Nullable Player enter(GameSession session, String name, Account account) {
    String key = keyOf(name);
    synchronized (changes) {
      if (byName.containsKey(key) || byAccount.containsKey(account.id())) {
        return null;
      }
      byName.put(key, session);
      byAccount.put(account.id(), session);
    }
    return new Player(nextId.getAndIncrement(), name, account);
  }

  /// Reserves name and account like [#enter]. When the account is taken, the login waits, in place
  /// of a login of this account that has waited before. A login that is late does not wait.
  Entry enterOrWait(WaitingLogin login) {
    synchronized (changes) {
      String account = login.account().id();
      GameSession holder = byAccount.get(account);
      if (holder != null) {
        WaitingLogin before = waiting.get(account);
        GameSession session = login.session();
        if (holder.hasNewerLoginThan(session)
            || (before != null && before.session().hasNewerLoginThan(session))) {
          return new Entry.Overtaken();
        }
        return new Entry.Waits(holder, waiting.put(account, login));
      }
      Player player = enter(login.session(), login.name(), login.account());
      return player == null ? new Entry.NameTaken() : new Entry.Entered(player);
    }
  }

  /// Ends the waiting of a login whose session has ended. Has no effect when the login does not
  /// wait.
  void stopWaiting(WaitingLogin login) {
    synchronized (changes) {
      waiting.remove(login.account().id(), login);
    }
  }

  /// Frees the name and the account that [#enter] has reserved for this player. When a login waits
  /// for the account, reserves both for that login at once, so that no later login comes first.
  public void leave(GameSession session, Player player) {
    WaitingLogin next;
    Player nextPlayer = null;
    synchronized (changes) {
      byAccount.remove(player.account().id(), session);
      byName.remove(keyOf(player.name()), session);
      next = waiting.remove(player.account().id());
      if (next != null) {
        nextPlayer = enter(next.session(), next.name(), next.account());
      }
    }
    if (next != null) {
      next.onFree(nextPlayer);
    }
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

  /// Returns the number of players who are online, absent, logging in, or being saved.
  public int count() {
    return byName.size();
  }
}
