package dev.wharf.swarm;

import dev.wharf.swarm.report.Units;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Says when a run has nobody left who could play. It has not, when one of these holds:
///
/// - Nobody has ever connected, and [#MOST_FAILURES] tries have failed, or as many as there are
///   clients.
/// - Nobody is online, not by will, and nobody is on the way; the profile brings nobody later.
/// - The same for as long as a login may take, where the profile has phases or churn, so that
///   clients may come: a server that is restarted in that time goes on being measured.
///
/// For the run's thread.
final class EarlyEnd {
  static final int MOST_FAILURES = 20;

  private final Crowd crowd;
  private final Crew crew;
  private final String server;
  private final Duration patience;
  private final boolean mayCome;
  private boolean isAlone;
  private long aloneSince;

  /// @param options of the run
  EarlyEnd(SwarmOptions options, Crowd crowd, Crew crew) {
    this.crowd = crowd;
    this.crew = crew;
    this.server = options.server().getHostString() + ":" + options.server().getPort();
    this.patience = options.patience();
    this.mayCome = options.profile().mayBringClients();
  }

  /// Looks at the clients.
  ///
  /// @return why the run should end, in one line; null when it should go on
  @Nullable String why(long now) {
    if (crowd.isAnybodyOnline()) {
      isAlone = false;
      return null;
    }
    Crowd.Absence absence = crowd.absence();
    if (crew.connected() == 0 && absence.lost() >= Math.min(MOST_FAILURES, crowd.wanted())) {
      return absence.lost() == 0 ? null : unreachable();
    }
    if (absence.lost() == 0) {
      isAlone = false;
      return null;
    }
    if (!mayCome) {
      return absence.coming() == 0 ? nobody("") : null;
    }
    if (!isAlone) {
      isAlone = true;
      aloneSince = now;
    }
    return now - aloneSince >= patience.toNanos()
        ? nobody(String.format(Locale.ROOT, " within %.1f s", patience.toMillis() / 1e3))
        : null;
  }

  private String unreachable() {
    return "nobody can connect to "
        + server
        + ": "
        + Units.count(crew.connectFailed())
        + " tries have failed, the last with "
        + crew.lastConnectFailure();
  }

  private String nobody(String time) {
    return crew.loggedIn() == 0
        ? "nobody could log in at " + server + ": " + crew.lastLoginFailure()
        : "nobody is online any more: "
            + Units.count(crew.disconnected())
            + " were disconnected from "
            + server
            + ", and none came back"
            + time;
  }
}
