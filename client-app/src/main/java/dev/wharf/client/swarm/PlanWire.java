package dev.wharf.client.swarm;

import dev.wharf.client.swarm.hostile.HostilePlan;
import dev.wharf.client.swarm.hostile.StolenToken;
import dev.wharf.client.swarm.profile.Course;
import dev.wharf.client.swarm.profile.Level;
import dev.wharf.client.swarm.profile.Phase;
import dev.wharf.client.swarm.profile.Profile;
import dev.wharf.proto.fleet.FleetPlan;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a worker is told to do, as a packet. All hostile clients are of the first worker.
final class PlanWire {
  private PlanWire() {}

  /// @param options of the whole run
  /// @param workers I/O threads of each worker; null for its own number
  /// @param hostile as on the command line; empty for none
  /// @param stolenToken as on the command line, for kinds that need one
  static FleetPlan write(
      SwarmOptions options,
      @Nullable Integer workers,
      String hostile,
      @Nullable String stolenToken) {
    FleetPlan.Builder plan =
        FleetPlan.newBuilder()
            .setIndex(options.share().index())
            .setProcesses(options.share().processes())
            .setBlock(options.share().block())
            .setHost(options.server().getHostString())
            .setPort(options.server().getPort())
            .setClients(options.clients())
            .addAllScenarios(options.scenarios())
            .setProfile(options.profile().name())
            .setDurationNanos(options.duration().toNanos())
            .setRate(options.rate())
            .setClosedLoop(options.isClosedLoop())
            .setConnectRate(options.connectRate())
            .setRoomSize(options.roomSize())
            .setPayloadBytes(options.payloadBytes())
            .setWorkers(workers == null ? 0 : workers)
            .setSeed(options.seed())
            .setToken(options.token())
            .setNamePrefix(options.namePrefix())
            .setPatienceNanos(options.patience().toNanos());
    if (options.share().index() == 0) {
      plan.setHostile(hostile).setStolenToken(Objects.requireNonNullElse(stolenToken, ""));
    }
    options.profile().phases().forEach(phase -> plan.addPhases(write(phase)));
    return plan.build();
  }

  /// @throws IllegalArgumentException when something is out of its range
  static SwarmOptions options(FleetPlan plan) {
    InetSocketAddress server = new InetSocketAddress(plan.getHost(), plan.getPort());
    if (server.isUnresolved()) {
      throw new IllegalArgumentException("there is no host '" + plan.getHost() + "'");
    }
    return SwarmOptions.builder(server)
        .clients(plan.getClients())
        .scenarios(plan.getScenariosList())
        .profile(
            new Profile(
                plan.getProfile(), plan.getPhasesList().stream().map(PlanWire::read).toList()))
        .duration(Duration.ofNanos(plan.getDurationNanos()))
        .rate(plan.getRate())
        .closedLoop(plan.getClosedLoop())
        .connectRate(plan.getConnectRate())
        .roomSize(plan.getRoomSize())
        .payloadBytes(plan.getPayloadBytes())
        .workers(plan.getWorkers() == 0 ? SwarmOptions.defaultWorkers() : plan.getWorkers())
        .seed(plan.getSeed())
        .token(plan.getToken())
        .namePrefix(plan.getNamePrefix())
        .patience(Duration.ofNanos(plan.getPatienceNanos()))
        .build()
        .withShare(new Share(plan.getIndex(), plan.getProcesses(), plan.getBlock()));
  }

  /// @throws IllegalArgumentException when there is no such kind
  static HostilePlan hostile(FleetPlan plan) {
    return HostileOption.parse(
        plan.getHostile(),
        plan.getClients(),
        plan.getStolenToken().isEmpty()
            ? StolenToken.NONE
            : StolenToken.parse(plan.getStolenToken()));
  }

  private static FleetPlan.Phase write(Phase phase) {
    return FleetPlan.Phase.newBuilder()
        .setName(phase.name())
        .setNanos(phase.duration().toNanos())
        .setClientsFrom(write(phase.clients().from()))
        .setClientsTo(write(phase.clients().to()))
        .setRateFrom(write(phase.rate().from()))
        .setRateTo(write(phase.rate().to()))
        .setChurn(phase.churn())
        .setStorm(phase.storm())
        .setAwayNanos(phase.away().toNanos())
        .setDrop(phase.exit() == Phase.Exit.DROP)
        .build();
  }

  private static Phase read(FleetPlan.Phase phase) {
    return new Phase(
        phase.getName(),
        Duration.ofNanos(phase.getNanos()),
        new Course(read(phase.getClientsFrom()), read(phase.getClientsTo())),
        new Course(read(phase.getRateFrom()), read(phase.getRateTo())),
        phase.getChurn(),
        phase.getStorm(),
        Duration.ofNanos(phase.getAwayNanos()),
        phase.getDrop() ? Phase.Exit.DROP : Phase.Exit.LEAVE);
  }

  private static FleetPlan.Level write(Level level) {
    return FleetPlan.Level.newBuilder().setValue(level.value()).setShare(level.isShare()).build();
  }

  private static Level read(FleetPlan.Level level) {
    return new Level(level.getValue(), level.getShare());
  }
}
