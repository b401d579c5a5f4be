package dev.wharf.simulation.net;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/// The speed of the network, and the pairs of hosts that are separated. A test can change these
/// pairs while the simulation runs.
public final class NetworkConditions {
  private final long latencyNanos;
  private final long bytesPerSecond;
  private final Set<Set<InetAddress>> parted = new LinkedHashSet<>();

  /// Creates the conditions of a network in which no hosts are separated.
  public NetworkConditions(Duration latency, long bytesPerSecond) {
    this.latencyNanos = latency.toNanos();
    this.bytesPerSecond = bytesPerSecond;
  }

  long latencyNanos() {
    return latencyNanos;
  }

  long bytesPerSecond() {
    return bytesPerSecond;
  }

  /// Separates two hosts: no segment arrives between them, until [#join].
  public void part(InetAddress one, InetAddress other) {
    parted.add(Set.of(one, other));
  }

  /// Ends the separation of two hosts by [#part].
  public void join(InetAddress one, InetAddress other) {
    parted.remove(Set.of(one, other));
  }

  /// Returns whether two hosts are separated by [#part].
  boolean areParted(InetAddress one, InetAddress other) {
    return !parted.isEmpty() && !one.equals(other) && parted.contains(Set.of(one, other));
  }
}
