package dev.wharf.swarm;

import dev.wharf.engine.CloseReason;
import dev.wharf.protocol.PacketCatalog;
import dev.wharf.protocol.system.Failure;
import dev.wharf.swarm.measure.ErrorCounts;
import dev.wharf.swarm.measure.LatencyRecorder;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Keeps count of the connections: how many were asked for, connected, logged in, failed and why.
/// None leaves the count: each client ends up as logged in or as failed, however often it tried to
/// log in; of those that logged in, it also counts those that the run has ended before its own end,
/// and those that ended by themselves.
///
/// Thread-safe.
final class Crew {
  private final List<Cast> casts;
  private final PacketCatalog catalog;
  private final LongSupplier clock;
  private final LatencyRecorder connectLatency = new LatencyRecorder();
  private final LatencyRecorder loginLatency = new LatencyRecorder();
  private final LongAdder asked = new LongAdder();
  private final LongAdder left = new LongAdder();
  private final LongAdder connected = new LongAdder();
  private final LongAdder connectFailed = new LongAdder();
  private final LongAdder elsewhere = new LongAdder();
  private final LongAdder loggedIn = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final LongAdder disconnected = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final ErrorCounts errors = new ErrorCounts();

  /// Why the latest failed connect has failed. Written and read by any thread.
  private volatile String lastConnectFailure = "";

  /// Why the latest failed login has failed. Written and read by any thread.
  private volatile String lastLoginFailure = "";

  /// Set by the run before it closes the clients, read by their workers.
  private volatile boolean closing;

  /// @param casts of all of the run's scenarios
  /// @param catalog names the failure codes
  Crew(List<Cast> casts, PacketCatalog catalog, LongSupplier clock) {
    this.casts = casts;
    this.catalog = catalog;
    this.clock = clock;
  }

  long nanoTime() {
    return clock.getAsLong();
  }

  /// From now on connections end because the run wants it.
  void beginClosing() {
    closing = true;
  }

  void onAsked() {
    asked.increment();
  }

  /// One who was refused tries again.
  void onRetried() {
    retried.increment();
  }

  /// One who could not be connected tries another address of the server.
  void onElsewhere() {
    elsewhere.increment();
  }

  void onConnected(long nanos) {
    connected.increment();
    connectLatency.record(nanos);
  }

  void onLoggedIn(long nanos) {
    loggedIn.increment();
    loginLatency.record(nanos);
  }

  /// A connection could not even be tried.
  ///
  /// @param why in our own words
  void onNotTried(String why) {
    failedToConnect(why);
  }

  void onFailure(SwarmClient client, Failure failure, SwarmClient.Stage stage) {
    errors.count("server: " + catalog.failureName(failure.getCode()));
    if (stage != SwarmClient.Stage.PLAYING) {
      client.close(CloseReason.LOGIN_REFUSED, "the server refused the login");
      return;
    }
    if (casts.stream().noneMatch(cast -> cast.onFailure(client, failure))) {
      failures.increment();
    }
  }

  void onDisconnected(
      SwarmClient client,
      SwarmClient.Stage before,
      boolean isWanted,
      CloseReason reason,
      String detail) {
    switch (before) {
      case CONNECTING -> {
        failedToConnect(detail.isEmpty() ? reason.name() : detail);
      }
      case LOGGING_IN -> {
        refused.increment();
        lastLoginFailure = client.whyRefused(reason);
        errors.count((client.isTurnedAway() ? "turned away: " : "login: ") + reason);
      }
      case PLAYING -> {
        if (isWanted) {
          left.increment();
        } else if (!closing) {
          onLost(client, reason);
        }
      }
      case ENDED -> throw new IllegalStateException("a client ended twice");
    }
  }

  /// Adds a reason without a client of its own.
  void count(String reason) {
    errors.count(reason);
  }

  /// How many connections were to be.
  long asked() {
    return asked.sum();
  }

  /// How many the run has ended before its own end.
  long left() {
    return left.sum();
  }

  long connected() {
    return connected.sum();
  }

  /// How many clients did not connect, to any of the server's addresses.
  long connectFailed() {
    return connectFailed.sum() - elsewhere.sum();
  }

  long loggedIn() {
    return loggedIn.sum();
  }

  /// How many connected, did not log in, and have not tried again.
  long loginFailed() {
    return refused.sum() - retried.sum();
  }

  /// How many tries to log in were refused and repeated.
  long retried() {
    return retried.sum();
  }

  long disconnected() {
    return disconnected.sum();
  }

  /// Failures that the server sent to clients that were logged in, and that no scenario counts.
  long failures() {
    return failures.sum();
  }

  ErrorCounts errors() {
    return errors;
  }

  LatencyRecorder connectLatency() {
    return connectLatency;
  }

  LatencyRecorder loginLatency() {
    return loginLatency;
  }

  /// Why the latest failed connect has failed; empty when none has.
  String lastConnectFailure() {
    return lastConnectFailure;
  }

  /// Why the latest failed login has failed; empty when none has.
  String lastLoginFailure() {
    return lastLoginFailure;
  }

  private void failedToConnect(String why) {
    connectFailed.increment();
    lastConnectFailure = why;
    errors.count("connect: " + why);
  }

  private void onLost(SwarmClient client, CloseReason reason) {
    disconnected.increment();
    errors.count("disconnected: " + reason);
    casts.forEach(cast -> cast.lose(client));
  }
}
