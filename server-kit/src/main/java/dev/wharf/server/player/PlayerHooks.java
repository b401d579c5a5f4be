package dev.wharf.server.player;

import dev.wharf.engine.log.LogThrottle;
import dev.wharf.server.metrics.Counters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a game does when a player comes and when it goes. A player who leaves keeps its name until
/// the game has saved it, so that nobody logs in to a state that is not written yet. Thread-safe.
public final class PlayerHooks {
  private static final Logger log = LoggerFactory.getLogger(PlayerHooks.class);

  private final Players players;
  private final Duration saveTimeout;
  private final int maxSaves;
  private final Counters<SaveEvent> counters;
  private final List<Consumer<GameSession>> onLogin = new CopyOnWriteArrayList<>();
  private final List<Function<GameSession, CompletionStage<?>>> onLeave =
      new CopyOnWriteArrayList<>();

  /// Players who have left and whose names are not free yet: each has what completes when its save
  /// has ended, or has taken too long, and that is counted.
  private final Map<Player, CompletableFuture<Void>> leaving = new ConcurrentHashMap<>();

  /// Saves that the game has not completed, also those that took too long. There are at most
  /// [#maxSaves], and one for each player who was online when there were as many: nobody is let in
  /// then, and no player is given up unsaved.
  private final AtomicInteger unfinished = new AtomicInteger();

  /// How many players were not saved.
  private final LongAdder unsaved = new LongAdder();

  private final LogThrottle<Class<?>> failures =
      LogThrottle.perSecond(
          5,
          (type, more) ->
              log.error(
                  "{} more players could not be saved in the last second: {}",
                  more,
                  type.getName()));

  /// What happens with players who leave.
  public enum SaveEvent {
    /// Players whom the game could not save: its hook threw, or its stage failed.
    SAVES_FAILED,
    /// Players whom the game did not save in time (`login.save-timeout`).
    SAVES_TIMED_OUT,
    /// Logins refused because too many players were being saved (`login.max-saves`).
    LOGINS_OVER_SAVES
  }

  /// @param saveTimeout how long a name stays taken while the game saves
  /// @param maxSaves saves from which on nobody is let in
  public PlayerHooks(
      Players players, Duration saveTimeout, int maxSaves, Counters<SaveEvent> counters) {
    this.players = players;
    this.saveTimeout = saveTimeout;
    this.maxSaves = maxSaves;
    this.counters = counters;
  }

  /// Adds what is done when a login is accepted.
  public void onLogin(Consumer<GameSession> hook) {
    onLogin.add(hook);
  }

  /// Adds what is done when a player leaves.
  public void onLeave(Function<GameSession, CompletionStage<?>> hook) {
    onLeave.add(hook);
  }

  /// Whether the saves under way leave room for another player. Counts when they do not.
  public boolean acceptsPlayers() {
    boolean acceptsPlayers = unfinished.get() < maxSaves;
    if (!acceptsPlayers) {
      counters.count(SaveEvent.LOGINS_OVER_SAVES);
    }
    return acceptsPlayers;
  }

  /// Lets a player play. For the session's callbacks.
  ///
  /// @param name without a problem, as [Names] has it
  /// @param reply sends what the peer gets first
  /// @return the player, or null when somebody of that name or account is online
  /// @throws IllegalStateException when the session has a player already
  public @Nullable Player enter(
      GameSession session, String name, Account account, Consumer<Player> reply) {
    if (session.state() == Stage.PLAYING) {
      throw new IllegalStateException("the session has a player already");
    }
    Player player = players.enter(session, name, account);
    if (player == null) {
      return null;
    }
    session.identify(player);
    answer(session, player, reply);
    session.atEnd(() -> left(session, player));
    onLogin.forEach(hook -> hook.accept(session));
    if (session.isOpen()) { // a hook may have refused the player
      session.play(); // last: nothing of other players' reaches a peer before its reply
    }
    return player;
  }

  /// A player whose reply throws was never there: no hook is called for it.
  private void answer(GameSession session, Player player, Consumer<Player> reply) {
    try {
      reply.accept(player);
    } catch (Throwable t) {
      players.leave(session, player);
      throw t;
    }
  }

  /// A player has left: its name is free when the game has saved it.
  private void left(GameSession session, Player player) {
    CompletableFuture<?>[] begun =
        onLeave.stream().map(hook -> save(hook, session)).toArray(CompletableFuture<?>[]::new);
    CompletableFuture<Void> all = CompletableFuture.allOf(begun);
    CompletableFuture<Void> done = new CompletableFuture<>();
    leaving.put(player, done);
    unfinished.incrementAndGet();
    CompletableFuture<Void> counted = all.whenComplete((_, _) -> unfinished.decrementAndGet());
    CompletableFuture<Void> _ =
        counted
            .copy()
            .orTimeout(saveTimeout.toNanos(), TimeUnit.NANOSECONDS)
            .whenComplete(
                (_, failure) -> {
                  if (failure != null) {
                    onFailed(player, failure);
                  }
                  players.leave(session, player);
                  leaving.remove(player);
                  done.complete(null);
                });
  }

  private static CompletableFuture<?> save(
      Function<GameSession, CompletionStage<?>> hook, GameSession session) {
    try {
      return hook.apply(session).toCompletableFuture();
    } catch (Throwable t) {
      return CompletableFuture.failedFuture(t);
    }
  }

  private void onFailed(Player player, Throwable failure) {
    unsaved.increment();
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    boolean isLate = cause instanceof TimeoutException;
    counters.count(isLate ? SaveEvent.SAVES_TIMED_OUT : SaveEvent.SAVES_FAILED);
    if (failures.pass(cause.getClass())) {
      log.error(
          "player {} of account {} could not be saved", player.id(), player.account().id(), cause);
    }
  }

  /// Saves that the game has not completed, also those that took too long.
  public int underWay() {
    return unfinished.get();
  }

  /// How many players were not saved: their saves failed, or took too long.
  public long unsaved() {
    return unsaved.sum();
  }

  /// Waits for the saves under way, but for those that took too long.
  ///
  /// @return whether all of them ended in time, well or not
  public boolean awaitSaves(Duration time) throws InterruptedException {
    CompletableFuture<?>[] underWay = leaving.values().toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(underWay).get(time.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException e) {
      throw new IllegalStateException("no save completes with a failure", e);
    } catch (TimeoutException e) {
      return false;
    }
  }
}
