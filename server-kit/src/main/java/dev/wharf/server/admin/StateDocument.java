package dev.wharf.server.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.Ledger;
import dev.wharf.engine.Session;
import dev.wharf.engine.log.LogThrottle;
import dev.wharf.server.config.Addresses;
import dev.wharf.server.metrics.PacketTime;
import dev.wharf.server.metrics.SendQueues;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.Stage;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server at this moment, as JSON.
///
/// ```
/// {
///   "ready": true | false, "uptime_seconds", "address": "ADDRESS:PORT", "provider", "workers",
///   "can_change": whether there is a token,
///   "per_second": TOTALS, "total": TOTALS,
///   "closes": {reason: count},                          those that have happened
///   "packets": [{"packet": kind, "handled": count, "seconds": of worker time}]   the most first
///   "send_queues": {"packets", "bytes", "largest_bytes", "slow"},
///   "ledger": {"sessions", "operations", "buffers"},
///   "players": count,
///   "sessions": {"count", "listed": [{"id", "address", "stage", "player", "queued_packets",
///                                     "queued_bytes", "slow"}]},    200 of them at the most
///   "tables": [{"name", "count", "columns": [name], "listed": [[value]]}]   the game's, the same
/// }
/// TOTALS = {"accepts", "closes", "packets_received", "packets_sent", "bytes_received",
///           "bytes_sent"}
/// ```
///
/// `player` is null before the login. Names are as their players wrote them. Each list of values
/// has them in the order of the columns.
final class StateDocument {
  private static final int MOST_LISTED = 200;
  private static final JsonFactory JSON = new JsonFactory();
  private static final Logger log = LoggerFactory.getLogger(StateDocument.class);

  private final LogThrottle<String> failures =
      new LogThrottle<>(
          1,
          Duration.ofMinutes(1),
          (table, more) ->
              log.error("the admin table {} failed {} more times in the last minute", table, more));

  private final Guard guard;
  private final AdminSources sources;
  private final Rates rates;
  private final Health health;

  StateDocument(Guard guard, AdminSources sources, Rates rates, Health health) {
    this.guard = guard;
    this.sources = sources;
    this.rates = rates;
    this.health = health;
  }

  String text() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      writeServer(json);
      writeFigures(json);
      writeSessions(json);
      writeTables(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a text cannot fail to be written", e);
    }
    return text.toString();
  }

  private void writeServer(JsonGenerator json) throws IOException {
    json.writeBooleanField("ready", health.isReady());
    json.writeNumberField(
        "uptime_seconds", ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
    json.writeStringField("address", Addresses.text(sources.service().localAddress()));
    json.writeStringField("provider", sources.port().providerName());
    json.writeNumberField("workers", sources.port().options().workers());
    json.writeBooleanField("can_change", guard.hasToken());
  }

  private void writeFigures(JsonGenerator json) throws IOException {
    write(json, "per_second", rates.perSecond());
    write(json, "total", Totals.of(sources));
    writeCloses(json);
    writePackets(json);
    writeSendQueues(json);
    writeLedger(json);
    json.writeNumberField("players", sources.players().count());
  }

  private static void write(JsonGenerator json, String name, Totals totals) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("accepts", totals.accepts());
    json.writeNumberField("closes", totals.closes());
    json.writeNumberField("packets_received", totals.packetsReceived());
    json.writeNumberField("packets_sent", totals.packetsSent());
    json.writeNumberField("bytes_received", totals.bytesReceived());
    json.writeNumberField("bytes_sent", totals.bytesSent());
    json.writeEndObject();
  }

  private void writePackets(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("packets");
    for (PacketTime time : sources.metrics().packetTimes()) {
      json.writeStartObject();
      json.writeStringField("packet", time.packet());
      json.writeNumberField("handled", time.packets());
      json.writeNumberField("seconds", time.seconds());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeCloses(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("closes");
    for (CloseReason reason : CloseReason.values()) {
      long count = sources.service().counters().closed(reason);
      if (count > 0) {
        json.writeNumberField(lowerCase(reason), count);
      }
    }
    json.writeEndObject();
  }

  private void writeSendQueues(JsonGenerator json) throws IOException {
    SendQueues queues = sources.metrics().sendQueues();
    json.writeObjectFieldStart("send_queues");
    json.writeNumberField("packets", queues.packets());
    json.writeNumberField("bytes", queues.bytes());
    json.writeNumberField("largest_bytes", queues.largestBytes());
    json.writeNumberField("slow", queues.slow());
    json.writeEndObject();
  }

  private void writeLedger(JsonGenerator json) throws IOException {
    Ledger ledger = sources.port().ledger();
    json.writeObjectFieldStart("ledger");
    json.writeNumberField("sessions", ledger.liveSessions());
    json.writeNumberField("operations", ledger.pendingOperations());
    json.writeNumberField("buffers", ledger.buffersOut());
    json.writeEndObject();
  }

  private void writeSessions(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("sessions");
    json.writeNumberField("count", sources.service().sessionCount());
    json.writeArrayFieldStart("listed");
    List<Session> listed =
        sources.service().sessions().stream()
            .limit(MOST_LISTED)
            .sorted(Comparator.comparingLong(Session::id))
            .toList();
    for (Session session : listed) {
      write(json, session);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void write(JsonGenerator json, Session session) throws IOException {
    GameSession game = sources.protocol().sessionOn(session);
    json.writeStartObject();
    json.writeNumberField("id", session.id());
    json.writeStringField("address", Addresses.text(session.remoteAddress()));
    json.writeStringField(
        "stage", game == null ? "" : game.state().toString().toLowerCase(Locale.ROOT));
    json.writeStringField("player", game == null ? null : playerOf(game));
    json.writeNumberField("queued_packets", session.queuedPackets());
    json.writeNumberField("queued_bytes", session.queuedBytes());
    json.writeBooleanField("slow", session.isSlow());
    json.writeEndObject();
  }

  private static @Nullable String playerOf(GameSession game) {
    return game.state() == Stage.PLAYING ? game.player().name() : null;
  }

  private void writeTables(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("tables");
    for (AdminTable<?> table : sources.tables()) {
      json.writeStartObject();
      json.writeStringField("name", table.name());
      json.writeNumberField("count", table.count());
      json.writeArrayFieldStart("columns");
      for (String column : table.columns()) {
        json.writeString(column);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("listed");
      for (List<Object> row : rowsOf(table)) {
        writeRow(json, row);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /// A table that fails is shown without rows: the rest of the page has to stay of use.
  private List<List<Object>> rowsOf(AdminTable<?> table) {
    try {
      return table.rows(MOST_LISTED);
    } catch (RuntimeException e) {
      if (failures.pass(table.name())) {
        log.error("the admin table {} failed", table.name(), e);
      }
      return List.of();
    }
  }

  private static void writeRow(JsonGenerator json, List<Object> row) throws IOException {
    json.writeStartArray();
    for (Object value : row) {
      switch (value) {
        case Number number when Double.isFinite(number.doubleValue()) ->
            json.writeNumber(number.toString());
        case Boolean truth -> json.writeBoolean(truth);
        default -> json.writeString(value.toString());
      }
    }
    json.writeEndArray();
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
