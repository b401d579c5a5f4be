package dev.wharf.swarm.live;

import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.report.Units;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jline.utils.AttributedString;

/// Lays out the screen of the live view. The layout depends only on the frame and the terminal's
/// size. Every line is shorter than the terminal's width, so that no line wraps. There are at most
/// as many lines as the terminal has.
final class LiveScreen {
  /// The smallest width of a terminal, in characters, that gets two columns.
  static final int TWO_COLUMNS = 120;

  private static final int MOST_LEFT = 112;
  private static final int LEAST_LEFT = 79;
  private static final int BETWEEN = 3;
  private static final int PERCENT = 8;
  private static final String KEYS_HELP = " any key: back to the figures";
  private static final String STOPPING = " stopping: messages in flight may still arrive";

  private final Frame frame;
  private final int width;
  private final int rows;

  private LiveScreen(Frame frame, int columns, int rows) {
    this.frame = frame;
    this.width = Math.max(1, columns - 1);
    this.rows = rows;
  }

  static List<AttributedString> lines(Frame frame, int columns, int rows) {
    return new LiveScreen(frame, columns, rows).lines();
  }

  private List<AttributedString> lines() {
    List<Line> lines = new ArrayList<>(head());
    lines.addAll(body());
    lines.add(Line.blank());
    lines.add(footer());
    return fitted(lines, rows).stream().map(this::cut).toList();
  }

  private List<Line> head() {
    return frame.note().isEmpty()
        ? List.of(title(), bar())
        : List.of(Line.of(0, " " + frame.note(), Line.STRONG), title(), bar());
  }

  private Line title() {
    Snapshot now = frame.snapshot();
    String time = clock(now.elapsedNanos()) + " ";
    Line title = Line.of(0, " " + now.phase(), Line.STRONG);
    long percent = Math.round(frame.state().rateFactor() * 100);
    if (percent != 100) {
      title = title.and("   rate " + percent + " %", Line.WARN);
    }
    if (frame.state().isPaused()) {
      title = title.and("   paused", Line.WARN);
    }
    return title.andRight(width, time, Line.PLAIN);
  }

  private Line bar() {
    Snapshot.Details details = frame.snapshot().details();
    int length = Math.max(1, width - PERCENT);
    return Line.of(1, " ")
        .and(Glyphs.bar(details.done(), details.marks(), length), Line.GOOD)
        .and(Cells.right(Units.count((long) (details.done() * 100)), 4) + " %", Line.PLAIN);
  }

  private Line footer() {
    if (frame.state().isStopping()) {
      return Line.of(0, STOPPING, Line.WARN);
    }
    if (frame.isHelp()) {
      return Line.of(0, KEYS_HELP, Line.TITLE);
    }
    String pause = frame.state().isPaused() ? "resume" : "pause";
    return Line.of(0, " + - clients   [ ] rate   p " + pause + "   q stop   ? help", Line.TITLE);
  }

  private List<Line> body() {
    if (frame.isHelp()) {
      return help();
    }
    return width + 1 < TWO_COLUMNS ? oneColumn() : twoColumns();
  }

  private List<Line> oneColumn() {
    List<Line> lines = joined(left(width), 0);
    lines.addAll(joined(right(width), 2));
    return lines;
  }

  private List<Line> twoColumns() {
    int left = Math.clamp(width * 3L / 5, LEAST_LEFT, MOST_LEFT);
    int room = Math.max(1, rows - head().size() - 2);
    List<Line> ones = fitted(joined(left(left), 0), room);
    List<Line> others = fitted(joined(right(width - left - BETWEEN), 0), room);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < Math.max(ones.size(), others.size()); i++) {
      Line one = i < ones.size() ? ones.get(i) : Line.of(0, "");
      lines.add(i < others.size() ? one.andRight(left + BETWEEN, others.get(i)) : one);
    }
    return lines;
  }

  /// Joins sections to one list of lines.
  ///
  /// @param least a section with at least this many lines gets an empty line before it
  private static List<Line> joined(List<List<Line>> sections, int least) {
    List<Line> lines = new ArrayList<>();
    for (List<Line> section : sections) {
      if (section.size() >= least) {
        lines.add(Line.blank());
      }
      lines.addAll(section);
    }
    return lines;
  }

  private List<List<Line>> left(int room) {
    LoadSections sections = new LoadSections(frame, room);
    return List.of(sections.clients(), sections.rates(), sections.latencies());
  }

  private List<List<Line>> right(int room) {
    SideSections sections = new SideSections(frame.snapshot().details(), room);
    return sections.all().stream().filter(section -> !section.isEmpty()).toList();
  }

  private static List<Line> help() {
    return List.of(
        Line.blank(),
        Line.of(1, " +  -      10 % more or fewer clients"),
        Line.of(1, " ]  [      the rate, up or down by 10 % of the rate in the profile"),
        Line.of(1, " 0         clients and rate as in the profile"),
        Line.of(1, " p, space  pause and resume; connections stay open"),
        Line.of(1, " q         stop: wait for messages in flight, then report"),
        Line.of(1, " Ctrl-C    the same"),
        Line.blank(),
        Line.of(2, " Each change is a mark in the report's charts."),
        Line.of(2, " All counts stay exact after a change."));
  }

  /// Removes lines until at most `most` are left. A line with a higher rank is less important and
  /// goes first. Among lines of one rank, the lowest line on the screen goes first.
  private static List<Line> fitted(List<Line> lines, int most) {
    List<Line> fitted = new ArrayList<>(lines);
    while (fitted.size() > most) {
      int highest = fitted.stream().map(Line::rank).max(Comparator.naturalOrder()).orElseThrow();
      int last = fitted.size() - 1;
      while (fitted.get(last).rank() != highest) {
        last--;
      }
      fitted.remove(last);
    }
    return fitted;
  }

  private AttributedString cut(Line line) {
    return line.text().columnLength() <= width
        ? line.text()
        : line.text().columnSubSequence(0, width);
  }

  private static String clock(long nanos) {
    long seconds = nanos / 1_000_000_000;
    return seconds < 3600
        ? "%d:%02d".formatted(seconds / 60, seconds % 60)
        : "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}
