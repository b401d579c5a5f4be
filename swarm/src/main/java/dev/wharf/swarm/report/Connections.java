package dev.wharf.swarm.report;

import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.measure.LatencySummary;
import java.util.Map;
import java.util.Objects;

/// Counts of arrivals and connections. An arrival begins when a client starts to connect. It ends
/// when the client is logged in, or has failed. A client that leaves and comes back arrives again.
///
/// Unless the run was stopped early, `asked` is the sum of `loggedIn`, `connectFailed` and
/// `loginFailed`, and `connected` is the sum of `loggedIn`, `loginFailed` and `retried`.
///
/// @param asked the number of arrivals
/// @param connected the number of connections; an arrival with repeated logins has several
/// @param connectFailed the arrivals whose last attempt to connect failed
/// @param loggedIn the arrivals that ended with a login
/// @param loginFailed the arrivals that connected but did not log in
/// @param retried the login attempts that the server rejected for the moment, for instance because
///   it was full, and that the clients repeated
/// @param disconnected the clients that lost their connection between the login and the end of the
///   run
/// @param connect the times to connect, measured from the scheduled start
/// @param login the times to log in, measured from the connection of the first attempt
/// @param resumes the connections that broke and were replaced by others
public record Connections(
    int asked,
    long connected,
    long connectFailed,
    long loggedIn,
    long loginFailed,
    long retried,
    long disconnected,
    LatencySummary connect,
    LatencySummary login,
    Resumes resumes) {
  /// Replaces the counts of resumes that files of older versions do not have.
  public Connections {
    resumes = Objects.requireNonNullElse(resumes, Resumes.NONE);
  }

  /// The value with all counts at zero.
  static final Connections NONE =
      new Connections(0, 0, 0, 0, 0, 0, 0, LatencySummary.NONE, LatencySummary.NONE, Resumes.NONE);

  /// Returns the sum of these counts and other counts.
  ///
  /// @param histograms the sums of the histograms of both, from which the percentiles come
  Connections plus(Connections other, Map<String, LatencyHistogram> histograms) {
    return new Connections(
        asked + other.asked,
        connected + other.connected,
        connectFailed + other.connectFailed,
        loggedIn + other.loggedIn,
        loginFailed + other.loginFailed,
        retried + other.retried,
        disconnected + other.disconnected,
        LatencyHistogram.summaryOf(histograms, "connect"),
        LatencyHistogram.summaryOf(histograms, "login"),
        resumes.plus(other.resumes, histograms));
  }
}
