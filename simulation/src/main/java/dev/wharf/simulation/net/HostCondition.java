package dev.wharf.simulation.net;

import dev.wharf.simulation.FaultKind;
import dev.wharf.simulation.fault.FaultDice;
import dev.wharf.simulation.fault.FaultInjector;
import dev.wharf.simulation.schedule.Scheduler;
import java.net.InetAddress;

/// Whether a host is up, and the faults that its network has at the moment.
public final class HostCondition {
  /// The dice of host n have the subject HOSTS + n.
  private static final int HOSTS = 1_000_000_000;

  private final InetAddress address;
  private final Scheduler scheduler;
  private final FaultInjector injector;
  private final FaultDice dice;
  private boolean isUp = true;

  // The virtual times at which the host's faults end.
  private long isolatedUntil;
  private long farAwayUntil;
  private long stoppedUntil;
  private long withoutDescriptorsUntil;

  HostCondition(
      String name, int number, InetAddress address, Scheduler scheduler, FaultInjector injector) {
    this.address = address;
    this.scheduler = scheduler;
    this.injector = injector;
    this.dice = injector.diceOf(HOSTS + number, "host " + name);
  }

  InetAddress address() {
    return address;
  }

  /// Returns whether the host is up.
  boolean isUp() {
    return isUp;
  }

  void setUp(boolean isUp) {
    this.isUp = isUp;
  }

  /// Returns the random numbers of the host's faults.
  public FaultDice dice() {
    return dice;
  }

  /// Begins a fault of the host's network that ends after this time.
  ///
  /// @param kind [FaultKind#PARTITION], [FaultKind#LATENCY], [FaultKind#STOPPED_READER] or
  ///   [FaultKind#ACCEPT_FAILURE]
  public void inflict(FaultKind kind, long nanos) {
    long end = scheduler.now() + nanos;
    switch (kind) {
      case PARTITION -> isolatedUntil = Math.max(end, isolatedUntil);
      case LATENCY -> farAwayUntil = Math.max(end, farAwayUntil);
      case STOPPED_READER -> stoppedUntil = Math.max(end, stoppedUntil);
      case ACCEPT_FAILURE -> withoutDescriptorsUntil = Math.max(end, withoutDescriptorsUntil);
      default -> throw new IllegalArgumentException(kind + " is no fault of a host's network");
    }
  }

  boolean isIsolated() {
    return scheduler.now() < isolatedUntil;
  }

  boolean isFarAway() {
    return scheduler.now() < farAwayUntil;
  }

  /// Returns the virtual time at which the host reads again from its connections.
  long stoppedUntil() {
    return stoppedUntil;
  }

  /// Decides whether a fault of the host happens at an event.
  public boolean happens(FaultKind kind) {
    return injector.happens(kind, dice);
  }

  /// Decides whether an accept fails because the host has no free file descriptor.
  boolean failsAccept() {
    return scheduler.now() < withoutDescriptorsUntil || happens(FaultKind.ACCEPT_FAILURE);
  }
}
