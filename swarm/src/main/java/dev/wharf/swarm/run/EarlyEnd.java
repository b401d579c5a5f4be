package dev.wharf.swarm.run;

import dev.wharf.swarm.report.Units;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Decides whether a run must end early because no user can send any more. A run ends early in one
/// of these cases:
///
/// - No user has ever connected, and [#MAX_FAILURES] users, or all of them, have failed.
/// - No user is online or connecting, some users failed or were disconnected, and the profile
///   brings no more users.
/// - The profile may bring users (several stages, churn, storms), and no user has been online for
///   the settle timeout. The wait lets a run survive a restart of the server.
///
/// Only the run's thread uses it.
final class EarlyEnd {
  static final int MAX_FAILURES = 20;

  private final RunState run;
  private final Users users;
  private final String server;

  /// The time of the first check that found no user online, by the run's clock; null when a user is
  /// online.
  private @Nullable Long offlineSince;

  EarlyEnd(RunState run, Users users) {
    this.run = run;
    this.users = users;
    this.server = run.options.serverName();
  }

  /// Checks whether the run must end early.
  ///
  /// @param now the present time of the run's clock
  ///
  /// @return the reason why the run must end, in one line; null when the run goes on
  @Nullable String why(long now) {
    int lost = users.isAnyOnline() ? 0 : users.unavailable();
    if (lost == 0) {
      offlineSince = null;
      return null;
    }
    if (run.connected.sum() == 0 && lost >= Math.min(MAX_FAILURES, users.target())) {
      return "no user can connect to "
          + server
          + ": "
          + Units.count(run.connectFailures())
          + " attempts failed, the last with "
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
        ? "no user could log in at " + server + ": " + run.lastLoginFailure
        : "no user is online any more: "
            + Units.count(run.disconnected.sum())
            + " were disconnected from "
            + server
            + ", and none came back"
            + time;
  }
}
