package dev.wharf.client.swarm;

import dev.wharf.client.swarm.measure.ErrorCounts;
import dev.wharf.client.swarm.measure.LatencyRecorder;
import dev.wharf.engine.CloseReason;
import dev.wharf.proto.Failure;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Keeps count of the clients: who connected, who is logged in, who failed and why. No client
/// leaves the count: each ends up as logged in or as failed, and one that is logged in and lost
/// later is counted as disconnected too.
///
/// Thread-safe.
final class Crew {
  private final List<Scenario> scenarios;
  private final LongSupplier clock;
  private final LatencyRecorder connectLatency = new LatencyRecorder();
  private final LatencyRecorder loginLatency = new LatencyRecorder();
  private final LongAdder connected = new LongAdder();
  private final LongAdder connectFailed = new LongAdder();
  private final LongAdder loggedIn = new LongAdder();
  private final LongAdder loginFailed = new LongAdder();
  private final LongAdder disconnected = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final ErrorCounts errors = new ErrorCounts();

  /// Set by the run before it closes the clients, read by their workers.
  private volatile boolean closing;

  /// @param scenarios all of the run's
  Crew(List<Scenario> scenarios, LongSupplier clock) {
    this.scenarios = scenarios;
    this.clock = clock;
  }

  long nanoTime() {
    return clock.getAsLong();
  }

  /// From now on connections end because the run wants it.
  void beginClosing() {
    closing = true;
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
    connectFailed.increment();
    errors.count("connect: " + why);
  }

  void onFailure(SwarmClient client, Failure failure, SwarmClient.Stage stage) {
    errors.count("server: " + failure.getCode().name());
    if (stage != SwarmClient.Stage.PLAYING) {
      client.close(CloseReason.LOGIN_REFUSED, "the server refused the login");
      return;
    }
    if (scenarios.stream().noneMatch(scenario -> scenario.onFailure(client, failure))) {
      failures.increment();
    }
  }

  void onDisconnected(SwarmClient.Stage before, CloseReason reason, String detail) {
    switch (before) {
      case CONNECTING -> {
        connectFailed.increment();
        errors.count("connect: " + (detail.isEmpty() ? reason.name() : detail));
      }
      case LOGGING_IN -> {
        loginFailed.increment();
        errors.count("login: " + reason);
      }
      case PLAYING -> onLost(reason);
      case ENDED -> throw new IllegalStateException("a client ended twice");
    }
  }

  /// Adds a reason without a client of its own.
  void count(String reason) {
    errors.count(reason);
  }

  /// Whether each of so many clients is logged in, or has failed.
  boolean isSettled(int clients) {
    return loggedIn.sum() + connectFailed.sum() + loginFailed.sum() >= clients;
  }

  long connected() {
    return connected.sum();
  }

  long connectFailed() {
    return connectFailed.sum();
  }

  long loggedIn() {
    return loggedIn.sum();
  }

  long loginFailed() {
    return loginFailed.sum();
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

  private void onLost(CloseReason reason) {
    if (!closing) {
      disconnected.increment();
      errors.count("disconnected: " + reason);
    }
  }
}
