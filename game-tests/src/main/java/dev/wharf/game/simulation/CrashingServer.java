package dev.wharf.game.simulation;

import dev.wharf.simulation.Host;
import dev.wharf.simulation.Simulation;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The game's server on a host that may crash, and whose buffer memory may be used up. After each
/// crash, the host starts a new server with the same settings and the same database. Only threads
/// of the simulation use it.
final class CrashingServer {
  /// The longest time from a crash until the next server listens. A crash lasts up to ten seconds.
  private static final Duration TO_RESTART = Duration.ofMinutes(1);

  private final Simulation simulation;
  private final Host host;
  private final SimulatedDatabase database;
  private final Map<String, String> settings;
  private SimulatedServer latest;
  private @Nullable Throwable startFailure;

  /// How players came back to the servers before the latest one.
  private ResumeCounts before = ResumeCounts.NONE;

  /// Starts the first server.
  CrashingServer(
      Simulation simulation, Host host, SimulatedDatabase database, Map<String, String> settings) {
    this.simulation = simulation;
    this.host = host;
    this.database = database;
    this.settings = settings;
    this.latest = SimulatedServer.start(host, database, settings);
    host.exposeMemory(latest.server().completionPort());
    host.onRestart(this::restart);
  }

  private void restart() {
    before = before.plus(latest.resumes());
    try {
      latest = SimulatedServer.start(host, database, settings);
      host.exposeMemory(latest.server().completionPort());
    } catch (RuntimeException e) {
      startFailure = e;
    }
  }

  /// Asks the present server to drain. Does nothing while the host is down.
  void askToDrain() {
    if (!latest.hasCrashed()) {
      latest.server().askToDrain();
    }
  }

  /// Returns how players came back, to all servers.
  ResumeCounts resumes() {
    return before.plus(latest.resumes());
  }

  /// Returns the address of the server, which stays the same.
  InetSocketAddress address() {
    return latest.address();
  }

  /// Returns the present server. After a crash, waits until the next server listens.
  SimulatedServer await() throws InterruptedException {
    boolean isUp = simulation.poll(() -> !latest.hasCrashed() || startFailure != null, TO_RESTART);
    Problem.unless(startFailure == null, "the server did not start after a crash: " + startFailure);
    Problem.unless(isUp, "the server did not start after a crash");
    return latest;
  }
}
