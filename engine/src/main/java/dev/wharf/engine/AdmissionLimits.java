package dev.wharf.engine;

/// The limits for new connections. A connection over a limit is accepted, closed at once and
/// counted. A game server sets the limits by its configuration's keys `admission.*`.
///
/// An address is an IPv4 address, or the /64 network of an IPv6 address. A network is the /24 of an
/// IPv4 address, or the /48 of an IPv6 address.
///
/// A silent peer that has not logged in can lose its place to a newcomer ([CloseReason#DISPLACED]).
/// An eighth of `maxUnauthenticated` is reserved for networks that have no unauthenticated session.
///
/// @param maxSessions the most sessions of a service; 1 to 1,000,000
/// @param maxUnauthenticated the most sessions that have not logged in; 1 to `maxSessions`
/// @param maxUnauthenticatedPerNetwork the most sessions of one network that have not logged in; 1
///   to `maxUnauthenticated`
/// @param maxPerAddress the most sessions of one address; 1 to `maxSessions`
/// @param newPerSecondPerAddress the most new sessions a second of one address, which is also the
///   burst; 1 to 1,000,000
/// @param exemptLoopback whether the limits by address and network do not apply to connections from
///   this machine: for a swarm or a proxy on the same machine
public record AdmissionLimits(
    int maxSessions,
    int maxUnauthenticated,
    int maxUnauthenticatedPerNetwork,
    int maxPerAddress,
    int newPerSecondPerAddress,
    boolean exemptLoopback) {

  /// Checks the ranges.
  public AdmissionLimits {
    Checks.range("maxSessions", maxSessions, 1, 1_000_000);
    Checks.range("maxUnauthenticated", maxUnauthenticated, 1, maxSessions);
    Checks.range(
        "maxUnauthenticatedPerNetwork", maxUnauthenticatedPerNetwork, 1, maxUnauthenticated);
    Checks.range("maxPerAddress", maxPerAddress, 1, maxSessions);
    Checks.range("newPerSecondPerAddress", newPerSecondPerAddress, 1, 1_000_000);
  }

  /// Limits of 10,000 sessions, 1,000 unauthenticated ones, 64 unauthenticated ones for each
  /// network, and for each address 16 sessions and 5 new ones a second.
  public static AdmissionLimits defaults() {
    return new AdmissionLimits(10_000, 1_000, 64, 16, 5, false);
  }

  /// A copy whose limits by address do, or do not, apply to loopback addresses.
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
