package dev.wharf.swarm.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The result of one process of a run.
///
/// @param name the process's name in the report
/// @param machine the machine of the process
/// @param fate the reason when the process has no complete result; empty otherwise. With a reason,
///   the counts here are the last known ones, and the run's sums do not include them
/// @param workers the number of the process's I/O threads
/// @param loggedIn the number of the process's clients that logged in
/// @param sent the messages that the process sent
/// @param delivered the deliveries to the process's clients
/// @param lag the delays with which the process itself sent the messages
/// @param use the process's use of its machine
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
  /// Returns the result of a process that ended normally.
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

  /// Returns the result of a process that was lost.
  ///
  /// @param last the last snapshot of the process; null when it sent none
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
        MachineUse.NONE);
  }

  /// Returns the use of all machines together. When several processes ran on one machine, its
  /// processors count once.
  static MachineUse use(List<ProcessResult> processes) {
    Map<String, MachineUse> machines = new LinkedHashMap<>();
    processes.stream()
        .filter(one -> !one.isLost())
        .forEach(one -> machines.merge(one.machine, one.use, MachineUse::beside));
    return machines.values().stream().reduce(MachineUse.NONE, MachineUse::withMachine);
  }

  ProcessResult named(String other) {
    return new ProcessResult(other, machine, fate, workers, loggedIn, sent, delivered, lag, use);
  }

  /// Returns whether the process has no complete result.
  public boolean isLost() {
    return !fate.isEmpty();
  }
}
