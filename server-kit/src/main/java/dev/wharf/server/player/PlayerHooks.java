package dev.wharf.server.player;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.job.JobQueueFullException;
import dev.wharf.engine.log.LogThrottle;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.runtime.Scheduled;
import dev.wharf.server.metrics.Counters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs players in and out: reserves names, runs the game's hooks, and waits for saves. The name of
/// a player who leaves stays taken until the game has saved the player. So no login can load a
/// state of the player that is not saved yet. Thread-safe.
///
/// A second login of an account takes over, unless `login.second = refuse`: it kicks the player of
/// the first login, waits until that player is saved, and then enters. When a third login comes
/// meanwhile, the second one is kicked, and the third one waits in its place. So the newest login
/// wins, and an account never has two players, also when the logins come at the same time on two
/// workers.
public final class PlayerHooks {
  private static final Logger log = LoggerFactory.getLogger(PlayerHooks.class);
  private static final String TAKEN_OVER = "another client logged in with this account";

  private final EngineRuntime runtime;
  private final Players players;
  private final Duration saveTimeout;
  private final int maxSaves;
  private final boolean takesOver;
  private final Counters<SaveEvent> counters;
  private final Counters<PlayerEvent> events;
  private final List<Consumer<GameSession>> onLogin = new CopyOnWriteArrayList<>();
  private final List<Function<GameSession, CompletionStage<?>>> onGone =
      new CopyOnWriteArrayList<>();

  /// The players who have left and whose names are still taken. The future of a player completes
  /// after the player's save has ended or timed out, and was counted.
  private final Map<Player, CompletableFuture<Void>> leaving = new ConcurrentHashMap<>();

  /// The number of saves that the game has not completed, including those that timed out. While
  /// this number is at least [#maxSaves], no player may enter. The players online still start a
  /// save when they leave, so the number can become larger than the limit.
  private final AtomicInteger unfinished = new AtomicInteger();

  /// The number of players whose save failed or timed out.
  private final LongAdder unsaved = new LongAdder();

  private final LogThrottle<Class<?>> failures;

  /// The events of saves that the metrics count.
  public enum SaveEvent {
    /// Players whom the game failed to save: its hook threw, or the stage failed.
    SAVES_FAILED,
    /// Players whom the game did not save in time (`login.save-timeout`).
    SAVES_TIMED_OUT,
    /// Logins refused because too many players were being saved (`login.max-saves`).
    LOGINS_OVER_SAVES
  }

  /// Creates an object without hooks.
  ///
  /// @param runtime provides the clock and the timers for the saves
  /// @param saveTimeout the longest time that a name stays taken while the game saves the player
  /// @param maxSaves no player may enter while at least this number of saves is not completed
  /// @param takesOver whether a second login of an account ends the first one
  public PlayerHooks(
      EngineRuntime runtime,
      Players players,
      Duration saveTimeout,
      int maxSaves,
      boolean takesOver,
      Counters<SaveEvent> counters,
      Counters<PlayerEvent> events) {
    this.runtime = runtime;
    this.players = players;
    this.saveTimeout = saveTimeout;
    this.maxSaves = maxSaves;
    this.takesOver = takesOver;
    this.counters = counters;
    this.events = events;
    this.failures =
        LogThrottle.perSecond(
            runtime,
            5,
            (type, more) ->
                log.error(
                    "failed to save {} more players in the last second: {}", more, type.getName()));
  }

  /// Adds a hook that runs when a login is accepted.
  public void onLogin(Consumer<GameSession> hook) {
    onLogin.add(hook);
  }

  /// Adds a hook that runs when a player leaves. The stage that the hook returns completes when the
  /// player is saved.
  public void onGone(Function<GameSession, CompletionStage<?>> hook) {
    onGone.add(hook);
  }

  /// Returns whether another player may enter: the number of saves that are not completed is below
  /// the limit. If not, counts a refused login.
  public boolean acceptsPlayers() {
    boolean acceptsPlayers = unfinished.get() < maxSaves;
    if (!acceptsPlayers) {
      counters.count(SaveEvent.LOGINS_OVER_SAVES);
    }
    return acceptsPlayers;
  }

  /// Logs a player in. Call this method only in a callback of the session.
  ///
  /// @param name a valid name, normalized by [Names]
  /// @param reply sends the first packet that the player gets
  /// @param onNameTaken runs in a callback of the session when the login has waited, and another
  ///   account has the name
  /// @return ENTERED, WAITING, OVERTAKEN or NAME_TAKEN
  /// @throws IllegalStateException when the session already has a player
  public EnterResult enter(
      GameSession session,
      String name,
      Account account,
      Consumer<Player> reply,
      Runnable onNameTaken) {
    if (session.state() == Stage.PLAYING) {
      throw new IllegalStateException("the session already has a player");
    }
    if (!takesOver) {
      Player player = players.enter(session, name, account);
      return player == null ? EnterResult.NAME_TAKEN : complete(session, player, reply);
    }
    Successor login = new Successor(session, name, account, reply, onNameTaken);
    return switch (players.enterOrWait(login)) {
      case Players.Entry.Entered entered -> complete(session, entered.player(), reply);
      case Players.Entry.NameTaken _ -> EnterResult.NAME_TAKEN;
      case Players.Entry.Overtaken _ -> EnterResult.OVERTAKEN;
      case Players.Entry.Waits waits -> {
        takeOver(login, waits);
        yield EnterResult.WAITING;
      }
    };
  }

  /// Ends the earlier logins of the account of a login that waits now. The credential of the login
  /// was accepted, so its session has no login deadline any more.
  private void takeOver(Successor login, Players.Entry.Waits waits) {
    login.session().enter(Stage.CHECKING);
    login.session().session().markAuthenticated();
    login.session().atEnd(login);
    events.count(PlayerEvent.TAKEOVERS);
    waits.holder().kick(TAKEN_OVER);
    if (waits.replaced() != null) {
      waits.replaced().session().kick(TAKEN_OVER);
    }
  }

  /// A login that waits until the earlier player of its account is saved. As a task, it ends the
  /// waiting, because the session has ended.
  private final class Successor implements Players.WaitingLogin, Runnable {
    private final GameSession session;
    private final String name;
    private final Account account;
    private final Consumer<Player> reply;
    private final Runnable onNameTaken;

    Successor(
        GameSession session,
        String name,
        Account account,
        Consumer<Player> reply,
        Runnable onNameTaken) {
      this.session = session;
      this.name = name;
      this.account = account;
      this.reply = reply;
      this.onNameTaken = onNameTaken;
    }

    @Override
    public GameSession session() {
      return session;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Account account() {
      return account;
    }

    @Override
    public void run() {
      players.stopWaiting(this);
    }

    /// Goes on in a callback of the session. Frees the name again when the session has ended.
    @Override
    public void onFree(@Nullable Player player) {
      boolean goesOn;
      try {
        goesOn = session.execute(() -> goOn(player));
      } catch (JobQueueFullException e) {
        session.close(CloseReason.OVERLOADED, "its task queue has no room for its login");
        goesOn = false;
      }
      if (!goesOn && player != null) {
        players.leave(session, player);
      }
    }

    private void goOn(@Nullable Player player) {
      session.forgetAtEnd(this);
      if (player == null) {
        onNameTaken.run();
      } else if (session.isOpen()) {
        EnterResult _ = complete(session, player, reply);
      } else {
        players.leave(session, player);
      }
    }
  }

  /// Completes the login of a player whose name and account are reserved.
  private EnterResult complete(GameSession session, Player player, Consumer<Player> reply) {
    session.identify(player);
    answer(session, player, reply);
    session.atEnd(() -> left(session, player));
    onLogin.forEach(hook -> hook.accept(session));
    if (session.isOpen()) { // a hook may have closed the session
      session.play(); // last, so that no packet of another player reaches the peer before the reply
    }
    return EnterResult.ENTERED;
  }

  /// Sends the reply. When `reply` throws, the player's name is freed and no hook runs.
  private void answer(GameSession session, Player player, Consumer<Player> reply) {
    try {
      reply.accept(player);
    } catch (Throwable t) {
      players.leave(session, player);
      throw t;
    }
  }

  /// Starts the saves of a player who has left. When all saves have ended, the player's name is
  /// free.
  private void left(GameSession session, Player player) {
    CompletableFuture<?>[] begun =
        onGone.stream().map(hook -> save(hook, session)).toArray(CompletableFuture<?>[]::new);
    CompletableFuture<Void> all = CompletableFuture.allOf(begun);
    CompletableFuture<Void> done = new CompletableFuture<>();
    leaving.put(player, done);
    unfinished.incrementAndGet();
    CompletableFuture<Void> ended = all.whenComplete((_, _) -> unfinished.decrementAndGet()).copy();
    limit(ended);
    CompletableFuture<Void> _ =
        ended.whenComplete(
            (_, failure) -> {
              if (failure != null) {
                onFailed(player, failure);
              }
              players.leave(session, player);
              leaving.remove(player);
              done.complete(null);
            });
  }

  /// Makes a save fail with a [TimeoutException] when it takes longer than [#saveTimeout].
  private void limit(CompletableFuture<Void> save) {
    if (!save.isDone()) {
      Scheduled timeout =
          runtime.schedule(saveTimeout, () -> save.completeExceptionally(new TimeoutException()));
      CompletableFuture<Void> _ = save.whenComplete((_, _) -> timeout.cancel());
    }
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
          "failed to save player {} of account {}", player.id(), player.account().id(), cause);
    }
  }

  /// Returns the number of saves that the game has not completed, including those that timed out.
  public int underWay() {
    return unfinished.get();
  }

  /// Returns the number of players whose save failed or timed out.
  public long unsaved() {
    return unsaved.sum();
  }

  /// Waits until the running saves have ended, except those that timed out.
  ///
  /// @return whether all of them ended in time, successfully or not
  public boolean awaitSaves(Duration time) throws InterruptedException {
    CompletableFuture<?>[] underWay = leaving.values().toArray(CompletableFuture<?>[]::new);
    return runtime.await(CompletableFuture.allOf(underWay), time);
  }
}
