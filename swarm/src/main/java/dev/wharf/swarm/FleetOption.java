package dev.wharf.swarm;

import dev.wharf.swarm.fleet.Children;
import dev.wharf.swarm.fleet.Coordinator;
import dev.wharf.swarm.fleet.FleetTokens;
import dev.wharf.swarm.fleet.WorkerLink;
import dev.wharf.swarm.measure.ServerMetrics;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.SwarmResult;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options for a swarm of several processes.
final class FleetOption {
  private static final Duration TO_START = Duration.ofSeconds(60);

  @Option(
      names = "--processes",
      paramLabel = "N",
      description =
          "Shares the clients among so many processes; with --coordinator, among so many workers"
              + " that join.")
  private @Nullable Integer processes;

  @Option(
      names = "--coordinator",
      paramLabel = "HOST:PORT",
      description = "Waits there for workers: wharf swarm worker --join HOST:PORT.")
  private @Nullable String coordinator;

  @Option(
      names = "--join-token",
      paramLabel = "TEXT",
      description =
          "What workers have to know; a must where other machines can reach the coordinator. Better"
              + " told in the environment, as WHARF_JOIN_TOKEN or WHARF_JOIN_TOKEN_FILE.")
  private @Nullable String token;

  @Option(
      names = "--join-within",
      paramLabel = "TIME",
      defaultValue = "5m",
      description = "For how long to wait for workers (${DEFAULT-VALUE}).")
  private Duration patience = Duration.ofMinutes(5);

  /// Made by picocli.
  FleetOption() {}

  /// Whether there are to be several processes.
  boolean isAsked() {
    return processes != null;
  }

  /// Looks for what would go wrong later.
  ///
  /// @throws IllegalArgumentException when there is something
  void check(SwarmOptions options, Swarm wish) {
    if (processes == null) {
      if (coordinator != null) {
        throw new IllegalArgumentException("--coordinator needs --processes N: how many workers");
      }
      return;
    }
    SwarmOptions _ = options.sharedAs(0, processes, wish.hasRooms());
    if (coordinator != null) {
      JoinAddress.checkToken(JoinAddress.parse(coordinator), JoinAddress.token(token));
    }
  }

  /// Runs it all.
  ///
  /// @param game made anew by each process
  /// @param wish a swarm that is not run: what its control is told, all workers are
  SwarmResult run(
      SwarmOptions options,
      FleetRun.FleetPlans plans,
      SwarmGame game,
      Swarm wish,
      ProgressView view,
      ServerMetrics server) {
    int count = processes == null ? 1 : processes;
    if (coordinator == null) {
      return runChildren(count, options, plans, game, wish, view, server);
    }
    InetSocketAddress bind = JoinAddress.parse(coordinator);
    try (Coordinator leader = Coordinator.open(bind, JoinAddress.token(token), count)) {
      System.out.printf(
          "waiting for %d workers: wharf swarm worker --join %s:%d%n",
          count,
          bind.getAddress().isAnyLocalAddress() ? WorkerLink.machine() : bind.getHostString(),
          leader.address().getPort());
      leader.awaitWorkers(patience, () -> stopped(wish));
      return new FleetRun(leader, options, plans, wish).run(view, server, null);
    }
  }

  private static SwarmResult runChildren(
      int count,
      SwarmOptions options,
      FleetRun.FleetPlans plans,
      SwarmGame game,
      Swarm wish,
      ProgressView view,
      ServerMetrics server) {
    InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    String secret = FleetTokens.random();
    List<String> command =
        List.of(WorkerCommand.class.getName(), game.getClass().getName(), "--child", "--join");
    try (Coordinator leader = Coordinator.open(here, secret, count);
        Children children = Children.start(count, command, leader.address(), secret)) {
      leader.awaitWorkers(
          TO_START,
          () -> {
            String why = stopped(wish);
            return why == null ? children.whoHasEnded() : why;
          });
      return new FleetRun(leader, options, plans, wish).run(view, server, children);
    }
  }

  private static @Nullable String stopped(Swarm wish) {
    return wish.isStopped() ? "stopped before all workers had joined" : null;
  }
}
