package dev.wharf.swarm.run;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.swarm.SwarmControl;
import dev.wharf.swarm.SwarmGame;
import dev.wharf.swarm.SwarmOptions;
import dev.wharf.swarm.measure.ErrorCounts;
import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.report.Connections;
import dev.wharf.swarm.report.Ending;
import dev.wharf.swarm.report.HostileKindResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/// The state that the parts of one run share: options, clock, and the counts of connections.
///
/// Each user counts once, as logged in or as failed, however often it tried to log in. Of those
/// that logged in, `left` counts those that the run has closed before its own end, and
/// `disconnected` those that ended against the run's will.
///
/// The counts are thread-safe.
final class RunState {
  final SwarmOptions options;
  final SwarmGame game;
  final PacketCatalog catalog;
  final Partition partition;
  final EngineRuntime runtime;
  final SwarmControl control;
  final RunLog log;

  /// All scenarios of the run. Filled before the run begins.
  final List<ScenarioRun> scenarios = new ArrayList<>();

  /// How late the generator sends.
  final LatencyRecorder lag = new LatencyRecorder();

  final LatencyRecorder connectLatency = new LatencyRecorder();

  /// From the first connection of a user to the login that succeeded.
  final LatencyRecorder loginLatency = new LatencyRecorder();

  final LongAdder requested = new LongAdder();
  final LongAdder connected = new LongAdder();
  final LongAdder loggedIn = new LongAdder();
  final LongAdder left = new LongAdder();
  final LongAdder disconnected = new LongAdder();

  /// Logins that were refused and tried again.
  final LongAdder retried = new LongAdder();

  /// Failed connections that were tried again at another address of the server.
  final LongAdder retriedElsewhere = new LongAdder();

  /// Failures that the server sent to users that were logged in, and that no scenario counts.
  final LongAdder failures = new LongAdder();

  final ErrorCounts errors = new ErrorCounts();

  private final LongAdder failedConnects = new LongAdder();
  private final LongAdder failedLogins = new LongAdder();

  /// Why the run was stopped; empty when it was not. The first reason stays.
  private final AtomicReference<String> stopReason = new AtomicReference<>("");

  /// Why the latest connect has failed. Written and read by any thread.
  volatile String lastConnectFailure = "";

  /// Why the latest login has failed. Written and read by any thread.
  volatile String lastLoginFailure = "";

  /// Set by the run's thread before it closes the connections, read by their workers.
  volatile boolean isClosing;

  /// Results of hostile clients so far. Set by the run's thread, read by the view's.
  volatile Supplier<List<HostileKindResult>> hostileResults = List::of;

  RunState(SwarmOptions options, SwarmGame game) {
    this.options = options;
    this.game = game;
    this.catalog = game.catalog();
    boolean haveRooms = game.scenarios().needsRooms(options.scenarios());
    this.partition = Partition.of(options, haveRooms ? options.roomSize() : 1);
    this.runtime = options.port().runtime();
    this.log = new RunLog(runtime::nanoTime);
    this.control =
        new SwarmControl(options.logins().size(), () -> stop(Ending.STOPPED), log::change);
  }

  void stop(String reason) {
    boolean _ = stopReason.compareAndSet("", reason);
  }

  boolean isStopped() {
    return !whyStopped().isEmpty();
  }

  String whyStopped() {
    return stopReason.get();
  }

  /// The time by which a step that begins now must be over.
  long deadline() {
    return runtime.nanoTime() + options.settleTimeout().toNanos();
  }

  void connectFailed(String why) {
    failedConnects.increment();
    lastConnectFailure = why;
    errors.count("connect: " + why);
  }

  void loginFailed(String why, String error) {
    failedLogins.increment();
    lastLoginFailure = why;
    errors.count(error);
  }

  /// Users that did not connect, to any of the server's addresses.
  long connectFailures() {
    return failedConnects.sum() - retriedElsewhere.sum();
  }

  Connections connections() {
    return new Connections(
        Math.toIntExact(requested.sum()),
        connected.sum(),
        connectFailures(),
        loggedIn.sum(),
        failedLogins.sum() - retried.sum(),
        retried.sum(),
        disconnected.sum(),
        connectLatency.total(),
        loginLatency.total());
  }
}
