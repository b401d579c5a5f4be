package dev.wharf.client.swarm.report;

import dev.wharf.client.swarm.measure.LatencySummary;

/// What became of the connections. `asked` is the sum of `connected` and `connectFailed`, and
/// `connected` that of `loggedIn` and `loginFailed`, unless the run was stopped early.
///
/// @param asked how many there were to be
/// @param connected how many came about
/// @param connectFailed how many did not
/// @param loggedIn how many logged in
/// @param loginFailed how many connected and did not log in
/// @param disconnected how many ended after the login before the run was over
/// @param connect how long connecting took, from the time it was to begin
/// @param login how long the login took, from the connection on
public record Connections(
    int asked,
    long connected,
    long connectFailed,
    long loggedIn,
    long loginFailed,
    long disconnected,
    LatencySummary connect,
    LatencySummary login) {}
