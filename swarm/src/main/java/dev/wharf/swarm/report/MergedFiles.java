package dev.wharf.swarm.report;

import dev.wharf.protocol.PeerText;
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

/// The files that the segments of one run have left, as one result. A segment without a file is a
/// lost process.
public final class MergedFiles {
  /// Settings that may differ from machine to machine, and what came of the run.
  private static final Set<String> OF_A_SEGMENT =
      Set.of("server", "workers", "segment", "sending_seconds", "complete", "ended_early");

  /// Segments begin together; a machine's clock, and the end of a run, may be a little off.
  private static final Duration MOST_APART = Duration.ofMinutes(1);

  private final SortedMap<Integer, ReportFile> files = new TreeMap<>();
  private final Segment any;

  private MergedFiles(List<ReportFile> all) {
    any = all.getFirst().segment();
    all.forEach(file -> add(all.getFirst(), file));
  }

  /// Reads the files.
  ///
  /// @throws IllegalArgumentException when a file cannot be read, or is of another run; the
  ///   message, of one line, names it
  public static MergedFiles read(List<Path> files) {
    return new MergedFiles(files.stream().map(ReportFile::read).toList());
  }

  /// All together.
  public SwarmResult result() {
    SwarmResult first = first().result();
    MergedResult merged = new MergedResult(first.info().whole());
    for (int number = 1; number <= any.count(); number++) {
      String name = "segment " + new Segment(number, any.count());
      ReportFile file = files.get(number);
      if (file == null) {
        merged.addLost(ProcessResult.lost(name, "", "there is no file of it", 0, null));
      } else {
        SwarmResult result = file.result();
        merged.add(ProcessResult.of(name, file.environment().machine(), result), result);
      }
    }
    return merged.result();
  }

  /// Where the last segment ended.
  public RunEnvironment environment() {
    return files.values().stream()
        .map(ReportFile::environment)
        .max(Comparator.comparing(RunEnvironment::endedAt))
        .orElseThrow();
  }

  private ReportFile first() {
    return files.values().iterator().next();
  }

  private void add(ReportFile first, ReportFile file) {
    Map<String, String> earlier = first.run();
    file.run()
        .forEach(
            (name, value) -> {
              if (!OF_A_SEGMENT.contains(name) && !Objects.equals(earlier.get(name), value)) {
                throw another(first, file, name + " is " + value + ", not " + earlier.get(name));
              }
            });
    if (file.segment().count() != any.count()) {
      throw another(first, file, "it is segment " + file.segment() + ", the first " + any);
    }
    Instant begun = begunAt(file);
    Instant firstBegun = begunAt(first);
    if (Duration.between(firstBegun, begun).abs().compareTo(MOST_APART) > 0) {
      throw another(first, file, "it began at " + begun + ", the first at " + firstBegun);
    }
    if (files.putIfAbsent(file.segment().number(), file) != null) {
      throw new IllegalArgumentException("two files are of segment " + file.segment());
    }
  }

  /// From its end and its timeline, which begins with the run.
  private static Instant begunAt(ReportFile file) {
    List<Timeline.Point> points = file.result().timeline().points();
    long seconds = points.isEmpty() ? 0 : Math.round(points.getLast().at());
    return file.environment().endedAt().minusSeconds(seconds);
  }

  private static IllegalArgumentException another(ReportFile first, ReportFile file, String why) {
    return new IllegalArgumentException(
        file.name()
            + " is of another run than "
            + first.name()
            + ": "
            + PeerText.escape(why, ReportFile.MOST_OF_A_MESSAGE));
  }
}
