package dev.wharf.swarm;

import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.report.Snapshot;
import java.util.ArrayList;
import java.util.List;

/// What is new since the last time that it was asked, beside what a [Sampler] tells. Each who takes
/// pictures has one. For one thread.
final class News {
  private final List<Cast> casts;
  private final long[] dueBefore;
  private MachineUse useBefore = MachineUse.now();
  private long elapsedBefore;

  News(List<Cast> casts) {
    this.casts = List.copyOf(casts);
    this.dueBefore = new long[casts.size()];
  }

  /// How much time has passed, in seconds; more than 0.
  double seconds(Snapshot now) {
    double seconds = Math.max(1, now.elapsedNanos() - elapsedBefore) / 1e9;
    elapsedBefore = now.elapsedNanos();
    return seconds;
  }

  /// How many messages a second were to be sent, by scenario.
  List<Double> due(double seconds) {
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < dueBefore.length; i++) {
      long due = casts.get(i).tally().due();
      rates.add((due - dueBefore[i]) / seconds);
      dueBefore[i] = due;
    }
    return rates;
  }

  /// What the swarm took of the machine.
  MachineUse use() {
    MachineUse now = MachineUse.now();
    MachineUse fresh = now.since(useBefore);
    useBefore = now;
    return fresh;
  }
}
