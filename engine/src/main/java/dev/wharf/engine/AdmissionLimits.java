package dev.wharf.engine;

/// The limits for new connections. A connection over a limit is accepted, closed at once and
/// counted. A game server sets the limits by its configuration's keys `admission.*`.
///
/// In these limits, an "address" is an IPv4 address, or the /64 network of an IPv6 address. A
/// "network" is the /24 of an IPv4 address, or the /48 of an IPv6 address.
///
/// Behind a proxy that tells the addresses of its clients, these addresses count, and not the
/// proxy's. A connection over a limit then ends when its address is known
/// ([CloseReason#ADDRESS_REFUSED]).
///
/// A silent peer that has not logged in can lose its place to a newcomer ([CloseReason#DISPLACED]).
/// An eighth of `maxUnauthenticated` is reserved for networks that have no unauthenticated session.
///
/// @param maxSessions the most sessions of a service; 1 to 1,000,000
/// @param maxUnauthenticated the most sessions that have not logged in; 1 to `maxSessions`
/// @param maxUnauthenticatedPerNetwork the most sessions of one network that have not logged in; 1
///   to `maxUnauthenticated`
/// @param maxPerAddress the most sessions of one address; 1 to `maxSessions`
/// @param newPerSecondPerAddress how many sessions one address may begin in a second, and also how
///   many at one moment; 1 to 1,000,000
/// @param exemptLoopback whether connections from this machine are free from the limits by address
///   and network: for a swarm or a proxy on the same machine
public record AdmissionLimits(
    int maxSessions,
    int maxUnauthenticated,
    int maxUnauthenticatedPerNetwork,
    int maxPerAddress,
    int newPerSecondPerAddress,
    boolean exemptLoopback) {

  /// Checks that each value is in its range.
  public AdmissionLimits {
    Checks.range("maxSessions", maxSessions, 1, 1_000_000);
    Checks.range("maxUnauthenticated", maxUnauthenticated, 1, maxSessions);
    Checks.range(
        "maxUnauthenticatedPerNetwork", maxUnauthenticatedPerNetwork, 1, maxUnauthenticated);
    Checks.range("maxPerAddress", maxPerAddress, 1, maxSessions);
    Checks.range("newPerSecondPerAddress", newPerSecondPerAddress, 1, 1_000_000);
  }

  /// Returns the default limits: 10,000 sessions, 1,000 unauthenticated sessions, 64
  /// unauthenticated sessions of one network, 16 sessions of one address, and 5 new sessions a
  /// second of one address.
  public static AdmissionLimits defaults() {
    return new AdmissionLimits(10_000, 1_000, 64, 16, 5, false);
  }

  /// Returns a copy with another `exemptLoopback`.
  public AdmissionLimits withExemptLoopback(boolean exempt) {
    return new AdmissionLimits(
        maxSessions,
        maxUnauthenticated,
        maxUnauthenticatedPerNetwork,
        maxPerAddress,
        newPerSecondPerAddress,
        exempt);
  }
}
