package dev.wharf.swarm;

import com.google.protobuf.Message;
import dev.wharf.swarm.fleet.Children;
import dev.wharf.swarm.fleet.Coordinator;
import dev.wharf.swarm.fleet.FleetOrders;
import dev.wharf.swarm.fleet.Member;
import dev.wharf.swarm.fleet.ResultWire;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.measure.ServerMetrics;
import dev.wharf.swarm.report.MergedResult;
import dev.wharf.swarm.report.ProcessResult;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.RunInfo;
import dev.wharf.swarm.report.ScenarioResult;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.wire.FleetPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// One run, played by workers that have joined a coordinator. For one thread, which may block.
final class FleetRun {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Duration MORE_SLACK = Duration.ofSeconds(30);

  private final Coordinator coordinator;
  private final SwarmOptions options;
  private final FleetPlans plans;
  private final Swarm wish;
  private final MergedResult merged;
  private final RunInfo info;
  private long sampledAt;

  /// What each worker is told.
  @FunctionalInterface
  interface FleetPlans {
    FleetPlan of(SwarmOptions share);
  }

  /// @param options of the whole run
  /// @param wish a swarm that is not run: what its control is told, all workers are
  FleetRun(Coordinator coordinator, SwarmOptions options, FleetPlans plans, Swarm wish) {
    this.coordinator = coordinator;
    this.options = options;
    this.plans = plans;
    this.wish = wish;
    this.info = wish.info();
    this.merged = new MergedResult(info);
  }

  /// @param children whose exit codes are told; null when there are none
  SwarmResult run(ProgressView view, ServerMetrics server, @Nullable Children children) {
    int processes = coordinator.members().size();
    coordinator.run(
        index -> packets(options.sharedAs(index, processes, wish.hasRooms())),
        slack(),
        this::steering,
        view,
        () -> sample(server));
    if (wish.isStopped()) {
      merged.stopped();
    }
    for (Member member : coordinator.members()) {
      add(member, children);
    }
    return merged.result(server.answers());
  }

  private List<Message> packets(SwarmOptions share) {
    List<Message> packets = new ArrayList<>(PlanWire.logins(share));
    packets.add(plans.of(share));
    return packets;
  }

  private Duration slack() {
    long arrivals = options.clients() / options.connectRate();
    return options.patience().multipliedBy(4).plusSeconds(arrivals).plus(MORE_SLACK);
  }

  private FleetOrders steering() {
    SwarmControl control = wish.control();
    return new FleetOrders(
        control.clients(), control.rateFactor(), control.isPaused(), wish.isStopped());
  }

  private void sample(ServerMetrics server) {
    long now = System.nanoTime();
    long start = coordinator.startedAt();
    if (start != 0 && now - start >= 0 && now - sampledAt >= SECOND) {
      sampledAt = now;
      merged.add((now - start) / 1e9, server.figures());
    }
  }

  private void add(Member member, @Nullable Children children) {
    byte[] bytes = member.result();
    if (bytes == null) {
      String exit = children == null ? "" : children.exitOf(member.name());
      merged.addLost(lost(member, member.fate() + exit));
      return;
    }
    SwarmResult result;
    try {
      result = ResultWire.read(bytes, info);
    } catch (IllegalArgumentException e) {
      merged.addLost(lost(member, "its result cannot be read"));
      return;
    }
    merged.add(
        new ProcessResult(
            member.name(),
            member.machine(),
            "",
            workers(member),
            result.connections().loggedIn(),
            sum(result, one -> one.counts().sent()),
            sum(result, one -> one.counts().delivered()),
            result.lag(),
            result.use()),
        result);
  }

  /// With what it last said.
  private ProcessResult lost(Member member, String fate) {
    Snapshot last = member.latest();
    return new ProcessResult(
        member.name(),
        member.machine(),
        fate,
        workers(member),
        last == null ? 0 : last.loggedIn(),
        last == null ? 0 : last.flows().stream().mapToLong(one -> one.counts().sent()).sum(),
        last == null ? 0 : last.flows().stream().mapToLong(one -> one.counts().delivered()).sum(),
        LatencySummary.NONE,
        new MachineUse(0, 0, 0, 0, 0));
  }

  private int workers(Member member) {
    int told = plans.of(options).getWorkers();
    return told == 0 ? member.workers() : told;
  }

  private static long sum(SwarmResult result, ToLongFunction<ScenarioResult> count) {
    return result.scenarios().stream().mapToLong(count).sum();
  }
}
