package dev.wharf.swarm.report;

import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.measure.LatencySummary;
import java.util.Map;

/// Counts of the clients. `asked` is the sum of `loggedIn`, `connectFailed` and `loginFailed`, and
/// `connected` is the sum of `loggedIn`, `loginFailed` and `retried`, unless the run was stopped
/// early.
///
/// @param asked how often clients of the run started to connect and log in; a client that leaves
///   and comes back counts again
/// @param connected the number of connections, one for each successful attempt
/// @param connectFailed the clients whose last attempt to connect failed
/// @param loggedIn the clients that logged in
/// @param loginFailed the clients that connected but never logged in
/// @param retried the login attempts that the server rejected for the moment, for instance because
///   it was full, and that the clients repeated
/// @param disconnected the clients that lost their connection between the login and the end of the
///   run
/// @param connect the times to connect, measured from the scheduled start
/// @param login the times to log in, measured from the connection of the first attempt
public record Connections(
    int asked,
    long connected,
    long connectFailed,
    long loggedIn,
    long loginFailed,
    long retried,
    long disconnected,
    LatencySummary connect,
    LatencySummary login) {
  /// The value with all counts at zero.
  static final Connections NONE =
      new Connections(0, 0, 0, 0, 0, 0, 0, LatencySummary.NONE, LatencySummary.NONE);

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
        LatencyHistogram.summaryOf(histograms, "login"));
  }
}
