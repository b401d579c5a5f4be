package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.transform.Escaping;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenerTest {
  private static ServerOptions on(InetSocketAddress address) {
    ServerOptions open = EngineFixture.open();
    return new ServerOptions(address, open.backlog(), open.session(), open.admission());
  }

  @ParameterizedTest
  @CsvSource({"SHARED,1", "SHARED,3", "PER_WORKER,1", "PER_WORKER,3"})
  void namesTheAddressWhenAnotherProgramHasThePort(PortOptions.Shape shape, int workers)
      throws Exception {
    try (EngineFixture engine = new EngineFixture(shape, workers);
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertTaken(engine, (InetSocketAddress) taken.getLocalSocketAddress());
    }
  }

  /// Several listeners of one service share the service's TCP port. A listener of another service
  /// must not share this TCP port.
  @ParameterizedTest
  @CsvSource({"SHARED,1", "SHARED,3", "PER_WORKER,1", "PER_WORKER,3"})
  void namesTheAddressWhenAnotherServiceHasThePort(PortOptions.Shape shape, int workers)
      throws Exception {
    try (EngineFixture first = new EngineFixture(shape, workers);
        EngineFixture second = new EngineFixture(shape, workers)) {
      ServerService server = first.serve(Probes.echo());
      assertTaken(first, server.localAddress());
      assertTaken(second, server.localAddress());
      for (int i = 0; i < 10; i++) {
        Peers.assertEchoes(first.socketTo(server), i);
      }
    }
  }

  private static void assertTaken(EngineFixture engine, InetSocketAddress address) {
    assertThatThrownBy(() -> engine.serve(on(address), Probes.echo()))
        .isInstanceOf(ListenException.class)
        .hasMessageStartingWith("cannot listen on 127.0.0.1:" + address.getPort() + ": ")
        .hasCauseInstanceOf(IOException.class);
  }

  /// The sessions of all addresses belong to one service, share its limits, and end with it.
  @ParameterizedTest
  @CsvSource({"SHARED,1", "SHARED,3", "PER_WORKER,1", "PER_WORKER,3"})
  void listensOnFurtherAddresses(PortOptions.Shape shape, int workers) throws Exception {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    ServerOptions options =
        EngineFixture.open()
            .withAdmission(new AdmissionLimits(2, 2, 2, 2, 1000, true))
            .withEndpoint(new ServerOptions.Endpoint(free, _ -> new Escaping()));
    try (EngineFixture engine = new EngineFixture(shape, workers)) {
      ServerService server = engine.serve(options, Probes.echo());
      assertThat(server.localAddresses()).hasSize(2).doesNotHaveDuplicates();
      assertThat(server.localAddresses().getFirst()).isEqualTo(server.localAddress());
      InetSocketAddress other = server.localAddresses().getLast();
      Socket plain = engine.socketTo(server);
      Peers.assertEchoes(plain, 1);
      try (Socket escaping = new Socket();
          Socket third = new Socket()) {
        escaping.connect(other);
        escaping.getOutputStream().write(1);
        assertThat(escaping.getInputStream().read()).isEqualTo(1);
        assertThat(server.sessionCount()).isEqualTo(2);
        third.connect(other);
        Peers.assertClosedByOther(third);
        escaping.getOutputStream().write(Escaping.END);
        assertThat(escaping.getInputStream().read()).isEqualTo(Escaping.END);
        Peers.assertClosedByOther(escaping);
      }
      assertThat(server.counters().refusedFull()).isEqualTo(1);
      server.close();
      assertThat(server.isAccepting()).isFalse();
      ServerService again = engine.serve(on(server.localAddresses().getLast()), Probes.echo());
      Peers.assertEchoes(engine.socketTo(again), 2);
    }
  }

  private static InetSocketAddress freeAddress() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) probe.getLocalSocketAddress();
    }
  }

  /// When one address cannot be listened on, the service listens on none.
  @Test
  void closesAllListenersWhenOneAddressIsTaken() throws Exception {
    try (EngineFixture engine = new EngineFixture();
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress free = freeAddress();
      ServerOptions options =
          on(free)
              .withEndpoint(
                  new ServerOptions.Endpoint(
                      (InetSocketAddress) taken.getLocalSocketAddress(), null));
      assertThatThrownBy(() -> engine.serve(options, Probes.echo()))
          .isInstanceOf(ListenException.class)
          .hasMessageStartingWith("cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": ");
      Peers.assertEchoes(engine.socketTo(engine.serve(on(free), Probes.echo())), 1);
    }
  }

  @Test
  void namesAnAddressOfAnotherMachine() throws Exception {
    try (EngineFixture engine = new EngineFixture()) {
      InetSocketAddress elsewhere = new InetSocketAddress("203.0.113.1", 0);
      assertThatThrownBy(() -> engine.serve(on(elsewhere), Probes.echo()))
          .isInstanceOf(ListenException.class)
          .hasMessageStartingWith("cannot listen on 203.0.113.1:0: ");
    }
  }

  @Test
  void namesAnUnknownHost() {
    assertThatThrownBy(() -> on(InetSocketAddress.createUnresolved("no.such.host.invalid", 7777)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot listen on no.such.host.invalid: no such host");
  }

  @ParameterizedTest
  @CsvSource({"SHARED,2", "PER_WORKER,2"})
  void listensAgainOnThePortOfAServiceThatWasClosed(PortOptions.Shape shape, int workers)
      throws Exception {
    try (EngineFixture engine = new EngineFixture(shape, workers)) {
      ServerService first = engine.serve(Probes.echo());
      Peers.assertEchoes(engine.socketTo(first), 1);
      first.close();
      ServerService second = engine.serve(on(first.localAddress()), Probes.echo());
      assertThat(second.localAddress()).isEqualTo(first.localAddress());
      Peers.assertEchoes(engine.socketTo(second), 2);
    }
  }

  /// When each worker has a listener, each worker must get sessions.
  @Test
  void spreadsSessionsOverTheWorkers() throws Exception {
    List<String> threads = new java.util.concurrent.CopyOnWriteArrayList<>();
    SessionHandler noting =
        new SessionHandler() {
          @Override
          public void onConnected(Session session) {
            threads.add(Thread.currentThread().getName());
          }

          @Override
          public void onReceived(Session session, java.nio.ByteBuffer received) {}
        };
    try (EngineFixture engine = new EngineFixture(PortOptions.Shape.PER_WORKER, 2)) {
      ServerService server = engine.serve(session -> noting);
      for (int i = 0; i < 64; i++) {
        engine.socketTo(server);
      }
      EngineFixture.until("all are accepted", () -> threads.size() == 64);
      if (engine.port.options().shape() == PortOptions.Shape.PER_WORKER) {
        assertThat(threads.stream().distinct()).hasSize(2);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 5, 11, 20})
  void opensAPortWithAnyStallThreshold(long millis) {
    CompletionPort.open(
            PortOptions.defaults()
                .withWorkers(1)
                .withStallThreshold(java.time.Duration.ofMillis(millis)))
        .close();
  }

  // ---- without a free file descriptor

  @ParameterizedTest
  @Tag(EngineFixture.ONCE)
  @DisabledOnOs(OS.WINDOWS)
  @EnumSource(names = {"JDK", "URING"})
  void triesSlowlyWithoutAFreeDescriptorAndAcceptsAgainWhenThereIsOne(PortOptions.Provider provider)
      throws Exception {
    EngineFixture.assumeAvailable(provider);
    List<String> lines =
        ChildJvm.run(
            OutOfDescriptors.class,
            "ulimit -n 64",
            ChildJvm.NATIVE_ACCESS,
            EngineFixture.asksFor(provider));
    List<String> result = lines.stream().filter(line -> line.startsWith("RESULT ")).toList();
    assertThat(result).as("output: %s", lines).hasSize(1);
    String[] words = result.getFirst().split(" ");
    long tries = Long.parseLong(words[1]);
    double seconds = Double.parseDouble(words[2]);
    assertThat(tries).as("the listener keeps trying").isGreaterThanOrEqualTo(3);
    assertThat(tries / seconds).as("tries a second").isLessThan(20);
    // A descriptor that becomes free late ends one row of failures, and another row begins. The
    // beginning and the end of each row are logged.
    long rows = lines.stream().filter(line -> line.contains("accepting failed")).count();
    long ends = lines.stream().filter(line -> line.contains("accepting again")).count();
    assertThat(rows).as("rows of failures, of %s", lines).isEqualTo(ends).isBetween(2L, tries / 2);
  }

  /// Runs a JVM without `--enable-native-access`. In this JVM, Netty takes its memory from an
  /// arena. When an operation fails, the JDK keeps the arena in use, so the arena cannot be closed.
  /// The ledger must be at zero all the same.
  @Test
  @Tag(EngineFixture.ONCE)
  void ledgerIsZeroWhenBufferMemoryCannotBeFreed() throws Exception {
    assertThat(ChildJvm.run(NoNativeAccess.class, "true")).contains("RESULT ledger at zero");
  }

  /// A main program that does the following twice: it takes all file descriptors, counts the
  /// listener's failed accepts for some time, frees the descriptors, and checks that the server
  /// accepts again.
  static final class OutOfDescriptors {
    public static void main(String[] args) throws Exception {
      long tries = 0;
      double seconds = 0;
      try (EngineFixture engine = new EngineFixture(PortOptions.Shape.SHARED, 1)) {
        ServerService server = engine.serve(Probes.echo());
        // Connects once first, to load all classes: a class file cannot be opened near the limit of
        // descriptors.
        try (Socket first = engine.socketTo(server)) {
          Peers.assertEchoes(first, 1);
        }
        EngineFixture.until("no session left", () -> server.sessionCount() == 0);
        for (int round = 0; round < 2; round++) {
          List<Socket> clients = new ArrayList<>();
          long failures = server.counters().acceptFailures();
          EngineFixture.until(
              "a failed accept",
              () -> {
                addClient(server, clients);
                return server.counters().acceptFailures() > failures;
              });
          long begun = System.nanoTime();
          long before = server.counters().acceptFailures();
          EngineFixture.until("some tries", () -> server.counters().acceptFailures() >= before + 5);
          tries += server.counters().acceptFailures() - before;
          seconds += (System.nanoTime() - begun) / 1e9;
          for (Socket client : clients) {
            client.close();
          }
          try (Socket again = engine.socketTo(server)) {
            Peers.assertEchoes(again, round);
          }
          EngineFixture.until("no session left", () -> server.sessionCount() == 0);
        }
        System.out.println("RESULT " + tries + " " + seconds);
      }
    }

    /// Connects a client. When the client itself finds no free descriptor, adds no client; the
    /// caller tries again.
    private static void addClient(ServerService server, List<Socket> clients) {
      try {
        Socket socket = new Socket();
        socket.connect(server.localAddress());
        clients.add(socket);
      } catch (IOException noneFree) {
        // the caller looks whether the listener has failed, too
      }
    }
  }

  /// A main program with sessions that fill some of Netty's chunks, and that end while a read is
  /// pending.
  static final class NoNativeAccess {
    public static void main(String[] args) throws Exception {
      try (EngineFixture engine = new EngineFixture(PortOptions.Shape.SHARED, 1)) {
        ServerOptions large =
            EngineFixture.open()
                .withSession(EngineFixture.open().session().withReceiveBytes(1 << 20, 1 << 20));
        Probes probes = Probes.echo();
        ServerService server = engine.serve(large, probes);
        for (int i = 0; i < 30; i++) {
          Peers.assertEchoes(engine.socketTo(server), i);
        }
        server.close();
        EngineFixture.until("ledger at zero", () -> engine.port.ledger().isZero());
        probes.assertAllEndedOnceAndLast();
        System.out.println("RESULT ledger at zero");
      }
    }
  }
}
