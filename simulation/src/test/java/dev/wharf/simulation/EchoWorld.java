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

/// Runs the engine's echo server on one host and its clients on another host.
///
/// @param sessions the total number of sessions
/// @param atOnce the largest number of sessions at the same time
/// @param messages the number of messages that each session sends
record EchoWorld(
    PortOptions.Shape shape, int workers, int sessions, int atOnce, int messages, Faults faults) {
  private static final int MANY = 10_000;
  private static final int PORT = 7777;

  /// The result of a run.
  ///
  /// @param complete the number of sessions whose messages have all come back
  record Result(long hash, long entries, int complete, long echoedMessages, long faults) {}

  /// Runs [#ofStorm] with the seed in the first argument, and prints the hash of the run.
  public static void main(String[] args) throws Exception {
    System.out.println(ofStorm(PortOptions.Shape.SHARED).run(Long.parseLong(args[0])).hash());
  }

  /// Returns a small number of sessions in a network with all kinds of faults.
  static EchoWorld ofStorm(PortOptions.Shape shape) {
    return new EchoWorld(shape, 3, 20, 10, 10, Faults.storm());
  }

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
    CompletionPort serverPort = openPort(world.server);
    CompletionPort clientPort = openPort(world.client);
    ServerService server = serve(world, serverPort);
    ClientService clients = ClientService.open(clientPort, sessionOptions());
    world.simulation.setFaults(faults);
    List<EchoSession> all = connectAll(world, clients);
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

  CompletionPort openPort(Host host) {
    return CompletionPort.open(
        PortOptions.defaults()
            .withName(host.name())
            .withShape(shape)
            .withWorkers(workers)
            .withBufferMemoryBytes(32 << 20)
            .withStallThreshold(Duration.ofSeconds(10))
            .withRuntime(host.runtime()));
  }

  static ServerService serve(World world, CompletionPort port) {
    ServerOptions options =
        new ServerOptions(
            new InetSocketAddress(world.server.address(), PORT),
            4096,
            sessionOptions(),
            new AdmissionLimits(MANY, MANY, MANY, MANY, MANY, false));
    return ServerService.start(port, options, _ -> EchoSession.server());
  }

  static SessionOptions sessionOptions() {
    return SessionOptions.defaults().withLoginTimeout(Duration.ZERO).withUnsentBytes(4096);
  }

  List<EchoSession> connectAll(World world, ClientService clients) throws InterruptedException {
    EngineRuntime runtime = world.client.runtime();
    RandomGenerator random = runtime.newRandom();
    InetSocketAddress remote = new InetSocketAddress(world.server.address(), PORT);
    List<EchoSession> all = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      assertThat(runtime.poll(() -> areEnded(all, atOnce - 1), World.LONG)).isTrue();
      EchoSession session = new EchoSession(random, i, messages);
      all.add(session);
      clients.connect(remote, _ -> session);
    }
    return all;
  }

  static boolean areEnded(List<EchoSession> all, int but) {
    int open = 0;
    for (int i = all.size() - 1; i >= 0 && open <= but; i--) {
      open += all.get(i).isEnded() ? 0 : 1;
    }
    return open <= but;
  }

  /// Checks the sessions and the services' counters: no byte is lost unless its session broke, and
  /// no byte comes twice.
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
}
