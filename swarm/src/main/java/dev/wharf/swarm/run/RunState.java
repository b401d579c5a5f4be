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
import dev.wharf.swarm.report.Resumes;
import dev.wharf.transport.proxy.ProxyHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The state that the classes of one run share: options, clock, and counts of connections.
///
/// Each user counts once, as logged in or as failed, for any number of login attempts. `left`
/// counts logged-in users whose connections the run closed before the end of the run.
/// `disconnected` counts logged-in users that lost their connections.
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

  /// Makes the headers with which connections begin; null when they begin without one.
  final @Nullable ProxyHeaders proxyHeaders;

  /// All scenarios of the run. Filled before the run starts.
  final List<ScenarioRun> scenarios = new ArrayList<>();

  /// The latest connection of each user of this process, by the user's index in the run. The run's
  /// thread adds connections, and any thread reads them.
  final Map<Integer, UserConnection> connections = new ConcurrentHashMap<>();

  /// The delay between the scheduled time of an iteration and its start.
  final LatencyRecorder lag = new LatencyRecorder();

  final LatencyRecorder connectLatency = new LatencyRecorder();

  /// The time from a user's first established connection to its accepted login.
  final LatencyRecorder loginLatency = new LatencyRecorder();

  final LongAdder requested = new LongAdder();
  final LongAdder connected = new LongAdder();
  final LongAdder loggedIn = new LongAdder();
  final LongAdder left = new LongAdder();
  final LongAdder disconnected = new LongAdder();

  /// The number of login attempts that the server rejected and the user repeated.
  final LongAdder retried = new LongAdder();

  /// The number of failed connections that the user repeated, to another address of the server or
  /// later.
  final LongAdder reconnected = new LongAdder();

  /// The number of `Failure` packets to logged-in users that no scenario counted as a refusal.
  final LongAdder failures = new LongAdder();

  final ErrorCounts errors = new ErrorCounts();

  private final LongAdder failedConnects = new LongAdder();
  private final LongAdder failedLogins = new LongAdder();

  /// The reason why the run was stopped; empty while it is not stopped. The first reason stays.
  private final AtomicReference<String> stopReason = new AtomicReference<>("");

  /// The reason of the latest failed connection. Any thread writes and reads it.
  volatile String lastConnectFailure = "";

  /// The reason of the latest failed login. Any thread writes and reads it.
  volatile String lastLoginFailure = "";

  /// Whether the run closes all connections, so that the end of a connection is no disconnect. The
  /// run's thread sets it, and the worker threads of the connections read it.
  volatile boolean isClosing;

  /// Supplies the results of the hostile clients up to now. The run's thread sets it, and the
  /// thread of the view reads it.
  volatile Supplier<List<HostileKindResult>> hostileResults = List::of;

  /// The figures of the resumed sessions; null when the run cuts no connections. Set before the
  /// first connection, and read by any thread.
  volatile @Nullable ResumeFigures resumeFigures;

  RunState(SwarmOptions options, SwarmGame game) {
    this.options = options;
    this.proxyHeaders = options.sendsProxyHeaders() ? new ProxyHeaders() : null;
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

  /// Returns when a wait that starts now must end: the present time of the run's clock, plus the
  /// settle timeout.
  long deadline() {
    return runtime.nanoTime() + options.settleTimeout().toNanos();
  }

  /// Counts an attempt to connect that failed.
  void connectFailed(String why) {
    failedConnects.increment();
    lastConnectFailure = why;
    errors.count("connect: " + why);
  }

  /// Counts a failed login attempt.
  ///
  /// @param why the reason, for the message of an early end
  /// @param error the reason under which the report counts the attempt
  void loginFailed(String why, String error) {
    failedLogins.increment();
    lastLoginFailure = why;
    errors.count(error);
  }

  /// Returns the number of users that could not connect to any address of the server.
  long connectFailures() {
    return failedConnects.sum() - reconnected.sum();
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
        loginLatency.total(),
        resumes());
  }

  private Resumes resumes() {
    ResumeFigures present = resumeFigures;
    return present == null ? Resumes.NONE : present.result();
  }
}
