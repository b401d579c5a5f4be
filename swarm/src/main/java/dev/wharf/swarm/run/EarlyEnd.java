package dev.wharf.swarm.run;

import dev.wharf.swarm.report.Units;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Decides whether a run must end early because no user is left that could play. It must when one
/// of these holds:
///
/// - No user has ever connected, and [#MAX_FAILURES] have failed, or all of them.
/// - No user is online or on the way, some were lost, and the profile brings none later.
/// - The same for as long as a login may take, where the profile has phases or churn, so that users
///   may come: a server that is restarted in that time goes on being measured.
///
/// For the run's thread.
final class EarlyEnd {
  static final int MAX_FAILURES = 20;

  private final RunState run;
  private final Users users;
  private final String server;

  /// The time at which the last user went offline, by the clock; null while one is online.
  private @Nullable Long offlineSince;

  EarlyEnd(RunState run, Users users) {
    this.run = run;
    this.users = users;
    this.server = run.options.serverName();
  }

  /// Looks at the users.
  ///
  /// @return why the run should end, in one line; null when it should go on
  @Nullable String why(long now) {
    int lost = users.isAnyOnline() ? 0 : users.unavailable();
    if (lost == 0) {
      offlineSince = null;
      return null;
    }
    if (run.connected.sum() == 0 && lost >= Math.min(MAX_FAILURES, users.target())) {
      return "nobody can connect to "
          + server
          + ": "
          + Units.count(run.connectFailures())
          + " tries have failed, the last with "
          + run.lastConnectFailure;
    }
    if (!run.options.profile().mayBringClients()) {
      return users.arriving() == 0 ? noUserLeft("") : null;
    }
    long since = offlineSince == null ? now : offlineSince;
    offlineSince = since;
    return now - since >= run.options.settleTimeout().toNanos()
        ? noUserLeft(
            String.format(
                Locale.ROOT, " within %.1f s", run.options.settleTimeout().toMillis() / 1e3))
        : null;
  }

  private String noUserLeft(String time) {
    return run.loggedIn.sum() == 0
        ? "nobody could log in at " + server + ": " + run.lastLoginFailure
        : "nobody is online any more: "
            + Units.count(run.disconnected.sum())
            + " were disconnected from "
            + server
            + ", and none came back"
            + time;
  }
}
