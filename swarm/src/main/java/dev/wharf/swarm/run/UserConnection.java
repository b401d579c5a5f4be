package dev.wharf.swarm.run;

import dev.wharf.client.Identity;
import dev.wharf.client.Route;
import dev.wharf.engine.CloseReason;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.catalog.PacketKind;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.swarm.SwarmClient;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One connection of a virtual user. This object logs the user in, counts connections, logins,
/// failures and disconnects, and passes failures to the scenarios. The scenarios send all messages
/// other than the login.
final class UserConnection extends SwarmClient {
  /// The codes of failures after which a later login attempt may succeed. For instance, a name is
  /// taken until the server has seen the connection of an earlier run end.
  private static final Set<Integer> TEMPORARY =
      Set.of(
          FailureCode.SERVER_FULL_VALUE,
          FailureCode.SERVER_DRAINING_VALUE,
          FailureCode.LOGIN_BUSY_VALUE,
          FailureCode.NAME_TAKEN_VALUE);

  /// The close reasons of a connection that the server rejects without a `Failure` because it is
  /// full.
  private static final Set<CloseReason> SILENT_REJECTIONS =
      Set.of(CloseReason.PEER_CLOSED, CloseReason.PEER_RESET);

  private final RunState run;
  private final Route route;
  private final long scheduledAt;
  private final List<ScenarioState> states;

  /// Whether an earlier connection for this login was established. If so, the login latency counts
  /// from that connection.
  private final boolean isRetry;

  /// Cuts the connection, and resumes the session; null when the run does not. Set before the
  /// connection is opened.
  private @Nullable Watcher watcher;

  /// The state of the connection. The connection's worker thread writes it, and any thread reads
  /// it.
  private volatile State state = State.CONNECTING;

  /// Whether the run closes the connection. The run's thread sets it, and the connection's worker
  /// thread reads it.
  private volatile boolean isLeaving;

  /// The time at which the first connection of this login was established, by the run's clock; 0
  /// for none. Only the connection's worker thread uses this field and the next two until the
  /// connection has ended.
  private long connectedAt;

  /// Whether the server rejected the user, but may admit it later.
  private boolean isRetryable;

  private boolean isUnreachable;

  private enum State {
    CONNECTING,
    LOGGING_IN,
    ONLINE,
    ENDED
  }

  /// Learns of a login, and of the loss of the connection. Its methods are called on the
  /// connection's worker.
  interface Watcher {
    void onLoggedIn();

    /// Called when the session may be resumed.
    void onAbsent();
  }

  /// Creates a connection, which the connector opens.
  ///
  /// @param index the user's index in the run
  /// @param scheduledAt the time for which the connection was scheduled, by the run's clock
  /// @param before the failed connection that this one replaces; null for the first attempt
  UserConnection(
      PacketLink link,
      int index,
      Identity identity,
      RunState run,
      Route route,
      long scheduledAt,
      @Nullable UserConnection before) {
    super(link, identity, run.game.login(), index);
    this.run = run;
    this.route = route;
    this.scheduledAt = scheduledAt;
    this.states = Stream.generate(ScenarioState::new).limit(run.scenarios.size()).toList();
    this.connectedAt = before == null ? 0 : before.connectedAt;
    this.isRetry = connectedAt != 0;
  }

  /// Sets the object that learns of the login, and of the loss of the connection. Called before the
  /// connection is opened.
  void watchedBy(Watcher one) {
    watcher = one;
  }

  ScenarioState state(int scenario) {
    return states.get(scenario);
  }

  boolean isOnline() {
    return state == State.ONLINE;
  }

  boolean isEnded() {
    return state == State.ENDED;
  }

  /// Returns whether a later login attempt may succeed. Valid after the connection has ended.
  boolean isRetryable() {
    return isRetryable;
  }

  /// Returns whether the connection was never established. Valid after the connection has ended.
  boolean isUnreachable() {
    return isUnreachable;
  }

  /// Returns the time for which the connection was scheduled, by the run's clock.
  long scheduledAt() {
    return scheduledAt;
  }

  /// Returns whether the run closes the connection.
  boolean isLeaving() {
    return isLeaving;
  }

  /// Records that the run closes the connection, so that its end is no disconnect.
  void beginLeaving() {
    isLeaving = true;
  }

  @Override
  protected void onConnected() {
    state = State.LOGGING_IN;
    long now = run.runtime.nanoTime();
    if (!isRetry) {
      connectedAt = now;
    }
    run.connected.increment();
    run.connectLatency.record(now - scheduledAt);
    super.onConnected();
  }

  @Override
  protected void onLoggedIn(LoginReply reply) {
    state = State.ONLINE;
    run.loggedIn.increment();
    run.loginLatency.record(run.runtime.nanoTime() - connectedAt);
    if (watcher != null) {
      watcher.onLoggedIn();
    }
  }

  @Override
  protected void onAbsent(CloseReason reason) {
    super.onAbsent(reason);
    if (watcher != null && isAbsent()) {
      watcher.onAbsent();
    }
  }

  @Override
  protected void onFailure(Failure failure) {
    if (state == State.ONLINE
        && run.scenarios.stream().anyMatch(one -> one.onAnswer(this, failure))) {
      return;
    }
    String code = catalog().failureName(failure.getCode());
    run.errors.count("server: " + code);
    if (state != State.ONLINE) {
      close(PacketCloseReasons.LOGIN_REFUSED, "the server refused the login");
    } else if (run.scenarios.stream().noneMatch(one -> one.onFailure(this, failure))) {
      run.failures.increment();
      run.errors.count("unexpected: " + code + " to " + requestOf(failure));
    }
  }

  private String requestOf(Failure failure) {
    PacketKind request = catalog().kindOf(failure.getPacketId());
    return request == null ? "no request" : request.name();
  }

  @Override
  protected void onEnded(CloseReason reason) {
    try {
      count(reason);
    } finally {
      state = State.ENDED; // even when a scenario's tracker throws
    }
  }

  private void count(CloseReason reason) {
    switch (state) {
      case CONNECTING -> {
        isUnreachable = true;
        route.unreachable(session().remoteAddress());
        String detail = session().closeDetail();
        run.connectFailed(detail.isEmpty() ? reason.name() : detail);
      }
      case LOGGING_IN -> onLoginFailed(reason);
      case ONLINE -> {
        if (isLeaving) {
          run.left.increment();
        } else if (!run.isClosing) {
          countLoss(reason);
          run.scenarios.forEach(one -> one.lose(this));
        }
      }
      case ENDED -> throw new IllegalStateException("a connection ended twice");
    }
  }

  private void countLoss(CloseReason reason) {
    if (run.options.reconnects()) {
      run.errors.count("connection lost, logs in again: " + reason);
    } else {
      run.disconnected.increment();
      run.errors.count("disconnected: " + reason);
    }
  }

  private void onLoginFailed(CloseReason reason) {
    Failure refusal = refusal();
    isRetryable =
        refusal == null
            ? run.options.reconnects() || SILENT_REJECTIONS.contains(reason)
            : TEMPORARY.contains(refusal.getCode());
    run.loginFailed(
        refusal == null ? reason.name() : catalog().failureName(refusal.getCode()),
        (isRetryable ? "login rejected: " : "login: ") + reason);
    run.scenarios.forEach(one -> one.loginFailed(this));
  }
}
