package dev.wharf.swarm;

import dev.wharf.swarm.hostile.HostilePlan;
import dev.wharf.swarm.measure.MetricsPoller;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.RunInfo;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.run.SwarmRun;
import java.util.List;
import java.util.Set;

/// A load test: virtual users that run the scenarios of a game against a server. One object is one
/// run.
///
/// Call [#run] once, from any thread that may block. It returns at the end of the run. All other
/// methods may be called from any thread.
public final class Swarm {
  private final SwarmRun run;

  /// Prepares a run without hostile clients.
  ///
  /// @throws IllegalArgumentException when a scenario of the options is unknown or occurs twice, or
  ///   its messages cannot have the content length of the options
  public Swarm(SwarmOptions options, SwarmGame game) {
    this(options, game, HostilePlan.NONE);
  }

  /// Prepares a run with hostile clients.
  ///
  /// @param hostile the hostile clients that run beside the virtual users
  /// @throws IllegalArgumentException when a scenario of the options is unknown or occurs twice, or
  ///   its messages cannot have the content length of the options
  public Swarm(SwarmOptions options, SwarmGame game, HostilePlan hostile) {
    this.run = new SwarmRun(options, game, hostile);
  }

  /// Returns the names of all metrics that thresholds can have, including the counters and timings
  /// of the scenarios.
  ///
  /// @param hostileKinds the names of the hostile kinds in the whole run
  public Set<String> metricNames(List<String> hostileKinds) {
    return run.metricNames(hostileKinds);
  }

  /// Connects the users, runs the scenarios, and closes the connections.
  ///
  /// @param view shows the progress
  public SwarmResult run(ProgressView view) {
    return run(view, MetricsPoller.none());
  }

  /// Connects the users, runs the scenarios, and closes the connections.
  ///
  /// @param view shows the progress
  /// @param server polls the metrics of the server, for the report
  public SwarmResult run(ProgressView view, MetricsPoller server) {
    return run.run(view, server);
  }

  /// Returns the control that changes the run, before the start or while it runs.
  public SwarmControl control() {
    return run.control();
  }

  /// Stops the run. After that, [#run] returns soon, with the results up to the stop.
  public void stop() {
    run.stop();
  }

  /// Returns whether the run was stopped: by [#stop], by its control, or because no user could send
  /// any more.
  public boolean isStopped() {
    return run.isStopped();
  }

  /// Returns the description of the run, for reports.
  public RunInfo info() {
    return run.info();
  }
}
