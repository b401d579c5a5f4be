package dev.wharf.simulation;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The faults that a simulation injects: by chance, and by a plan.
///
/// A smaller case of a failure has the same seed and fewer faults: none of some [kinds][#without],
/// or only the first ones ([Simulation#limitFaults]). The other faults stay as they were as far as
/// possible, because each connection, each host and each kind has random numbers of its own.
///
/// @param chances the chance of each kind, as [FaultKind] says; kinds that are missing do not
///   happen by chance
/// @param plan the faults that happen at fixed times
/// @param longestStop the longest time of a [FaultKind#STOPPED_READER] by chance
public record Faults(Map<FaultKind, Double> chances, List<Planned> plan, Duration longestStop) {
  private static final Duration LONGEST_STOP = Duration.ofHours(1);

  /// Checks that each chance is in its range.
  public Faults {
    chances.forEach(Faults::check);
    Map<FaultKind, Double> ordered = new EnumMap<>(FaultKind.class);
    ordered.putAll(chances);
    chances = Collections.unmodifiableMap(ordered);
    plan = List.copyOf(plan);
  }

  /// A fault at a fixed time.
  ///
  /// @param after the virtual time from [Simulation#setFaults] to the fault
  /// @param kind [FaultKind#STOPPED_READER], [FaultKind#ACCEPT_FAILURE], or a kind that lasts
  /// @param host the name of the host
  /// @param length the time that the fault lasts
  public record Planned(Duration after, FaultKind kind, String host, Duration length) {
    /// Checks that faults of this kind can be planned.
    public Planned {
      if (!kind.lasts() && kind != FaultKind.STOPPED_READER && kind != FaultKind.ACCEPT_FAILURE) {
        throw new IllegalArgumentException("a fault of the kind " + kind + " cannot be planned");
      }
    }
  }

  /// Returns no faults.
  public static Faults none() {
    return new Faults(Map.of(), List.of(), LONGEST_STOP);
  }

  /// Returns chances with which every kind of fault happens at times, but nearly all bytes arrive.
  public static Faults storm() {
    return none()
        .with(FaultKind.RESET, 0.0005)
        .with(FaultKind.LOSS, 0.01)
        .with(FaultKind.SPLIT, 0.3)
        .with(FaultKind.SHORT_READ, 0.2)
        .with(FaultKind.STOPPED_READER, 0.0005)
        .with(FaultKind.ACCEPT_FAILURE, 0.05)
        .with(FaultKind.BLOCKING_CALL, 0.05)
        .with(FaultKind.STATEMENT_FAILURE, 0.003)
        .with(FaultKind.UNKNOWN_COMMIT, 0.05)
        .with(FaultKind.LATENCY, 0.05)
        .with(FaultKind.PARTITION, 0.02)
        .with(FaultKind.SLOW_HOST, 0.05)
        .with(FaultKind.SLOW_THREAD, 0.1)
        .with(FaultKind.CLOCK_JUMP, 0.05)
        .with(FaultKind.MEMORY, 0.02)
        .with(FaultKind.DATABASE_HANG, 0.03)
        .with(FaultKind.CRASH, 0.005);
  }

  /// Returns a copy with another chance of a kind.
  public Faults with(FaultKind kind, double chance) {
    Map<FaultKind, Double> changed = new EnumMap<>(FaultKind.class);
    changed.putAll(chances);
    changed.put(kind, chance);
    return new Faults(changed, plan, longestStop);
  }

  /// Returns a copy without faults of these kinds, by chance and by plan.
  public Faults without(FaultKind... kinds) {
    List<FaultKind> dropped = List.of(kinds);
    Map<FaultKind, Double> kept = new EnumMap<>(FaultKind.class);
    kept.putAll(chances);
    kept.keySet().removeAll(dropped);
    List<Planned> keptPlan = plan.stream().filter(each -> !dropped.contains(each.kind())).toList();
    return new Faults(kept, keptPlan, longestStop);
  }

  /// Returns a copy with another plan.
  public Faults withPlan(Planned... faults) {
    return new Faults(chances, List.of(faults), longestStop);
  }

  /// Returns a copy with another longest time for which a host stops reading by chance.
  public Faults withLongestStop(Duration longest) {
    return new Faults(chances, plan, longest);
  }

  /// Returns the chance of a kind; 0 when faults of this kind do not happen by chance.
  public double chance(FaultKind kind) {
    return chances.getOrDefault(kind, 0.0);
  }

  private static void check(FaultKind kind, double chance) {
    double most = kind.lasts() ? Double.MAX_VALUE : 1;
    if (!(chance >= 0 && chance <= most)) {
      throw new IllegalArgumentException(
          "the chance of " + kind + " must be 0 to " + most + ", not " + chance);
    }
  }
}
