package dev.wharf.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.AdmissionLimits;
import dev.wharf.engine.ClientService;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.ServerOptions;
import dev.wharf.engine.ServerService;
import dev.wharf.engine.Service;
import dev.wharf.engine.ServiceCounters;
import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
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
/// @param mostFaults the largest number of faults by chance
record EchoWorld(
    PortOptions.Shape shape,
    int workers,
    int sessions,
    int atOnce,
    int messages,
    Faults faults,
    long mostFaults) {
  /// Faults that end no session.
  static final Faults GENTLE =
      Faults.storm()
          .without(
              FaultKind.RESET,
              FaultKind.STOPPED_READER,
              FaultKind.PARTITION,
              FaultKind.MEMORY,
              FaultKind.CRASH);

  /// The engine's write timeout and some seconds, because the engine looks four times a second, and
  /// its threads may be slow.
  private static final Duration LONGEST_WRITE = Duration.ofSeconds(20);

  /// The longest time for which a fault may hold buffers.
  private static final Duration LONGEST_FAULT = Duration.ofSeconds(10);

  /// The number of sessions of the engine for each [HalfCloser].
  private static final int SESSIONS_PER_PLAIN = 4;

  private static final int MANY = 10_000;
  static final int PORT = 7777;

  EchoWorld(
      PortOptions.Shape shape, int workers, int sessions, int atOnce, int messages, Faults faults) {
    this(shape, workers, sessions, atOnce, messages, faults, Long.MAX_VALUE);
  }

  EchoWorld withMostFaults(long most) {
    return new EchoWorld(shape, workers, sessions, atOnce, messages, faults, most);
  }

  /// The result of a run.
  ///
  /// @param complete the number of sessions whose messages have all come back
  /// @param plain the number of half-closers whose bytes have all come back
  record Result(
      long hash, long entries, int complete, int plain, long echoedMessages, long faults) {}

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
      List<HalfCloser> plain = new ArrayList<>();
      world.simulation.run(() -> ended.addAll(play(world, plain)));
      int complete = (int) ended.stream().filter(EchoSession::isComplete).count();
      return new Result(
          world.simulation.traceHash(),
          world.simulation.traceEntries(),
          complete,
          (int) plain.stream().filter(HalfCloser::isComplete).count(),
          (long) complete * messages,
          world.simulation.injectedFaults());
    }
  }

  private List<EchoSession> play(World world, List<HalfCloser> plain) throws InterruptedException {
    CompletionPort serverPort = openPort(world.server);
    CompletionPort clientPort = openPort(world.client);
    ServerService server = serve(world, serverPort);
    ClientService clients = ClientService.open(clientPort, sessionOptions());
    world.simulation.limitFaults(mostFaults);
    world.simulation.setFaults(faults);
    plain.addAll(connectPlain(world));
    List<EchoSession> all = connectAll(world, clients);
    assertThat(world.client.runtime().poll(() -> areEnded(all, 0), World.LONG)).isTrue();
    world.simulation.setFaults(Faults.none());
    for (HalfCloser each : plain) {
      each.awaitEnd();
    }
    assertThat(plain).noneMatch(HalfCloser::isWrong);
    assertThat(world.client.runtime().poll(() -> isEmpty(server) && isEmpty(clients), World.LONG))
        .isTrue();
    check(all, plain, server.counters(), clients.counters());
    world.client.runtime().sleep(LONGEST_FAULT);
    clientPort.close();
    serverPort.close();
    assertThat(clientPort.ledger().isZero()).isTrue();
    assertThat(serverPort.ledger().isZero()).isTrue();
    return all;
  }

  private List<HalfCloser> connectPlain(World world) {
    Host host = world.simulation.newHost("plain");
    RandomGenerator random = host.runtime().newRandom();
    InetSocketAddress remote = new InetSocketAddress(world.server.address(), PORT);
    List<HalfCloser> all = new ArrayList<>();
    for (int i = 0; i < sessions / SESSIONS_PER_PLAIN; i++) {
      HalfCloser next = new HalfCloser(host, remote, random);
      all.add(next);
      next.start();
    }
    return all;
  }

  CompletionPort openPort(Host host) {
    CompletionPort port =
        CompletionPort.open(
            PortOptions.defaults()
                .withName(host.name())
                .withShape(shape)
                .withWorkers(workers)
                .withBufferMemoryBytes(8 << 20)
                .withStallThreshold(Duration.ofSeconds(10))
                .withRuntime(host.runtime()));
    host.exposeMemory(port);
    host.limitWrites(LONGEST_WRITE);
    return port;
  }

  static ServerService serve(World world, CompletionPort port) {
    ServerOptions options =
        new ServerOptions(
            new InetSocketAddress(world.server.address(), PORT),
            4096,
            sessionOptions(),
            new AdmissionLimits(MANY, MANY, MANY, MANY, MANY, false));
    return ServerService.start(port, options, world.simulation.checked(_ -> EchoSession.server()));
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
      boolean connects = runtime.poll(() -> connects(world, clients, remote, session), World.LONG);
      assertThat(connects).isTrue();
      all.add(session);
    }
    return all;
  }

  /// Starts to connect. Returns false when there is no memory for the session.
  private static boolean connects(
      World world, ClientService clients, InetSocketAddress remote, EchoSession session) {
    try {
      clients.connect(remote, world.simulation.checked(_ -> session));
      return true;
    } catch (BufferMemoryExhaustedException e) {
      return false;
    }
  }

  private static boolean isEmpty(Service service) {
    return service.sessionCount() == 0;
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
  private void check(
      List<EchoSession> all,
      List<HalfCloser> plain,
      ServiceCounters server,
      ServiceCounters clients) {
    long plainBytes = plain.stream().mapToLong(HalfCloser::bytes).sum();
    assertThat(all).hasSize(sessions);
    assertThat(clients.bytesReceived())
        .isEqualTo(all.stream().mapToLong(EchoSession::received).sum());
    assertThat(server.bytesReceived()).isLessThanOrEqualTo(clients.bytesSent() + plainBytes);
    assertThat(clients.bytesReceived()).isLessThanOrEqualTo(server.bytesSent());
    assertThat(clients.handlerFailures() + server.handlerFailures()).isZero();
    assertThat(endings(clients)).isEqualTo(sessions);
    assertThat(endings(server)).isEqualTo(server.accepted());
    assertThat(server.accepted()).isLessThanOrEqualTo(sessions + plain.size());
  }

  private static long endings(ServiceCounters counters) {
    return counters.closes().values().stream().mapToLong(Long::longValue).sum();
  }
}
