package dev.wharf.swarm.live;

import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.report.Units;
import java.util.ArrayList;
import java.util.List;

/// Lays out the sections of the screen about the load: clients, rates, latencies.
final class LoadSections {
  /// The width of a section, in characters, below which it shows fewer columns.
  private static final int NARROW = 72;

  private static final int NAME = 14;
  private static final int RATE = 11;
  private static final int SHORT_NAME = 9;
  private static final int SHORT_RATE = 9;
  private static final int WINDOW = 6;
  private static final int TIME = 9;
  private static final int COUNT = 12;

  private final Frame frame;
  private final Snapshot now;
  private final Snapshot.Details details;
  private final int room;
  private final int name;

  LoadSections(Frame frame, int room) {
    this.frame = frame;
    this.now = frame.snapshot();
    this.details = now.details();
    this.room = room;
    this.name = isNarrow() ? SHORT_NAME : NAME;
  }

  List<Line> clients() {
    long online = now.loggedIn() - now.disconnected();
    Line line =
        heading(5, "clients")
            .and(Units.count(online) + " of " + Units.count(now.clients()) + " online", Line.PLAIN)
            .and(",  " + Units.count(now.connected()) + " connected so far", Line.PLAIN);
    String lost = ",  " + Units.count(now.disconnected()) + " lost";
    List<Line> lines = new ArrayList<>();
    lines.add(line.and(lost, now.disconnected() > 0 ? Line.BAD : Line.PLAIN));
    if (now.retried() > 0) {
      lines.add(label(20, "").and(Units.count(now.retried()) + " logins retried", Line.PLAIN));
    }
    return lines;
  }

  List<Line> rates() {
    List<Line> lines = new ArrayList<>();
    String titles = rates("asked", "sent", "delivered");
    lines.add(heading(10, "a second").and(titles + "  delivered, 1 min", Line.TITLE));
    for (int i = 0; i < now.flows().size(); i++) {
      lines.add(rates(i, now.flows().get(i)));
    }
    return lines;
  }

  private Line rates(int index, Snapshot.Flow flow) {
    long asked = index < details.asked().size() ? details.asked().get(index) : 0;
    String numbers = rates(asked, flow.sentPerSecond(), flow.deliveredPerSecond());
    int left = Math.max(0, room - 1 - name - numbers.length() - 2);
    return label(8 + index, flow.name())
        .and(numbers + "  ", Line.PLAIN)
        .and(Glyphs.curve(frame.historyOf(flow.name()), left), Line.GOOD);
  }

  private String rates(Object... cells) {
    int width = isNarrow() ? SHORT_RATE : RATE;
    return Cells.right(cells, width, width, width + 1);
  }

  List<Line> latencies() {
    List<Line> lines = new ArrayList<>();
    String titles = " ".repeat(WINDOW) + times("p50", "p90", "p99", "p99.9", "max", "count");
    lines.add(heading(10, "latency").and(titles, Line.TITLE));
    for (int i = 0; i < details.latencies().size(); i++) {
      Snapshot.Latency latency = details.latencies().get(i);
      boolean isFlow = i < now.flows().size();
      lines.add(row(isFlow ? 12 : 60, latency.name(), "1 s", latency.latest()));
      lines.add(row(isFlow ? 13 : 35, isFlow ? "" : latency.name(), "run", latency.total()));
    }
    return lines;
  }

  private Line row(int rank, String name, String window, LatencySummary latency) {
    return label(rank, name)
        .and(Cells.left(window, WINDOW), Line.TITLE)
        .and(times(Units.cells(latency).toArray()), Line.PLAIN);
  }

  private String times(Object... cells) {
    return isNarrow()
        ? Cells.right(cells, TIME, TIME, TIME, TIME)
        : Cells.right(cells, TIME, TIME, TIME, TIME, TIME, COUNT);
  }

  private Line heading(int rank, String text) {
    return Line.of(rank, " " + Cells.left(text, name), Line.TITLE);
  }

  private Line label(int rank, String text) {
    return Line.of(rank, " " + Cells.left(text, name));
  }

  private boolean isNarrow() {
    return room < NARROW;
  }
}
