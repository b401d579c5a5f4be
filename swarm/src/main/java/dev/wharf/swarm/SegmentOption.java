package dev.wharf.swarm;

import dev.wharf.swarm.fleet.JavaCommand;
import dev.wharf.swarm.fleet.ParentPipe;
import dev.wharf.swarm.fleet.Part;
import dev.wharf.swarm.fleet.Processes;
import dev.wharf.swarm.measure.ServerMetrics;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.Segment;
import dev.wharf.swarm.report.SwarmResult;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// The options for a run of several processes.
final class SegmentOption {
  private static final Duration LOOK = Duration.ofMillis(5);
  private static final Duration MORE_SLACK = Duration.ofSeconds(30);
  private static final String CHILD = "--child";

  @Option(
      names = "--processes",
      paramLabel = "N",
      description = "Shares the clients among so many processes on this machine.")
  private @Nullable Integer processes;

  @Option(
      names = "--segment",
      paramLabel = "I/N",
      description =
          "Plays one of N parts of the run alone, such as 2/3; other machines play the others, and"
              + " wharf swarm merge adds up their files (--json).")
  private @Nullable String segment;

  @Option(
      names = "--start-at",
      paramLabel = "TIME",
      description =
          "Begins then, as other segments do: 20:15:00 by this machine's clock, or"
              + " 2026-11-28T20:15:00Z.")
  private @Nullable String start;

  /// For a process that `--processes` starts.
  @Option(names = CHILD, hidden = true)
  private boolean child;

  /// Set by [#check]: the time of the day may pass before it is waited for.
  private @Nullable Instant startsAt;

  /// Made by picocli.
  SegmentOption() {}

  /// The parent of a process that `--processes` has started; null for others.
  @Nullable ParentPipe parent() {
    return child ? new ParentPipe() : null;
  }

  /// What this process plays.
  ///
  /// @param namePrefix unless a parent says otherwise
  /// @throws IllegalArgumentException when the option does not parse
  Part part(String namePrefix) {
    return new Part(segment == null ? Segment.WHOLE : Segment.parse(segment), namePrefix);
  }

  /// Whether child processes are to play.
  boolean isSplit() {
    return processes != null && !child;
  }

  /// Looks for what would go wrong later.
  ///
  /// @throws IllegalArgumentException when there is something
  void check(SwarmOptions options) {
    if (processes != null && processes < 1) {
      throw new IllegalArgumentException("processes must be 1 at least, not " + processes);
    }
    if (start != null) {
      startsAt = StartTime.parse(start, ZonedDateTime.now(ZoneId.systemDefault()));
    }
    if (isSplit()) {
      parts(options).forEach(part -> options.playing(part.segment(), options.share().block()));
    }
  }

  /// Runs it all.
  ///
  /// @param swarm is not run when there are child processes: they do what its control is told
  SwarmResult run(
      CommandSpec command,
      SwarmOptions options,
      Swarm swarm,
      ProgressView view,
      ServerMetrics server) {
    if (!isSplit()) {
      awaitStart(swarm);
      return swarm.run(view, server);
    }
    try (Processes all =
        Processes.start(childCommand(command), parts(options), options.workers())) {
      all.awaitReady(swarm::isStopped);
      awaitStart(swarm);
      return all.run(swarm.info(), swarm::orders, slack(options), view, server);
    }
  }

  private List<Part> parts(SwarmOptions options) {
    int count = processes == null ? 1 : processes;
    Segment whole = options.segment();
    return IntStream.range(0, count)
        .mapToObj(i -> new Part(whole.part(i, count), options.namePrefix()))
        .toList();
  }

  /// The same command again. It reads the rest from its standard input.
  private static List<String> childCommand(CommandSpec command) {
    List<String> arguments =
        new ArrayList<>(command.root().commandLine().getParseResult().originalArgs());
    arguments.add(CHILD);
    return JavaCommand.of(command.root().userObject().getClass().getName(), arguments);
  }

  private static Duration slack(SwarmOptions options) {
    long arrivals = options.clients() / options.connectRate();
    return options.patience().multipliedBy(4).plusSeconds(arrivals).plus(MORE_SLACK);
  }

  private void awaitStart(Swarm swarm) {
    Instant time = startsAt;
    if (time == null) {
      return;
    }
    System.out.println("begins at " + time);
    while (Instant.now().isBefore(time) && !swarm.isStopped()) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }
}
