package dev.wharf.simulation.fault;

import dev.wharf.simulation.FaultKind;
import dev.wharf.simulation.Faults;
import dev.wharf.simulation.schedule.Scheduler;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// Decides which faults happen, and counts them. Only the thread that has the scheduler's turn uses
/// it.
public final class FaultInjector {
  private final Scheduler scheduler;
  private final long seed;
  private final Map<FaultKind, Long> injected = new EnumMap<>(FaultKind.class);
  private final Map<FaultKind, Double> chances = new EnumMap<>(FaultKind.class);

  private Duration longestStop = Faults.none().longestStop();
  private long byChance;
  private long mostByChance = Long.MAX_VALUE;

  /// Creates an injector that injects nothing.
  public FaultInjector(Scheduler scheduler, long seed) {
    this.scheduler = scheduler;
    this.seed = seed;
  }

  /// Sets the faults that happen from now on.
  public void setFaults(Faults other) {
    chances.clear();
    chances.putAll(other.chances());
    longestStop = other.longestStop();
  }

  private double chance(FaultKind kind) {
    Double chance = chances.get(kind);
    return chance == null ? 0 : chance;
  }

  /// Limits the number of faults that happen by chance. Up to the last of them, the run is the same
  /// as without the limit.
  public void limit(long most) {
    mostByChance = most;
  }

  /// Returns the random numbers of a subject.
  ///
  /// @param number a number that no other subject of this injector has
  /// @param subject the connection or the host, which the trace shows
  public FaultDice diceOf(int number, Object subject) {
    return new FaultDice(seed, number, subject);
  }

  /// Returns the longest time for which a host stops reading because of a fault by chance.
  public Duration longestStop() {
    return longestStop;
  }

  /// Decides whether a fault happens at an event, such as the arrival of a segment. Counts the
  /// fault.
  public boolean happens(FaultKind kind, FaultDice dice) {
    double chance = chance(kind);
    return chance > 0 && dice.next(kind) < chance && isInjected(kind, dice);
  }

  /// Decides whether a fault happens at a time that [#nanosToNext] has chosen. It does not when
  /// faults of this kind have been turned off in the meantime. Counts the fault.
  public boolean happensNow(FaultKind kind, FaultDice dice) {
    return chance(kind) > 0 && isInjected(kind, dice);
  }

  /// Counts a fault by chance, unless the limit is reached.
  ///
  /// @return whether the fault happens
  public boolean isInjected(FaultKind kind, FaultDice dice) {
    if (byChance >= mostByChance) {
      return false;
    }
    byChance++;
    count(kind, dice);
    return true;
  }

  /// Returns the time until the next fault of a kind whose chance is a number for each second.
  ///
  /// @return nanoseconds; [Long#MAX_VALUE] when no fault of the kind happens by chance
  public long nanosToNext(FaultKind kind, FaultDice dice) {
    double chance = chance(kind);
    return chance > 0
        ? (long) (-StrictMath.log(1 - dice.next(kind)) / chance * 1e9)
        : Long.MAX_VALUE;
  }

  /// Counts a fault.
  ///
  /// @param dice the random numbers of the connection or of the host
  public void count(FaultKind kind, FaultDice dice) {
    long count = injected.merge(kind, 1L, Long::sum);
    scheduler.trace(dice.number(), dice.subject(), "FAULT " + kind + ", number %d", count);
  }

  /// Returns the number of faults that have happened so far, of each kind that has happened.
  public Map<FaultKind, Long> injected() {
    Map<FaultKind, Long> counts = new EnumMap<>(FaultKind.class);
    counts.putAll(injected);
    return Collections.unmodifiableMap(counts);
  }
}
