package dev.wharf.swarm.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of one of a run's processes.
///
/// @param name what it is called
/// @param machine the machine that it ran on
/// @param fate why there is no whole result of it; empty when there is. What it had done by then is
///   here, and in none of the run's sums
/// @param workers its I/O threads
/// @param loggedIn how many of its clients logged in
/// @param sent its messages
/// @param delivered deliveries to its clients
/// @param lag how late it was itself, for each message
/// @param use what it took of its machine
public record ProcessResult(
    String name,
    String machine,
    String fate,
    int workers,
    long loggedIn,
    long sent,
    long delivered,
    @JsonProperty("generator_lag") LatencySummary lag,
    @JsonUnwrapped MachineUse use) {
  /// Of a process that has come to its end.
  public static ProcessResult of(String name, String machine, SwarmResult result) {
    return new ProcessResult(
        name,
        machine,
        "",
        result.info().workers(),
        result.connections().loggedIn(),
        result.scenarios().stream().mapToLong(one -> one.counts().sent()).sum(),
        result.scenarios().stream().mapToLong(one -> one.counts().delivered()).sum(),
        result.lag(),
        result.use());
  }

  /// Of a process of which there is no whole result.
  ///
  /// @param last what it said last; null when it said nothing
  public static ProcessResult lost(
      String name, String machine, String fate, int workers, @Nullable Snapshot last) {
    List<Snapshot.Flow> flows = last == null ? List.of() : last.flows();
    return new ProcessResult(
        name,
        machine,
        fate,
        workers,
        last == null ? 0 : last.loggedIn(),
        flows.stream().mapToLong(one -> one.counts().sent()).sum(),
        flows.stream().mapToLong(one -> one.counts().delivered()).sum(),
        LatencySummary.NONE,
        new MachineUse(0, 0, 0, 0, 0));
  }

  ProcessResult named(String other) {
    return new ProcessResult(other, machine, fate, workers, loggedIn, sent, delivered, lag, use);
  }

  /// Whether there is no whole result of it.
  public boolean isLost() {
    return !fate.isEmpty();
  }
}
