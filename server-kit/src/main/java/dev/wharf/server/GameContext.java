package dev.wharf.server;

import com.google.protobuf.Message;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.timer.FixedRateTick;
import dev.wharf.engine.timer.TickHandler;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.server.admin.AdminTable;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.metrics.Counters;
import dev.wharf.server.metrics.GameFigures;
import dev.wharf.server.player.Account;
import dev.wharf.server.player.EnterResult;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.Names;
import dev.wharf.server.player.Player;
import dev.wharf.server.player.PlayerHooks;
import dev.wharf.server.player.Players;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the kit gives to a game, and takes from it.
///
/// [#packets], the hooks, [#counters], [#gauge], [#table] and [#warn] are for [Game#start]: after
/// it they throw [IllegalStateException]. The rest may be called from any thread, as long as the
/// server runs.
public final class GameContext {
  private final String name;
  private final ServerConfig config;
  private final CompletionPort port;
  private final Players players;
  private final PlayerHooks hooks;
  private final StopHooks stop;
  private final GameFigures figures;
  private final PacketRouter.Builder<GameSession> packets;
  private final List<AdminTable<?>> tables = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final LongAdder tickOverruns = new LongAdder();

  /// Set when the handlers are complete, before anybody connects; ticks may run before.
  private volatile @Nullable PacketProtocol<GameSession> protocol;

  GameContext(
      String name,
      ServerConfig config,
      CompletionPort port,
      Players players,
      PlayerHooks hooks,
      StopHooks stop,
      GameFigures figures,
      PacketRouter.Builder<GameSession> packets) {
    this.name = name;
    this.config = config;
    this.port = port;
    this.players = players;
    this.hooks = hooks;
    this.stop = stop;
    this.figures = figures;
    this.packets = packets;
    figures.counter(
        "wharf.ticks.overrun",
        "Ticks of the game that took longer than their period, or did not take place",
        tickOverruns::sum);
  }

  /// Where the game adds a handler for each of its packets. Unless it says otherwise, packets are
  /// accepted from players who have logged in.
  public PacketRouter.Builder<GameSession> packets() {
    requireStarting("packet handlers");
    return packets;
  }

  /// The values of a group of settings that [Game#settings] names, or of the kit's.
  public <R extends Record> R settings(Class<R> group) {
    return config.of(group);
  }

  /// The whole configuration.
  public ServerConfig config() {
    return config;
  }

  /// The completion port: its workers and its timer.
  public CompletionPort port() {
    return port;
  }

  /// The players online.
  public Players players() {
    return players;
  }

  /// A queue for one room, zone, or other piece of the world: its jobs run one after the other, on
  /// whichever worker is free.
  ///
  /// @param queueName what failures are counted under; the same for all queues of a kind
  /// @param capacity the most jobs that may wait
  public JobQueue queue(String queueName, int capacity) {
    return new JobQueue(
        port.executor(), JobQueueOptions.defaults().withName(queueName).withCapacity(capacity));
  }

  /// Begins to call a handler at a fixed rate, in the queue of its room or zone. Ticks that take
  /// longer than the period, or do not take place, are counted (`wharf_ticks_overrun_total`).
  ///
  /// @param period one tick of the timer's wheel to
  ///   [JobTimer#MAX_DELAY][dev.wharf.engine.timer.JobTimer#MAX_DELAY]
  /// @return what stops it: a room that is closed stops its tick
  public FixedRateTick tick(JobQueue queue, Duration period, TickHandler handler) {
    CountedTick counted = new CountedTick(handler);
    FixedRateTick tick = FixedRateTick.start(port.timer(), queue, period, counted);
    counted.tick = tick;
    return tick;
  }

  /// Counts overruns, as far as they are known when a tick begins.
  private final class CountedTick implements TickHandler {
    private final TickHandler handler;

    /// Published by whoever starts the tick to the queue's runner.
    private volatile @Nullable FixedRateTick tick;

    /// Of the queue's runner alone.
    private long known;

    CountedTick(TickHandler handler) {
      this.handler = handler;
    }

    @Override
    public void onTick(long number, long elapsedNanos) {
      FixedRateTick started = tick;
      if (started != null) {
        long overruns = started.overruns();
        tickOverruns.add(overruns - known);
        known = overruns;
      }
      handler.onTick(number, elapsedNanos);
    }
  }

  /// Sends one packet to many sessions, encoded once, by the policy of its kind. As long as the
  /// server does not listen yet, there is nobody to send to.
  ///
  /// @return how many took it
  /// @throws dev.wharf.protocol.FrameTooLargeException when it is too large
  /// @throws dev.wharf.engine.buffer.BufferMemoryExhaustedException when no memory is left for it
  public int sendToAll(Iterable<? extends GameSession> receivers, Message message) {
    PacketProtocol<GameSession> complete = protocol;
    return complete == null ? 0 : complete.sendToAll(receivers, message);
  }

  /// Sends one packet to all who play, as [#sendToAll] does.
  public int broadcast(Message message) {
    return sendToAll(players.online(), message);
  }

  /// Adds what is done when a player has logged in: after its [LoginReply][
  /// dev.wharf.protocol.system.LoginReply], before any packet of the player is handled and before
  /// others find the player. Runs in the session's callbacks; one that throws ends the session.
  public void onLogin(Consumer<GameSession> hook) {
    requireStarting("hooks");
    hooks.onLogin(hook);
  }

  /// Adds what is done when a player leaves, for whatever reason: once for each player that
  /// [#onLogin] was told of, after the last packet of it was handled.
  public void onLeave(Consumer<GameSession> hook) {
    requireStarting("hooks");
    hooks.onLeave(
        session -> {
          hook.accept(session);
          return CompletableFuture.completedFuture(null);
        });
  }

  /// As [#onLeave], for a game that saves players. The hook begins the save, and does not block.
  /// Until the stage has completed, or `login.save-timeout` is over, the player's name stays taken:
  /// nobody logs in to a state that is not saved yet. A drain waits for saves, too, within
  /// `shutdown.grace`, for `shutdown.reserve` at least. A save that fails is logged and counted.
  /// While `login.max-saves` are under way, nobody is let in.
  public void onLeaveSave(Function<GameSession, CompletionStage<?>> hook) {
    requireStarting("hooks");
    hooks.onLeave(hook);
  }

  /// Closes a resource of the game, such as a connection to another server, when this server ends:
  /// in a drain, after the players are saved, in the reverse order of these calls. Runs on a thread
  /// that may wait, within `shutdown.grace`, for `shutdown.reserve` at least. A resource that does
  /// not close is logged with its name, and counted (`stops_failed`). A start that fails closes it,
  /// too.
  ///
  /// @param resourceName names it in the log
  public void onStop(String resourceName, AutoCloseable resource) {
    requireStarting("stop hooks");
    stop.add(resourceName, resource);
  }

  /// Makes a session that of a player, as the login with the system packets does: takes name and
  /// account, sends the reply, calls [#onLogin], and lets others find the player; [#onLeave] and
  /// [#onLeaveSave] are called at its end. For a game with a login of its own; called in a callback
  /// of the session.
  ///
  /// @param playerName within the rules of [Names][dev.wharf.server.player.Names]
  /// @param reply sends what the peer gets first
  /// @return [EnterResult#ENTERED]; nothing was done with any other
  /// @throws IllegalStateException when the session has a player already
  public EnterResult enter(
      GameSession session, String playerName, Account account, Consumer<Player> reply) {
    if (!session.isOpen()) {
      return EnterResult.SESSION_CLOSED;
    } else if (Names.problemOf(playerName) != null) {
      return EnterResult.BAD_NAME;
    } else if (!hooks.acceptsPlayers()) {
      return EnterResult.TOO_MANY_SAVES;
    }
    Player player = hooks.enter(session, Names.normalize(playerName), account, reply);
    return player == null ? EnterResult.NAME_TAKEN : EnterResult.ENTERED;
  }

  /// Begins to count events of the game's own. The metrics show each by the constant's name.
  ///
  /// @throws IllegalArgumentException when another event has the name of one of them
  public <E extends Enum<E>> Counters<E> counters(Class<E> events) {
    requireStarting("counters");
    return figures.counters(events);
  }

  /// Shows a figure of the moment in the metrics, called after the game: `rooms` of the game
  /// `wharf` is `wharf_rooms`.
  ///
  /// @param gauge with dots between words
  /// @param help one line
  /// @param value asked on any thread, whenever somebody looks
  public void gauge(String gauge, String help, Supplier<Number> value) {
    requireStarting("gauges");
    figures.gauge(name + "." + gauge, help, value);
  }

  /// Shows a table on the admin port's page, and in its JSON.
  ///
  /// @throws IllegalArgumentException when there is a table of its name
  public void table(AdminTable<?> table) {
    requireStarting("admin tables");
    if (tables.stream().anyMatch(other -> other.name().equals(table.name()))) {
      throw new IllegalArgumentException("there is an admin table '" + table.name() + "' already");
    }
    tables.add(table);
  }

  /// Has a line printed at start, among the warnings.
  public void warn(String line) {
    requireStarting("warnings");
    warnings.add(line);
  }

  /// After the start nobody looks at declarations any more.
  private void requireStarting(String what) {
    if (protocol != null) {
      throw new IllegalStateException(
          what + " are declared in Game.start: the server has started without this one");
    }
  }

  void setProtocol(PacketProtocol<GameSession> complete) {
    protocol = complete;
  }

  List<AdminTable<?>> tables() {
    return List.copyOf(tables);
  }

  List<String> warnings() {
    return warnings;
  }
}
