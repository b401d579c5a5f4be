package dev.wharf.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.AdmissionLimits;
import dev.wharf.engine.ClientService;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.ServerOptions;
import dev.wharf.engine.ServerService;
import dev.wharf.engine.ServiceCounters;
import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.runtime.EngineRuntime;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// The engine's echo server and its clients on two hosts.
///
/// @param sessions the number of sessions in all
/// @param atOnce the most sessions at a time
/// @param messages the number of messages of each session
record EchoWorld(
    PortOptions.Shape shape, int workers, int sessions, int atOnce, int messages, Faults faults) {
  private static final int MANY = 10_000;

  /// What came out of a run.
  ///
  /// @param complete the number of sessions whose messages have all come back
  record Result(long hash, long entries, int complete, long echoedMessages, long faults) {}

  Result run(long seed) throws Exception {
    try (World world = new World(SimulationOptions.seeded(seed))) {
      List<EchoSession> ended = new ArrayList<>();
      world.simulation.run(() -> ended.addAll(play(world)));
      int complete = (int) ended.stream().filter(EchoSession::isComplete).count();
      return new Result(
          world.simulation.traceHash(),
          world.simulation.traceEntries(),
          complete,
          (long) complete * messages,
          world.simulation.injectedFaults());
    }
  }

  private List<EchoSession> play(World world) throws InterruptedException {
    CompletionPort serverPort = CompletionPort.open(options(world.server));
    CompletionPort clientPort = CompletionPort.open(options(world.client));
    ServerService server =
        ServerService.start(serverPort, serverOptions(world), _ -> EchoSession.server());
    ClientService clients = ClientService.open(clientPort, sessionOptions());
    world.simulation.setFaults(faults);
    List<EchoSession> all = connectAll(world, server.localAddress(), clients);
    assertThat(world.client.runtime().poll(() -> areEnded(all, 0), World.LONG)).isTrue();
    world.simulation.setFaults(Faults.none());
    assertThat(world.client.runtime().poll(() -> server.sessionCount() == 0, World.LONG)).isTrue();
    check(all, server.counters(), clients.counters());
    clientPort.close();
    serverPort.close();
    assertThat(clientPort.ledger().isZero()).isTrue();
    assertThat(serverPort.ledger().isZero()).isTrue();
    return all;
  }

  private List<EchoSession> connectAll(
      World world, InetSocketAddress address, ClientService clients) throws InterruptedException {
    EngineRuntime runtime = world.client.runtime();
    RandomGenerator random = runtime.newRandom();
    InetSocketAddress remote = new InetSocketAddress(world.server.address(), address.getPort());
    List<EchoSession> all = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      assertThat(runtime.poll(() -> areEnded(all, atOnce - 1), World.LONG)).isTrue();
      EchoSession session = new EchoSession(random, i, messages);
      all.add(session);
      clients.connect(remote, _ -> session);
    }
    return all;
  }

  private static boolean areEnded(List<EchoSession> all, int but) {
    int open = 0;
    for (int i = all.size() - 1; i >= 0 && open <= but; i--) {
      open += all.get(i).isEnded() ? 0 : 1;
    }
    return open <= but;
  }

  /// Every byte is accounted for: none is lost unless its session broke, and none comes twice.
  private void check(List<EchoSession> all, ServiceCounters server, ServiceCounters clients) {
    assertThat(all).hasSize(sessions);
    assertThat(clients.bytesReceived())
        .isEqualTo(all.stream().mapToLong(EchoSession::received).sum());
    assertThat(server.bytesReceived()).isLessThanOrEqualTo(clients.bytesSent());
    assertThat(clients.bytesReceived()).isLessThanOrEqualTo(server.bytesSent());
    assertThat(clients.handlerFailures() + server.handlerFailures()).isZero();
    assertThat(endings(clients)).isEqualTo(sessions);
    assertThat(endings(server)).isEqualTo(server.accepted());
    assertThat(server.accepted()).isLessThanOrEqualTo(sessions);
  }

  private static long endings(ServiceCounters counters) {
    return counters.closes().values().stream().mapToLong(Long::longValue).sum();
  }

  private PortOptions options(Host host) {
    return PortOptions.defaults()
        .withName(host.name())
        .withShape(shape)
        .withWorkers(workers)
        .withBufferMemoryBytes(32 << 20)
        .withStallThreshold(Duration.ofSeconds(10))
        .withRuntime(host.runtime());
  }

  private static ServerOptions serverOptions(World world) {
    return new ServerOptions(
        new InetSocketAddress(world.server.address(), 0),
        4096,
        sessionOptions(),
        new AdmissionLimits(MANY, MANY, MANY, MANY, MANY, false));
  }

  private static SessionOptions sessionOptions() {
    return SessionOptions.defaults().withLoginTimeout(Duration.ZERO);
  }
}
