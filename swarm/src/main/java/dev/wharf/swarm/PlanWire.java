package dev.wharf.swarm;

import dev.wharf.swarm.cli.HostAddresses;
import dev.wharf.swarm.hostile.HostileKinds;
import dev.wharf.swarm.hostile.HostilePlan;
import dev.wharf.swarm.hostile.StolenToken;
import dev.wharf.swarm.profile.Course;
import dev.wharf.swarm.profile.Level;
import dev.wharf.swarm.profile.Phase;
import dev.wharf.swarm.profile.Profile;
import dev.wharf.swarm.wire.FleetLogins;
import dev.wharf.swarm.wire.FleetPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a worker is told to do, as a packet. All hostile clients are of the first worker.
final class PlanWire {
  /// With one more login, a packet fits a frame in whatever language the names are.
  private static final int LOGIN_CHARACTERS = 6_000;

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
            .setNamePrefix(options.namePrefix())
            .setPatienceNanos(options.patience().toNanos())
            .setKeepGoing(options.isKeptGoing());
    options.sources().forEach(source -> plan.addSources(source.getHostAddress()));
    switch (options.logins()) {
      case Logins.Shared shared -> plan.setToken(shared.token());
      case Logins.Minted minted -> plan.setTokenSecret(minted.mint().secret());
      case Logins.Listed _ -> plan.setListed(true);
    }
    if (options.share().index() == 0) {
      plan.setHostile(hostile).setStolenToken(Objects.requireNonNullElse(stolenToken, ""));
    }
    options.profile().phases().forEach(phase -> plan.addPhases(write(phase)));
    return plan.build();
  }

  /// The logins of a worker's clients, which are too long for a plan: they are told before it.
  ///
  /// @param share the options of this worker's part
  static List<FleetLogins> logins(SwarmOptions share) {
    if (!(share.logins() instanceof Logins.Listed listed)) {
      return List.of();
    }
    int own = share.share().of(listed.logins().size());
    List<FleetLogins> packets = new ArrayList<>();
    FleetLogins.Builder packet = FleetLogins.newBuilder();
    int characters = 0;
    for (int client = 0; client < own; client++) {
      Logins.Login login = listed.logins().get(share.share().inTheRun(client));
      packet.addNames(login.name()).addTokens(login.token());
      characters += login.name().length() + login.token().length() + 2;
      if (characters >= LOGIN_CHARACTERS) {
        packets.add(packet.build());
        packet.clear();
        characters = 0;
      }
    }
    packets.add(packet.build());
    return packets;
  }

  private static Logins logins(FleetPlan plan, List<FleetLogins> told) {
    if (!plan.getListed()) {
      return plan.getTokenSecret().isEmpty()
          ? new Logins.Shared(plan.getToken())
          : new Logins.Minted(new HmacTokens(plan.getTokenSecret()));
    }
    List<Logins.Login> logins = new ArrayList<>();
    for (FleetLogins packet : told) {
      for (int i = 0; i < Math.min(packet.getNamesCount(), packet.getTokensCount()); i++) {
        logins.add(new Logins.Login(packet.getNames(i), packet.getTokens(i)));
      }
    }
    return new Logins.Listed(logins);
  }

  /// @param logins that were told before the plan
  /// @throws IllegalArgumentException when something is out of its range
  static SwarmOptions options(FleetPlan plan, List<FleetLogins> logins) {
    return SwarmOptions.builder(HostAddresses.of(plan.getHost(), plan.getPort()))
        .from(SourceOption.parse(plan.getSourcesList()))
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
        .logins(logins(plan, logins))
        .namePrefix(plan.getNamePrefix())
        .patience(Duration.ofNanos(plan.getPatienceNanos()))
        .keepGoing(plan.getKeepGoing())
        .share(new Share(plan.getIndex(), plan.getProcesses(), plan.getBlock()))
        .build();
  }

  /// @throws IllegalArgumentException when there is no such kind
  static HostilePlan hostile(FleetPlan plan, HostileKinds kinds) {
    return HostileOption.parse(
        plan.getHostile(),
        kinds,
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
