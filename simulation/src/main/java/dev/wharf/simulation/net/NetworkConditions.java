package dev.wharf.simulation.net;

import dev.wharf.simulation.Faults;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;

/// The speed and the faults of the network, which a test can change while the simulation runs.
public final class NetworkConditions {
  private final long latencyNanos;
  private final long bytesPerSecond;
  private final Set<Set<InetAddress>> parted = new LinkedHashSet<>();
  private final Set<InetAddress> down = new LinkedHashSet<>();
  private Faults faults = Faults.none();
  private long injected;
  private long mostInjected = Long.MAX_VALUE;

  /// Creates the conditions of a network without faults.
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

  Faults faults() {
    return faults;
  }

  /// Sets the probabilities of faults, from now on.
  public void setFaults(Faults other) {
    faults = other;
  }

  /// Separates two hosts: no segment arrives between them, until [#join].
  public void part(InetAddress one, InetAddress other) {
    parted.add(Set.of(one, other));
  }

  /// Ends the separation of two hosts by [#part].
  public void join(InetAddress one, InetAddress other) {
    parted.remove(Set.of(one, other));
  }

  /// Sets whether a host is up.
  void setUp(InetAddress host, boolean isUp) {
    if (isUp) {
      down.remove(host);
    } else {
      down.add(host);
    }
  }

  /// Returns whether no segment arrives, because the hosts are separated or the receiving host is
  /// down.
  boolean isCut(InetAddress from, InetAddress to) {
    return down.contains(to)
        || (!parted.isEmpty() && !from.equals(to) && parted.contains(Set.of(from, to)));
  }

  /// Limits the number of faults that happen at random. Up to the last of them, the run is the same
  /// as without the limit.
  public void limitFaults(long most) {
    mostInjected = most;
  }

  /// Decides at random whether a fault happens, and counts the fault.
  boolean happens(SplittableRandom random, double chance) {
    boolean happens = random.nextDouble() < chance && injected < mostInjected;
    if (happens) {
      injected++;
    }
    return happens;
  }

  /// Returns how many faults have happened at random so far.
  public long injectedFaults() {
    return injected;
  }
}
