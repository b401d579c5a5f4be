package dev.wharf.swarm.demo;

import dev.wharf.swarm.Swarm;
import dev.wharf.swarm.cli.ExitCodes;
import dev.wharf.swarm.cli.ProgressOption;
import dev.wharf.swarm.measure.MetricsPoller;
import dev.wharf.swarm.report.SwarmResult;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Runs a swarm against a server that is starting, and drains the server. Any thread may call
/// [#stop].
final class DemoRun {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration SIGNAL_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(30);

  private final DemoConnections connections;
  private final IntFunction<Swarm> swarms;
  private final ProgressOption progress;
  private final DemoReport report;

  /// The server that a signal ends while it starts; null before the start.
  private volatile @Nullable ServerProcess starting;

  /// The run that a signal stops; null while the server starts.
  private volatile @Nullable Swarm running;

  private final CountDownLatch stopped = new CountDownLatch(1);

  /// Creates a run.
  ///
  /// @param swarms makes the swarm for a port of the server
  DemoRun(
      DemoConnections connections,
      IntFunction<Swarm> swarms,
      ProgressOption progress,
      DemoReport report) {
    this.connections = connections;
    this.swarms = swarms;
    this.progress = progress;
    this.report = report;
  }

  /// Waits for the server, lets the swarm run, drains the server, and reports.
  ///
  /// @param page serves the page of the world; null for none
  /// @return the exit code
  /// @throws ServerFailedException when the server fails
  int against(ServerProcess server, @Nullable PageServer page) {
    try {
      starting = server;
      if (isStopped()) {
        server.terminate();
      }
      int port = connections.portOf(server, server.awaitReady(START_TIMEOUT));
      String invitation = page == null ? "" : "open " + WorldOption.address(page, server);
      return run(server, swarms.apply(port), port, invitation);
    } catch (ServerFailedException e) {
      if (running == null && isStoppedWith(server)) {
        System.out.println("stopped before the first user connected");
        return ExitCodes.FAILED;
      }
      report.showLog(server);
      throw e;
    }
  }

  private int run(ServerProcess server, Swarm swarm, int port, String invitation) {
    if (!invitation.isEmpty()) {
      System.out.println(invitation);
    }
    int clients = swarm.info().clients();
    System.out.println(
        "the server listens on port " + port + "; " + clients + " users are connecting");
    running = swarm;
    if (isStopped()) {
      System.out.println("stopped before the first user connected; draining the server");
      server.stop(DRAIN_TIMEOUT);
      return ExitCodes.FAILED;
    }
    try (MetricsPoller metrics =
        server.metrics().map(MetricsPoller::poll).orElseGet(MetricsPoller::none)) {
      SwarmResult result =
          swarm.run(progress.view(System.out, swarm.control(), invitation), metrics);
      System.out.println("draining the server");
      return report.finish(server, result, server.stop(DRAIN_TIMEOUT));
    }
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  /// Returns whether a stop has ended the server, too. Ctrl-C reaches both processes, and at times
  /// the server first.
  private boolean isStoppedWith(ServerProcess server) {
    try {
      return isStopped()
          || (server.wasInterrupted()
              && stopped.await(SIGNAL_TIMEOUT.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Stops the run. While the server starts, ends the server.
  void stop() {
    stopped.countDown();
    Swarm swarm = running;
    ServerProcess server = starting;
    if (swarm != null) {
      swarm.stop();
    } else if (server != null) {
      server.terminate();
    }
  }
}
