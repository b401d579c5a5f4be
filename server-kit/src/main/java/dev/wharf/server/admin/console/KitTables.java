package dev.wharf.server.admin.console;

import dev.wharf.engine.Session;
import dev.wharf.server.admin.AdminTable;
import dev.wharf.server.config.Addresses;
import dev.wharf.server.metrics.PacketTime;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.Stage;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The tables that the kit itself shows: sessions, packets, and reasons of closed sessions.
public final class KitTables {
  /// The name of the table of sessions, whose rows may have actions.
  public static final String SESSIONS = "sessions";

  /// The names that a table of the game must not have.
  public static final Set<String> NAMES = Set.of(SESSIONS, "packets", "reasons", "audit");

  private final AdminSources sources;

  /// A row of the table of sessions.
  ///
  /// @param address the address of the client; of an absent player, that of the last connection
  /// @param stage the session's stage, or `absent`
  /// @param player the player's name; empty before the login
  private record SessionRow(
      long id,
      String address,
      String stage,
      String player,
      int queuedPackets,
      int queuedBytes,
      boolean slow) {}

  KitTables(AdminSources sources) {
    this.sources = sources;
  }

  List<AdminTable<?>> all() {
    return List.of(sessions(), packets(), reasons());
  }

  private AdminTable<?> sessions() {
    return AdminTable.<SessionRow>of(SESSIONS, this::sessionCount, this::sessionRows)
        .column("id", SessionRow::id)
        .column("player", SessionRow::player)
        .column("stage", SessionRow::stage)
        .column("address", SessionRow::address)
        .column("queued_packets", SessionRow::queuedPackets)
        .column("queued_bytes", SessionRow::queuedBytes)
        .column("slow", SessionRow::slow);
  }

  private int sessionCount() {
    return sources.service().sessionCount() + sources.absences().count();
  }

  private List<SessionRow> sessionRows(int most) {
    return Stream.concat(
            sources.service().sessions().stream().map(this::row),
            sources.absences().sessions().stream().map(KitTables::absent))
        .sorted(Comparator.comparingLong(SessionRow::id))
        .limit(most)
        .toList();
  }

  private static SessionRow absent(GameSession session) {
    return new SessionRow(
        session.id(),
        Addresses.text(session.remoteAddress()),
        "absent",
        session.player().name(),
        0,
        0,
        false);
  }

  private SessionRow row(Session session) {
    GameSession game = sources.protocol().sessionOn(session);
    return new SessionRow(
        session.id(),
        Addresses.text(session.remoteAddress()),
        game == null ? "" : lowerCase(game.state()),
        game != null && game.state() == Stage.PLAYING ? game.player().name() : "",
        session.queuedPackets(),
        session.queuedBytes(),
        session.isSlow());
  }

  private AdminTable<?> packets() {
    return AdminTable.<PacketTime>of(
            "packets",
            () -> sources.metrics().packetTimes().size(),
            _ -> sources.metrics().packetTimes())
        .column("packet", PacketTime::packet)
        .column("handled", PacketTime::handled)
        .column("worker_seconds", time -> rounded(time.seconds()))
        .column("microseconds_each", time -> rounded(1e6 * time.seconds() / time.handled()));
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  private AdminTable<?> reasons() {
    return AdminTable.<Map.Entry<String, Long>>of(
            "reasons", () -> sources.service().counters().closes().size(), _ -> closes())
        .column("reason", Map.Entry::getKey)
        .column("closed_sessions", Map.Entry::getValue);
  }

  private List<Map.Entry<String, Long>> closes() {
    return sources.service().counters().closes().entrySet().stream()
        .map(entry -> Map.entry(lowerCase(entry.getKey()), entry.getValue()))
        .toList();
  }

  private static String lowerCase(Object constant) {
    return constant.toString().toLowerCase(Locale.ROOT);
  }
}
