package dev.wharf.server;

import com.google.protobuf.Message;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueFullException;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.timer.FixedRateTick;
import dev.wharf.engine.timer.TickHandler;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.PacketState;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.server.admin.AdminAction;
import dev.wharf.server.admin.AdminTable;
import dev.wharf.server.admin.AuditLog;
import dev.wharf.server.admin.console.KitActions;
import dev.wharf.server.admin.console.KitTables;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.Authenticator;
import dev.wharf.server.login.LoginRule;
import dev.wharf.server.metrics.Counters;
import dev.wharf.server.metrics.GameFigures;
import dev.wharf.server.player.Absences;
import dev.wharf.server.player.Account;
import dev.wharf.server.player.EnterResult;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.Names;
import dev.wharf.server.player.Player;
import dev.wharf.server.player.PlayerHooks;
import dev.wharf.server.player.Players;
import dev.wharf.server.player.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A game's access to its server: handlers, hooks, players, queues, ticks and metrics.
///
/// The methods [#packets], [#counters], [#gauge], [#table], [#action], [#auditLog], [#warn] and
/// those that add hooks are for [Game#start] only. After the start they throw
/// [IllegalStateException]. All other methods may be called from any thread while the server runs.
public final class GameContext {
  private final String name;
  private final ServerConfig config;
  private final Authenticator authenticator;
  private final List<LoginRule> rules;
  private final CompletionPort port;
  private final Players players;
  private final PlayerHooks hooks;
  private final Absences absences;
  private final StopHooks stop;
  private final GameFigures figures;
  private final PacketRouter.Builder<GameSession> packets;
  private final List<AdminTable<?>> tables = new ArrayList<>();
  private final List<AdminAction> actions = new ArrayList<>();
  private @Nullable AuditLog auditLog;
  private final List<String> warnings = new ArrayList<>();
  private final List<Supplier<@Nullable String>> notes = new ArrayList<>();
  private final LongAdder tickOverruns = new LongAdder();

  /// The packet protocol with all handlers; null until [Game#start] has returned. Volatile, because
  /// ticks may already run on other threads.
  private volatile @Nullable PacketProtocol<GameSession> protocol;

  GameContext(
      String name,
      ServerConfig config,
      Authenticator authenticator,
      List<LoginRule> rules,
      CompletionPort port,
      Players players,
      PlayerHooks hooks,
      Absences absences,
      StopHooks stop,
      GameFigures figures,
      PacketRouter.Builder<GameSession> packets) {
    this.name = name;
    this.config = config;
    this.authenticator = authenticator;
    this.rules = rules;
    this.port = port;
    this.players = players;
    this.hooks = hooks;
    this.absences = absences;
    this.stop = stop;
    this.figures = figures;
    this.packets = packets;
    figures.counter(
        "wharf.ticks.overrun",
        "Ticks of the game that took longer than their period, or were skipped",
        tickOverruns::sum);
  }

  /// Returns the router's builder, to which the game adds a handler for each of its packets. By
  /// default the server accepts a packet only after the login.
  public PacketRouter.Builder<GameSession> packets() {
    requireStarting("packet handlers");
    return packets;
  }

  /// Returns the values of a group of settings: one of [Game#settings], or one of the kit.
  public <R extends Record> R settings(Class<R> group) {
    return config.of(group);
  }

  /// Returns the whole configuration.
  public ServerConfig config() {
    return config;
  }

  /// Returns the object that checks the logins. A game whose own authenticator needs parts of the
  /// server, such as a database, gives them to it in [Game#start].
  public Authenticator authenticator() {
    return authenticator;
  }

  /// Adds a rule that each login must pass after the authenticator has accepted it, such as that
  /// the account is not banned. Rules are asked in the order in which they were added. A login by
  /// the game's own packets ([#enter]) passes no rule.
  public void loginRule(LoginRule rule) {
    requireStarting("login rules");
    rules.add(rule);
  }

  /// Returns the completion port of this server, with its workers and its timer.
  public CompletionPort port() {
    return port;
  }

  /// Returns the players online.
  public Players players() {
    return players;
  }

  /// Makes a job queue for one room, zone, or other part of the world. Its jobs run one after the
  /// other, on any worker that is free.
  ///
  /// @param queueName the queue's name in the metrics of failed jobs. Queues of the same kind, such
  ///   as those of all rooms, should share one name
  /// @param capacity the largest number of pending jobs
  public JobQueue queue(String queueName, int capacity) {
    return new JobQueue(
        port.executor(), JobQueueOptions.defaults().withName(queueName).withCapacity(capacity));
  }

  /// Starts to call a handler at a fixed rate, as jobs of a queue. The metric
  /// `wharf_ticks_overrun_total` counts the calls that took longer than the period, and those that
  /// were skipped. The metric `wharf_tick_seconds` has the times of the calls, by the name of the
  /// queue.
  ///
  /// @param period the time between two calls. At least one step of the port's timer wheel, at most
  ///   [JobTimer#MAX_DELAY][dev.wharf.engine.timer.JobTimer#MAX_DELAY]
  /// @return a handle that stops the calls; a room uses it when the room closes
  public FixedRateTick tick(JobQueue queue, Duration period, TickHandler handler) {
    CountedTick counted = new CountedTick(handler, tickTimes(queue.name()));
    FixedRateTick tick = FixedRateTick.start(port.timer(), queue, period, counted);
    counted.tick = tick;
    return tick;
  }

  private LongConsumer tickTimes(String queue) {
    return figures.timer(
        "wharf.tick",
        "The times of the game's ticks, from begin to end, by the name of their queue",
        "queue",
        queue);
  }

  /// Adds new overruns and the time of the tick to the metrics, and calls the game's handler.
  private final class CountedTick implements TickHandler {
    private final TickHandler handler;
    private final LongConsumer times;

    /// The tick whose overruns are counted; null until it has started. Volatile, because one thread
    /// starts the tick and the queue's runner reads this field.
    private volatile @Nullable FixedRateTick tick;

    /// The number of overruns that the metric already contains. Only the queue's runner uses this
    /// field.
    private long known;

    CountedTick(TickHandler handler, LongConsumer times) {
      this.handler = handler;
      this.times = times;
    }

    @Override
    public void onTick(long number, long elapsedNanos) {
      FixedRateTick started = tick;
      if (started != null) {
        long overruns = started.overruns();
        tickOverruns.add(overruns - known);
        known = overruns;
      }
      long began = port.nanoTime();
      try {
        handler.onTick(number, elapsedNanos);
      } finally {
        times.accept(port.nanoTime() - began);
      }
    }
  }

  /// Sends one packet to many game sessions. Encodes the packet once. The send-queue policy of the
  /// packet kind applies to each session. Sends nothing and returns 0 while [Game#start] runs.
  ///
  /// @return the number of sessions whose send queue accepted the packet
  /// @throws dev.wharf.protocol.FrameTooLargeException when the packet is larger than the largest
  ///   sent frame
  /// @throws dev.wharf.engine.buffer.BufferMemoryExhaustedException when the buffer memory is used
  ///   up
  public int sendToAll(Iterable<? extends GameSession> receivers, Message message) {
    PacketProtocol<GameSession> complete = protocol;
    return complete == null ? 0 : complete.sendToAll(receivers, message);
  }

  /// Sends one packet to all players online, in the same way as [#sendToAll].
  ///
  /// @return the number of players whose send queue accepted the packet
  public int broadcast(Message message) {
    return sendToAll(players.online(), message);
  }

  /// Adds a hook that runs when a player has logged in. The hook runs after the server has queued
  /// the [LoginReply][dev.wharf.protocol.system.LoginReply], before any packet of the player is
  /// handled, and before other players can find the player. No other callback of the session runs
  /// at the same time. A hook that throws closes the session.
  public void onLogin(Consumer<GameSession> hook) {
    requireStarting("hooks");
    hooks.onLogin(hook);
  }

  /// Adds a hook that runs when a player has lost its connection and may come back
  /// (`resume.grace`). The player stays online: others find it, and packets to it are kept. The
  /// hook runs in a callback of the session. After it, either a hook of [#onResumed] or one of
  /// [#onGone] runs.
  public void onAbsent(Consumer<GameSession> hook) {
    requireStarting("hooks");
    absences.onAbsent(hook);
  }

  /// Adds a hook that runs when an absent player has come back on a new connection. The hook runs
  /// in a callback of the session, after the kept packets were queued and before any packet of the
  /// player is handled. The game sends fresh state here, because packets of kinds that may be
  /// dropped or replaced (`slow_reader`) are not kept.
  public void onResumed(Consumer<GameSession> hook) {
    requireStarting("hooks");
    absences.onResumed(hook);
  }

  /// Adds a hook that runs when a player leaves, for any reason. A player who has lost its
  /// connection and may come back has not left yet ([#onAbsent]). The hook runs once for each
  /// player, after the hooks of [#onLogin] and after the player's last packet was handled.
  public void onGone(Consumer<GameSession> hook) {
    requireStarting("hooks");
    hooks.onGone(
        session -> {
          hook.accept(session);
          return CompletableFuture.completedFuture(null);
        });
  }

  /// Adds a hook that saves a player who leaves. The hook runs like those of [#onGone]. It starts
  /// the save, and must not block.
  ///
  /// The player's name stays taken until the returned stage completes or `login.save-timeout` has
  /// passed. So no login can load a state that is not saved yet. A drain waits for saves within
  /// `shutdown.grace`, and for at least `shutdown.reserve`. The server logs and counts a save that
  /// fails. While `login.max-saves` saves are in progress, the server refuses logins.
  public void onGoneSave(Function<GameSession, CompletionStage<?>> hook) {
    requireStarting("hooks");
    hooks.onGone(hook);
  }

  /// Registers a resource of the game, such as a connection to another server. The game server
  /// closes the resource when the game server ends, or when its start fails.
  ///
  /// A drain closes the resources after the players are saved, in the reverse order of
  /// registration. `close()` runs on a thread that may block, within `shutdown.grace`, and for at
  /// least `shutdown.reserve`. When a resource does not close, the server logs its name and counts
  /// `stops_failed`.
  ///
  /// @param resourceName the resource's name in the log
  public void onStop(String resourceName, AutoCloseable resource) {
    requireStarting("stop hooks");
    stop.add(resourceName, resource);
  }

  /// Logs a player in on a game session. For a game that has its own login packets; call it in a
  /// callback of that session.
  ///
  /// This method does what the system login does: reserves the name and the account, sends the
  /// reply, runs the hooks of [#onLogin], and lets other players find the player. When the session
  /// ends, the hooks of [#onGone] and [#onGoneSave] run.
  ///
  /// @param playerName a name that [Names][dev.wharf.server.player.Names] accepts
  /// @param reply sends the first packet that the player gets
  /// @return [EnterResult#ENTERED]; or [EnterResult#WAITING], and the player is logged in later or
  ///   the session is closed with a failure; or the reason why the player was not logged in
  /// @throws IllegalStateException when the session already has a player
  public EnterResult enter(
      GameSession session, String playerName, Account account, Consumer<Player> reply) {
    if (!session.isOpen()) {
      return EnterResult.SESSION_CLOSED;
    } else if (Names.problemOf(playerName) != null) {
      return EnterResult.BAD_NAME;
    } else if (!hooks.acceptsPlayers()) {
      return EnterResult.TOO_MANY_SAVES;
    }
    return hooks.enter(
        session,
        Names.normalize(playerName),
        account,
        reply,
        () ->
            session.refuse(
                FailureCode.NAME_TAKEN,
                PacketCloseReasons.LOGIN_REFUSED,
                "this name is taken by a player online"));
  }

  /// Runs a task that may block, for a request before the login, such as one that registers a
  /// player. The session handles no packet meanwhile ([Stage#CHECKING][
  /// dev.wharf.server.player.Stage#CHECKING]). Call this method in a callback of the session.
  ///
  /// @param task runs on a virtual thread of its own. It returns what to do then, in a callback of
  ///   the session, which is in its old stage again. When the task throws, that callback throws
  public void block(GameSession session, Callable<Runnable> task) {
    PacketState before = session.state();
    session.enter(Stage.CHECKING);
    port.runtime().newVirtualThread("request", () -> goOn(session, before, task)).start();
  }

  private static void goOn(GameSession session, PacketState before, Callable<Runnable> task) {
    Runnable next = resultOf(task);
    try {
      boolean _ =
          session.execute(
              () -> {
                session.enter(before);
                next.run();
              });
    } catch (JobQueueFullException e) {
      session.close(CloseReason.OVERLOADED, "its task queue has no room for an answer");
    }
  }

  private static Runnable resultOf(Callable<Runnable> task) {
    try {
      return task.call();
    } catch (Throwable t) {
      return () -> {
        throw new IllegalStateException("a task of a request has failed", t);
      };
    }
  }

  /// Adds counters for the game's own events. The metrics show each counter under the name of its
  /// enum constant.
  ///
  /// @throws IllegalArgumentException when another event of this server has the same name
  public <E extends Enum<E>> Counters<E> counters(Class<E> events) {
    requireStarting("counters");
    return figures.counters(events);
  }

  /// Adds a gauge to the metrics, with the game's name as prefix: the gauge `rooms` of the game
  /// `wharf` is `wharf_rooms`.
  ///
  /// @param gauge the name, with dots between words
  /// @param help the meaning of the gauge in one line
  /// @param value returns the present value; called on any thread at each scrape
  public void gauge(String gauge, String help, Supplier<Number> value) {
    requireStarting("gauges");
    figures.gauge(name + "." + gauge, help, value);
  }

  /// Adds a timer with buckets to the metrics, with the game's name as prefix. May be called while
  /// the server runs, too.
  ///
  /// @param timer the name, with dots between words
  /// @param help the meaning of the timer in one line
  /// @param label the name of the label that tells apart the timers of this name
  /// @param value the value of the label
  /// @return records a time in nanoseconds; any thread may call it
  public LongConsumer timer(String timer, String help, String label, String value) {
    return figures.timer(name + "." + timer, help, label, value);
  }

  /// Adds a note to the health check. A note does not make the check fail, because a restart does
  /// not help when something outside of this process has failed.
  ///
  /// @param note returns what is wrong, in one line; null when nothing is. Called on any thread
  public void health(Supplier<@Nullable String> note) {
    requireStarting("health notes");
    notes.add(note);
  }

  /// Adds a table to the admin port's console and JSON.
  ///
  /// @throws IllegalArgumentException when the game or the kit has a table of this name
  public void table(AdminTable<?> table) {
    requireStarting("admin tables");
    if (KitTables.NAMES.contains(table.name())
        || tables.stream().anyMatch(other -> other.name().equals(table.name()))) {
      throw new IllegalArgumentException("an admin table '" + table.name() + "' exists already");
    }
    tables.add(table);
  }

  /// Adds an action to the admin port's console, for example a ban.
  ///
  /// @throws IllegalArgumentException when the game or the kit has an action of this name
  public void action(AdminAction action) {
    requireStarting("admin actions");
    if (KitActions.NAMES.contains(action.name())
        || actions.stream().anyMatch(other -> other.name().equals(action.name()))) {
      throw new IllegalArgumentException("an admin action '" + action.name() + "' exists already");
    }
    actions.add(action);
  }

  /// Sets the log that keeps the actions of operators, in place of the admin port's memory.
  ///
  /// @throws IllegalStateException when the game has set one before
  public void auditLog(AuditLog log) {
    requireStarting("audit logs");
    if (auditLog != null) {
      throw new IllegalStateException("the game has two audit logs");
    }
    auditLog = log;
  }

  /// Adds a line to the warnings that the server logs at start.
  public void warn(String line) {
    requireStarting("warnings");
    warnings.add(line);
  }

  /// Throws when the server has already started, because it reads the game's declarations only
  /// once, at start.
  ///
  /// @param what the kind of declaration, for the message of the exception
  private void requireStarting(String what) {
    if (protocol != null) {
      throw new IllegalStateException(
          what + " must be declared in Game.start: this server has started already");
    }
  }

  void setProtocol(PacketProtocol<GameSession> complete) {
    protocol = complete;
  }

  List<AdminTable<?>> tables() {
    return List.copyOf(tables);
  }

  List<Supplier<@Nullable String>> notes() {
    return List.copyOf(notes);
  }

  List<AdminAction> actions() {
    return List.copyOf(actions);
  }

  @Nullable AuditLog auditLog() {
    return auditLog;
  }

  List<String> warnings() {
    return warnings;
  }
}
