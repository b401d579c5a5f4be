package dev.wharf.swarm;

import dev.wharf.swarm.hostile.HostilePlan;
import dev.wharf.swarm.measure.MetricsPoller;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.RunInfo;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.run.SwarmRun;
import java.util.List;
import java.util.Set;

/// A swarm, for one run.
///
/// [#run] is called once, from any thread that may block, and uses it throughout. All other methods
/// may be called from any thread.
public final class Swarm {
  private final SwarmRun run;

  /// A run without hostile clients.
  ///
  /// @throws IllegalArgumentException when the game has no scenario of a name in the options, one
  ///   would run twice, or the content is too long for one
  public Swarm(SwarmOptions options, SwarmGame game) {
    this(options, game, HostilePlan.NONE);
  }

  /// A run with hostile clients.
  ///
  /// @param hostile the clients that misbehave, beside those of the options
  /// @throws IllegalArgumentException when the game has no scenario of a name in the options, one
  ///   would run twice, or the content is too long for one
  public Swarm(SwarmOptions options, SwarmGame game, HostilePlan hostile) {
    this.run = new SwarmRun(options, game, hostile);
  }

  /// The names of figures that thresholds can name, with the scenarios' own.
  ///
  /// @param hostileKinds names of the kinds of hostile clients in the whole run
  public Set<String> metricNames(List<String> hostileKinds) {
    return run.metricNames(hostileKinds);
  }

  /// Runs it all: connects the users, plays the scenarios, and closes the connections.
  public SwarmResult run(ProgressView view) {
    return run(view, MetricsPoller.none());
  }

  /// Runs it all.
  ///
  /// @param server whose own figures are noted beside the swarm's
  public SwarmResult run(ProgressView view, MetricsPoller server) {
    return run.run(view, server);
  }

  /// Changes the run, before or while it runs.
  public SwarmControl control() {
    return run.control();
  }

  /// Ends the run early; [#run] returns soon, with the result so far.
  public void stop() {
    run.stop();
  }

  /// Whether it was stopped.
  public boolean isStopped() {
    return run.isStopped();
  }

  /// The run's description, for reports.
  public RunInfo info() {
    return run.info();
  }
}
