package dev.wharf.swarm.report;

import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.measure.LatencySummary;
import java.util.Map;

/// Counts of the clients. `asked` is the sum of `loggedIn`, `connectFailed` and `loginFailed`, and
/// `connected` that of `loggedIn`, `loginFailed` and `retried`, unless the run was stopped early.
///
/// @param asked how many there were to be
/// @param connected how many connections came about: one for each try
/// @param connectFailed how many clients did not connect, the last time that they tried
/// @param loggedIn how many logged in
/// @param loginFailed how many connected and did not log in, however often they tried
/// @param retried how many tries to log in were refused, as the server let nobody in at the moment,
///   and repeated
/// @param disconnected how many ended after the login before the run was over
/// @param connect how long connecting took, from the time it was to begin
/// @param login how long the login took, from the first try's connection on
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
  /// None.
  static final Connections NONE =
      new Connections(0, 0, 0, 0, 0, 0, 0, LatencySummary.NONE, LatencySummary.NONE);

  /// The sum of this and another.
  ///
  /// @param histograms those of both together
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
