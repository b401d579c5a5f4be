package dev.wharf.swarm.live;

import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.measure.ServerFigure;
import dev.wharf.swarm.report.HostileKindResult;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.report.Units;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jline.utils.AttributedStyle;

/// Lays out the sections of the screen beside the load: generator, errors, the server's own
/// figures, hostile clients.
final class SideSections {
  private static final int MOST_ERRORS = 8;
  private static final int MOST_HOSTILE = 12;
  private static final int HEADING = 13;
  private static final int COUNT = 9;
  private static final int KIND = 15;
  private static final int LABEL = 15;
  private static final int VALUE = 9;
  private static final int GAP = 2;
  private static final int KIBI = 1024;

  /// The server's figures in their order on the screen. A small screen leaves the last ones out.
  private static final List<Map.Entry<ServerFigure, String>> FIGURES =
      List.of(
          Map.entry(ServerFigure.SESSIONS, "sessions"),
          Map.entry(ServerFigure.CPU, "CPU, all of it"),
          Map.entry(ServerFigure.SEND_QUEUE, "send queues"),
          Map.entry(ServerFigure.PACKETS_RECEIVED, "packets in/s"),
          Map.entry(ServerFigure.PACKETS_SENT, "packets out/s"),
          Map.entry(ServerFigure.HANDLER, "handler"),
          Map.entry(ServerFigure.JOB_DELAY, "job delay"),
          Map.entry(ServerFigure.TICKS_OVERRUN, "late ticks/s"),
          Map.entry(ServerFigure.SLOW_READERS, "slow readers/s"),
          Map.entry(ServerFigure.ACCEPTS, "accepts/s"),
          Map.entry(ServerFigure.CLOSES, "closes/s"),
          Map.entry(ServerFigure.GC, "GC ms/s"),
          Map.entry(ServerFigure.HEAP, "heap"),
          Map.entry(ServerFigure.BUFFERS, "game's buffers"),
          Map.entry(ServerFigure.DIRECT, "JDK's buffers"),
          Map.entry(ServerFigure.BYTES_RECEIVED, "bytes in/s"),
          Map.entry(ServerFigure.BYTES_SENT, "bytes out/s"));

  private final Snapshot.Details details;
  private final int room;

  SideSections(Snapshot.Details details, int room) {
    this.details = details;
    this.room = room;
  }

  /// Returns all sections in their order; some may be empty.
  List<List<Line>> all() {
    return List.of(generator(), errors(), server(), hostile());
  }

  private List<Line> generator() {
    MachineUse use = details.use();
    return List.of(
        heading(15, "generator", Line.PLAIN)
            .and(
                String.format(
                    Locale.ROOT,
                    "CPU %.2f of %d,  GC %d ms",
                    use.busyProcessors(),
                    use.processors(),
                    use.gcPauseMillis()),
                Line.PLAIN));
  }

  private List<Line> errors() {
    Map<String, Long> reasons = details.errorsByReason();
    if (reasons.isEmpty()) {
      return List.of(heading(11, "errors", Line.PLAIN).and("none", Line.PLAIN));
    }
    long total = reasons.values().stream().mapToLong(Long::longValue).sum();
    List<Line> lines = new ArrayList<>();
    lines.add(
        heading(11, "errors", Line.BAD)
            .and(Units.count(total) + ", reasons: " + reasons.size(), Line.BAD));
    reasons.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(MOST_ERRORS)
        .forEach(
            one ->
                lines.add(
                    Line.of(
                        39 + lines.size(),
                        " "
                            + Cells.right(Units.count(one.getValue()), COUNT)
                            + "  "
                            + one.getKey())));
    return lines;
  }

  private List<Line> server() {
    if (details.serverAnswers().url().isEmpty()) {
      return List.of();
    }
    List<Line> lines = new ArrayList<>();
    lines.add(heading(20, "server", Line.PLAIN).and(serverTitle(), Line.PLAIN));
    List<String> cells =
        FIGURES.stream()
            .filter(figure -> details.server().containsKey(figure.getKey()))
            .map(figure -> cell(figure.getKey(), figure.getValue()))
            .toList();
    int columns = Math.max(1, (room - 1 + GAP) / (LABEL + VALUE + GAP));
    for (int i = 0; i < cells.size(); i += columns) {
      List<String> row = cells.subList(i, Math.min(cells.size(), i + columns));
      lines.add(Line.of(figureRank(i / columns), " " + String.join(" ".repeat(GAP), row)));
    }
    return lines;
  }

  private static int figureRank(int row) {
    return switch (row) {
      case 0 -> 21;
      case 1 -> 34;
      default -> 78 + row;
    };
  }

  private String serverTitle() {
    if (!details.server().isEmpty()) {
      return details.serverAnswers().url();
    }
    String failure = details.serverAnswers().lastFailure();
    return "no figures" + (failure.isEmpty() ? " yet" : ": " + failure);
  }

  private String cell(ServerFigure figure, String label) {
    double value = details.server().getOrDefault(figure, 0.0);
    return Cells.left(label, LABEL) + Cells.right(text(figure.toString(), value), VALUE);
  }

  /// Formats a figure in the unit that its name contains.
  private static String text(String name, double value) {
    if (name.endsWith("_percent")) {
      return String.format(Locale.ROOT, "%.1f %%", value);
    }
    if (name.endsWith("_micros")) {
      return Units.time(Math.round(value * 1_000));
    }
    return name.contains("bytes") ? bytes(value) : Units.count(Math.round(value));
  }

  private static String bytes(double value) {
    if (value < KIBI) {
      return Math.round(value) + " B";
    }
    double kibi = value / KIBI;
    return kibi < KIBI
        ? String.format(Locale.ROOT, "%.1f KiB", kibi)
        : String.format(Locale.ROOT, "%.1f MiB", kibi / KIBI);
  }

  private List<Line> hostile() {
    List<HostileKindResult> kinds = details.hostile();
    if (kinds.isEmpty()) {
      return List.of();
    }
    List<Line> lines = new ArrayList<>();
    lines.add(hostile(22, Line.TITLE, "hostile", "mostly", "attempts", "unpunished", "surprises"));
    if (kinds.size() > 1) {
      lines.add(hostile(all(kinds), 23));
    }
    kinds.stream()
        .sorted(Comparator.comparing((HostileKindResult kind) -> !isTrouble(kind)))
        .limit(MOST_HOSTILE)
        .forEach(kind -> lines.add(hostile(kind, 68 + lines.size())));
    return lines;
  }

  private static Line hostile(HostileKindResult kind, int rank) {
    String most =
        kind.outcomes().stream()
            .max(Comparator.comparingLong(HostileKindResult.Outcome::count))
            .map(HostileKindResult.Outcome::what)
            .orElse("");
    return hostile(
        isTrouble(kind) ? 24 : rank,
        isTrouble(kind) ? Line.BAD : Line.PLAIN,
        kind.kind(),
        most,
        kind.attempts(),
        kind.unpunished(),
        kind.surprises());
  }

  private static Line hostile(
      int rank, AttributedStyle style, String kind, String most, Object... counts) {
    String row = Cells.right(counts, COUNT, COUNT + GAP + 1, COUNT + GAP);
    return Line.of(rank, " " + Cells.left(kind, KIND) + row + "  " + most, style);
  }

  private static HostileKindResult all(List<HostileKindResult> kinds) {
    return new HostileKindResult(
        "all kinds",
        kinds.stream().mapToInt(HostileKindResult::clients).sum(),
        kinds.stream().mapToLong(HostileKindResult::attempts).sum(),
        kinds.stream().mapToLong(HostileKindResult::unpunished).sum(),
        kinds.stream().mapToLong(HostileKindResult::surprises).sum(),
        List.of());
  }

  private static boolean isTrouble(HostileKindResult kind) {
    return kind.unpunished() + kind.surprises() > 0;
  }

  private static Line heading(int rank, String text, AttributedStyle style) {
    boolean isPlain = style.equals(Line.PLAIN);
    return Line.of(rank, " " + Cells.left(text, HEADING), isPlain ? Line.TITLE : style);
  }
}
