package dev.wharf.swarm.report;

import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.measure.LatencySummary;
import java.util.Map;

/// Counts of the clients. `asked` is the sum of `loggedIn`, `connectFailed` and `loginFailed`, and
/// `connected` that of `loggedIn`, `loginFailed` and `retried`, unless the run was stopped early.
///
/// @param asked the number of clients that the run should have
/// @param connected the number of connections, one for each successful attempt
/// @param connectFailed the clients whose last attempt to connect failed
/// @param loggedIn the clients that logged in
/// @param loginFailed the clients that connected but never logged in
/// @param retried the login attempts that were refused because the server was full, and repeated
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
  /// Counts of zero.
  static final Connections NONE =
      new Connections(0, 0, 0, 0, 0, 0, 0, LatencySummary.NONE, LatencySummary.NONE);

  /// The sum of this and another.
  ///
  /// @param histograms the combined histograms of both
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
