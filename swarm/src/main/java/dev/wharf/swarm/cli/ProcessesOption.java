package dev.wharf.swarm.cli;

import dev.wharf.swarm.Swarm;
import dev.wharf.swarm.SwarmOptions;
import dev.wharf.swarm.measure.MetricsPoller;
import dev.wharf.swarm.process.Assignment;
import dev.wharf.swarm.process.ChildProcesses;
import dev.wharf.swarm.process.ControlState;
import dev.wharf.swarm.process.JavaCommand;
import dev.wharf.swarm.process.ParentPipe;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.Segment;
import dev.wharf.swarm.report.SwarmResult;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// The options for a run of several processes.
final class ProcessesOption {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(5);
  private static final Duration SLACK_MARGIN = Duration.ofSeconds(30);
  private static final String CHILD = "--child";
  private static final List<String> SECRETS = List.of("--token", "--hostile-token");

  @Option(
      names = "--processes",
      paramLabel = "N",
      description = "Divides the users among N processes on this machine.")
  private @Nullable Integer processes;

  @Option(
      names = "--segment",
      paramLabel = "I/N",
      description =
          "Runs segment I of the N segments of a run, such as 2/3. Other machines run the other"
              + " segments. 'swarm merge' merges their result files (--json).")
  private @Nullable String segment;

  @Option(
      names = "--start-at",
      paramLabel = "TIME",
      description =
          "The start time of all segments: 20:15:00 by this machine's clock, or"
              + " 2026-11-28T20:15:00Z.")
  private @Nullable String start;

  /// Whether a parent process with `--processes` has started this process. The parent process sets
  /// this hidden option.
  @Option(names = CHILD, hidden = true)
  private boolean child;

  /// The start time of the run; null to start at once. [#check] sets it once. If it were parsed
  /// again at the start, a time of day that has passed since the check would mean that time of
  /// tomorrow.
  private @Nullable Instant startsAt;

  /// Creates the options with their defaults. picocli sets the values from the command line.
  ProcessesOption() {}

  /// Opens the pipe to the parent process that has started this process with `--processes`.
  ///
  /// @return the pipe; null when this process has no parent process
  @Nullable ParentPipe parent() {
    return child ? new ParentPipe() : null;
  }

  /// Returns the segment of the option `--segment`; the whole run without the option.
  ///
  /// @throws IllegalArgumentException when the option is not a segment
  Segment segment() {
    return segment == null ? Segment.WHOLE : Segment.parse(segment);
  }

  /// Returns whether this process starts child processes, which run the segments.
  boolean isSplit() {
    return processes != null && !child;
  }

  /// Checks the options before the run.
  ///
  /// @param trial called with the segment of each child process; throws when a process cannot run
  ///   it
  /// @throws IllegalArgumentException when an option is wrong; the message is one line
  void check(SwarmOptions options, Consumer<Segment> trial) {
    if (processes != null && processes < 1) {
      throw new IllegalArgumentException("processes must be at least 1, not " + processes);
    }
    if (start != null) {
      startsAt = StartTime.parse(start, ZonedDateTime.now(ZoneId.systemDefault()));
    }
    if (isSplit()) {
      segments(options).forEach(trial);
    }
  }

  /// Runs the swarm in this process, or in child processes with `--processes`.
  ///
  /// @param swarm the run, when there are no child processes. With child processes, only its
  ///   control is used: it changes the runs of the children
  SwarmResult run(
      CommandSpec command,
      SwarmOptions options,
      Swarm swarm,
      ProgressView view,
      MetricsPoller server) {
    if (!isSplit()) {
      awaitStart(swarm);
      return swarm.run(view, server);
    }
    Map<String, String> secrets = secrets(command);
    List<Assignment> parts =
        segments(options).stream()
            .map(part -> new Assignment(part, options.namePrefix(), secrets))
            .toList();
    try (ChildProcesses all =
        ChildProcesses.start(childCommand(command), parts, options.workers())) {
      all.awaitReady(swarm::isStopped);
      awaitStart(swarm);
      return all.run(
          swarm.info(),
          () -> ControlState.of(swarm.control(), swarm.isStopped()),
          slack(options),
          view,
          server);
    }
  }

  private List<Segment> segments(SwarmOptions options) {
    int count = processes == null ? 1 : processes;
    return IntStream.range(0, count).mapToObj(i -> options.segment().part(i, count)).toList();
  }

  /// Returns the secrets of the command line, by the names of their options. A child process gets
  /// them through its standard input, because other users of the machine can see command lines.
  private static Map<String, String> secrets(CommandSpec command) {
    Map<String, String> secrets = new HashMap<>();
    for (String option : SECRETS) {
      String value = command.commandLine().getParseResult().matchedOptionValue(option, null);
      if (value != null) {
        secrets.put(option, value);
      }
    }
    return secrets;
  }

  /// Returns the command line of a child process. It is the command line of this process without
  /// the secrets, and with the option `--child`. The child reads its [Assignment] from its standard
  /// input.
  private static List<String> childCommand(CommandSpec command) {
    List<String> arguments = new ArrayList<>();
    boolean isValue = false;
    for (String argument : command.root().commandLine().getParseResult().originalArgs()) {
      if (!isValue && SECRETS.stream().noneMatch(one -> argument.startsWith(one + "="))) {
        isValue = SECRETS.contains(argument);
        if (!isValue) {
          arguments.add(argument);
        }
      } else {
        isValue = false;
      }
    }
    arguments.add(CHILD);
    return JavaCommand.of(command.root().userObject().getClass().getName(), arguments);
  }

  /// Returns the longest time from the end of the first child process to the end of the last one.
  /// The children differ in the time that they need to connect their users and to wait for the last
  /// replies.
  private static Duration slack(SwarmOptions options) {
    long arrivals = options.clients() / options.connectRate();
    return options.settleTimeout().multipliedBy(4).plusSeconds(arrivals).plus(SLACK_MARGIN);
  }

  private void awaitStart(Swarm swarm) {
    Instant time = startsAt;
    if (time == null) {
      return;
    }
    System.out.println("the run starts at " + time);
    while (Instant.now().isBefore(time) && !swarm.isStopped()) {
      LockSupport.parkNanos(POLL_INTERVAL.toNanos());
    }
  }
}
