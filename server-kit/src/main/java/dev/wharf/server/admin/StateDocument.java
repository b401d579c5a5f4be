package dev.wharf.server.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.wharf.engine.Ledger;
import dev.wharf.engine.log.LogThrottle;
import dev.wharf.server.config.Addresses;
import dev.wharf.server.metrics.PacketTime;
import dev.wharf.server.metrics.SendQueues;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.Stage;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the present state of the server as JSON: a [State] with snake_case names. The names of
/// players are not escaped for HTML.
final class StateDocument {
  private static final int MOST_LISTED = 200;
  private static final Logger log = LoggerFactory.getLogger(StateDocument.class);
  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private final LogThrottle<String> failures;

  private final Guard guard;
  private final AdminSources sources;
  private final Rates rates;
  private final Health health;

  /// The whole document.
  ///
  /// @param canChange whether `admin.token` is set; without it, the server refuses to kick players
  ///   and to drain
  /// @param closes the number of closed sessions by close reason
  /// @param playersAbsent how many of the players have no connection and may come back
  /// @param packets the worker time of each packet kind, the largest first
  private record State(
      boolean ready,
      long uptimeSeconds,
      String address,
      String provider,
      int workers,
      boolean canChange,
      Totals perSecond,
      Totals total,
      Map<String, Long> closes,
      List<PacketTime> packets,
      SendQueues sendQueues,
      Owned ledger,
      int players,
      int playersAbsent,
      Sessions sessions,
      List<Table> tables) {}

  private record Owned(long sessions, long operations, long buffers) {}

  /// The open sessions, and those of absent players.
  ///
  /// @param count the number of all these sessions
  /// @param listed at most 200 of these sessions
  private record Sessions(int count, List<Session> listed) {}

  /// One session.
  ///
  /// @param address the address of the client; of an absent player, that of the last connection
  /// @param stage the session's stage, or `absent`
  /// @param player the player's name; null before the login
  private record Session(
      long id,
      String address,
      String stage,
      @Nullable String player,
      int queuedPackets,
      int queuedBytes,
      boolean slow) {}

  /// A table of the game.
  ///
  /// @param count the number of all rows
  /// @param listed at most 200 rows, each with its values in the order of the columns
  private record Table(String name, int count, List<String> columns, List<List<Object>> listed) {}

  StateDocument(Guard guard, AdminSources sources, Rates rates, Health health) {
    this.guard = guard;
    this.sources = sources;
    this.rates = rates;
    this.health = health;
    this.failures =
        new LogThrottle<>(
            sources.port().runtime(),
            1,
            Duration.ofMinutes(1),
            (table, more) ->
                log.error(
                    "the admin table {} failed {} more times in the last minute", table, more));
  }

  String text() {
    try {
      return JSON.writeValueAsString(state());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("the state cannot be written as JSON", e);
    }
  }

  private State state() {
    Ledger ledger = sources.port().ledger();
    return new State(
        health.isReady(),
        ManagementFactory.getRuntimeMXBean().getUptime() / 1000,
        Addresses.text(sources.service().localAddress()),
        sources.port().providerName(),
        sources.port().options().workers(),
        guard.hasToken(),
        rates.perSecond(),
        Totals.of(sources),
        closes(),
        sources.metrics().packetTimes(),
        sources.metrics().sendQueues(),
        new Owned(ledger.liveSessions(), ledger.pendingOperations(), ledger.buffersOut()),
        sources.players().count(),
        sources.absences().count(),
        new Sessions(sources.service().sessionCount() + sources.absences().count(), sessions()),
        sources.tables().stream().map(this::table).toList());
  }

  private Map<String, Long> closes() {
    Map<String, Long> closes = new LinkedHashMap<>();
    sources
        .service()
        .counters()
        .closes()
        .forEach((reason, count) -> closes.put(lowerCase(reason), count));
    return closes;
  }

  private List<Session> sessions() {
    return Stream.concat(
            sources.service().sessions().stream().limit(MOST_LISTED).map(this::session),
            sources.absences().sessions().stream().limit(MOST_LISTED).map(StateDocument::absent))
        .sorted(Comparator.comparingLong(Session::id))
        .limit(MOST_LISTED)
        .toList();
  }

  private static Session absent(GameSession session) {
    return new Session(
        session.id(),
        Addresses.text(session.remoteAddress()),
        "absent",
        session.player().name(),
        0,
        0,
        false);
  }

  private Session session(dev.wharf.engine.Session session) {
    GameSession game = sources.protocol().sessionOn(session);
    return new Session(
        session.id(),
        Addresses.text(session.remoteAddress()),
        game == null ? "" : lowerCase(game.state()),
        game != null && game.state() == Stage.PLAYING ? game.player().name() : null,
        session.queuedPackets(),
        session.queuedBytes(),
        session.isSlow());
  }

  /// Returns the content of a game's table. Returns no rows when the table's functions throw, so
  /// that the rest of the page still works.
  private Table table(AdminTable<?> table) {
    try {
      return new Table(table.name(), table.count(), table.columns(), table.rows(MOST_LISTED));
    } catch (RuntimeException e) {
      if (failures.pass(table.name())) {
        log.error("the admin table {} failed", table.name(), e);
      }
      return new Table(table.name(), 0, table.columns(), List.of());
    }
  }

  private static String lowerCase(Object constant) {
    return constant.toString().toLowerCase(Locale.ROOT);
  }
}
