package dev.wharf.swarm.output;

import dev.wharf.protocol.text.PeerText;
import dev.wharf.swarm.report.Ending;
import dev.wharf.swarm.report.ProcessResult;
import dev.wharf.swarm.report.Segment;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Timeline;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Merges the files of a run's segments into one result. A segment without a file counts as a lost
/// process.
public final class MergedFiles {
  /// The names that are left out when the settings of two segments are compared: settings that may
  /// differ, and results that a file stores beside the settings.
  private static final Set<String> OF_A_SEGMENT =
      Set.of("server", "workers", "segment", "sending_seconds", "complete", "ended_early");

  /// The largest difference between the start times of two segments. The machines' clocks and the
  /// ends of the segments may differ a little.
  private static final Duration MOST_APART = Duration.ofMinutes(1);

  private final SortedMap<Integer, Part> parts = new TreeMap<>();
  private final Part first;

  /// The content of the file of one segment.
  private record Part(
      String name, Map<String, String> settings, SwarmResult result, RunEnvironment environment) {
    static Part of(ReportFile file) {
      return new Part(file.name(), file.run(), file.result(), file.environment());
    }

    Segment segment() {
      return result.info().segment();
    }

    /// Returns the start time, computed from the end time and the length of the timeline.
    Instant begunAt() {
      List<Timeline.Point> points = result.timeline().points();
      long seconds = points.isEmpty() ? 0 : Math.round(points.getLast().at());
      return environment.endedAt().minusSeconds(seconds);
    }
  }

  private MergedFiles(List<ReportFile> files) {
    first = Part.of(files.getFirst());
    files.forEach(this::add);
  }

  /// Reads the files of the segments.
  ///
  /// @throws IllegalArgumentException when a file cannot be read or belongs to another run; the
  ///   message is one line and names the file
  public static MergedFiles read(List<Path> files) {
    return new MergedFiles(files.stream().map(ReportFile::read).toList());
  }

  /// Returns the result of all segments together.
  public SwarmResult result() {
    SwarmResult sum =
        SwarmResult.none(first.result.info().whole(), Ending.inTime(Duration.ZERO), Timeline.NONE);
    for (int number = 1; number <= first.segment().count(); number++) {
      String name = "segment " + new Segment(number, first.segment().count());
      Part part = parts.get(number);
      sum =
          part == null
              ? sum.plusLost(ProcessResult.lost(name, "", "there is no file of it", 0, null))
              : sum.plus(name, part.environment.machine(), part.result);
    }
    return sum;
  }

  /// Returns the environment of the segment that ended last.
  public RunEnvironment environment() {
    return parts.values().stream()
        .map(Part::environment)
        .max(Comparator.comparing(RunEnvironment::endedAt))
        .orElseThrow();
  }

  private void add(ReportFile file) {
    file.run().forEach((name, value) -> checkSetting(file, name, value));
    Part part = Part.of(file);
    if (part.segment().count() != first.segment().count()) {
      throw another(file, "it is segment " + part.segment() + ", the first " + first.segment());
    }
    if (Duration.between(first.begunAt(), part.begunAt()).abs().compareTo(MOST_APART) > 0) {
      throw another(file, "it began at " + part.begunAt() + ", the first at " + first.begunAt());
    }
    if (parts.putIfAbsent(part.segment().number(), part) != null) {
      throw new IllegalArgumentException("two files are of segment " + part.segment());
    }
  }

  private void checkSetting(ReportFile file, String name, String value) {
    String earlier = first.settings.get(name);
    if (!OF_A_SEGMENT.contains(name) && !Objects.equals(earlier, value)) {
      throw another(file, name + " is " + value + ", not " + earlier);
    }
  }

  private IllegalArgumentException another(ReportFile file, String why) {
    return new IllegalArgumentException(
        file.name()
            + " is of another run than "
            + first.name
            + ": "
            + PeerText.escape(why, ReportFile.MOST_OF_A_MESSAGE));
  }
}
