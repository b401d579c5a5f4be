package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DrainTest {
  private static final byte NOTICE = 77;
  private static final Duration SHORT = Duration.ofMillis(300);

  /// Returns a handler that echoes, and sends a message to its peer when the service drains.
  private static SessionHandler telling() {
    return new SessionHandler() {
      @Override
      public void onReceived(Session session, ByteBuffer received) {
        EngineFixture.send(session, received);
      }

      @Override
      public void onDraining(Session session, Duration grace) {
        EngineFixture.send(session, NOTICE);
      }
    };
  }

  /// Reads to the end of the stream and closes the socket, as an honest client does.
  private static byte[] readAllAndClose(Socket socket) throws Exception {
    try (socket) {
      return socket.getInputStream().readAllBytes();
    }
  }

  @ParameterizedTest
  @EnumSource
  void tellsEveryPeerBeforeItClosesAndSaysWhenAllHaveGone(PortOptions.Shape shape)
      throws Exception {
    Probes probes = new Probes(DrainTest::telling);
    try (EngineFixture engine = new EngineFixture(shape, 2);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ServerService server = engine.serve(probes);
      List<Future<byte[]>> peers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        Socket socket = engine.socketTo(server);
        Peers.assertEchoes(socket, i);
        peers.add(threads.submit(() -> readAllAndClose(socket)));
      }
      assertThat(server.drain(EngineFixture.PATIENCE)).isTrue();
      for (Future<byte[]> peer : peers) {
        assertThat(peer.get()).containsExactly(NOTICE);
      }
      assertThat(server.sessionCount()).isZero();
      assertThat(server.counters().closed(CloseReason.DRAINED)).isEqualTo(10);
      EngineFixture.until("ledger at zero", () -> engine.port.ledger().isZero());
    }
    probes.assertAllEndedOnceAndLast();
  }

  @Test
  void drainsAClientServiceToo() throws Exception {
    Probes servers = Probes.echo();
    Probes clients = new Probes(DrainTest::telling);
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = engine.serve(servers);
      ClientService client = ClientService.open(engine.port, EngineFixture.open().session());
      client.connect(server.localAddress(), clients);
      assertThat(clients.next().session()).isNotNull();
      assertThat(client.drain(EngineFixture.PATIENCE)).isTrue();
      Probe told = servers.next();
      assertThat(told.reason()).isEqualTo(CloseReason.PEER_CLOSED);
      assertThat(told.receives).hasValue(1);
      assertThatThrownBy(() -> client.connect(server.localAddress(), clients))
          .isInstanceOf(IllegalStateException.class);
    }
    clients.assertAllEndedOnceAndLast();
    servers.assertAllEndedOnceAndLast();
  }

  @ParameterizedTest
  @EnumSource
  void closesAfterTheGraceThePeerThatNeverReads(PortOptions.Shape shape) throws Exception {
    Probes probes = new Probes(DrainTest::telling);
    try (EngineFixture engine = new EngineFixture(shape, 2)) {
      ServerService server =
          engine.serve(
              EngineFixture.open()
                  .withSession(
                      EngineFixture.open()
                          .session()
                          .withClosingTimeout(Duration.ofMinutes(1))
                          .withSendQueue(SendQueueLimits.of(1 << 10, 64 << 20))),
              probes);
      try (Socket neverReads = Peers.narrow(server.localAddress())) {
        Probe probe = probes.next();
        while (probe.session().queuedBytes() < 16 << 20) {
          EngineFixture.send(probe.session(), new byte[1 << 20]);
        }
        assertThat(server.drain(SHORT)).isFalse();
        assertThat(probe.reason()).isEqualTo(CloseReason.DRAINED);
        assertThat(probe.drainings).hasValue(1);
        assertThat(server.sessionCount()).isZero();
        assertThat(neverReads.isClosed()).isFalse();
      }
    }
    probes.assertAllEndedOnceAndLast();
  }

  @ParameterizedTest
  @EnumSource
  void takesNoNewConnectionWhileItDrains(PortOptions.Shape shape) throws Exception {
    CountDownLatch draining = new CountDownLatch(1);
    SessionHandler signalling =
        new SessionHandler() {
          @Override
          public void onReceived(Session session, ByteBuffer received) {}

          @Override
          public void onDraining(Session session, Duration grace) {
            draining.countDown();
          }
        };
    try (EngineFixture engine = new EngineFixture(shape, 2);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ServerService server = engine.serve(session -> signalling);
      Socket socket = engine.socketTo(server);
      EngineFixture.until("is in", () -> server.sessionCount() == 1);
      Future<Boolean> drained = threads.submit(() -> server.drain(EngineFixture.PATIENCE));
      draining.await();
      assertThatThrownBy(() -> engine.socketTo(server)).isInstanceOf(ConnectException.class);
      socket.close();
      assertThat(drained.get()).isTrue();
    }
  }

  @Test
  void drainsTwiceAndAnEmptyServiceAtOnce() throws Exception {
    try (EngineFixture engine = new EngineFixture()) {
      ServerService empty = engine.serve(Probes.echo());
      assertThat(empty.drain(EngineFixture.PATIENCE)).isTrue();
      assertThat(empty.drain(EngineFixture.PATIENCE)).isTrue();
      empty.close();
      ClientService client = ClientService.open(engine.port, EngineFixture.open().session());
      assertThat(client.drain(EngineFixture.PATIENCE)).isTrue();
      Peers.assertEchoes(engine.socketTo(engine.serve(Probes.echo())), 1);
    }
  }

  @Test
  void closesTheSessionWhoseHandlerThrowsInOnDraining() throws Exception {
    SessionHandler throwing =
        new SessionHandler() {
          @Override
          public void onReceived(Session session, ByteBuffer received) {}

          @Override
          public void onDraining(Session session, Duration grace) {
            Peers.sneak(new java.io.IOException("thrown by the test"));
          }
        };
    Probes probes = new Probes(() -> throwing);
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = engine.serve(probes);
      engine.socketTo(server);
      Probe probe = probes.next();
      assertThat(probe.session()).isNotNull();
      assertThat(server.drain(EngineFixture.PATIENCE)).isTrue();
      assertThat(probe.reason()).isEqualTo(CloseReason.DRAINED);
      assertThat(server.counters().handlerFailures()).isEqualTo(1);
    }
    probes.assertAllEndedOnceAndLast();
  }

  /// Connections that arrive while the service closes are either served or refused. No session must
  /// remain, and none of these connections must count as an accept failure.
  @ParameterizedTest
  @EnumSource
  void leavesNoSessionBehindThatCameInWhileItWasClosed(PortOptions.Shape shape) throws Exception {
    for (int round = 0; round < 30; round++) {
      Probes probes = Probes.echo();
      try (EngineFixture engine = new EngineFixture(shape, 2);
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        ServerService server = engine.serve(probes);
        ClientService client = ClientService.open(engine.port, EngineFixture.open().session());
        AtomicBoolean stop = new AtomicBoolean();
        List<Future<?>> coming = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          coming.add(threads.submit(() -> connectUntil(stop, client, server)));
        }
        int least = round;
        EngineFixture.until("some are accepted", () -> server.counters().accepted() >= least);
        boolean drains = round % 2 == 0;
        if (drains) {
          server.drain(Duration.ZERO);
          client.drain(Duration.ZERO);
        } else {
          server.close();
          client.close();
        }
        stop.set(true);
        for (Future<?> done : coming) {
          done.get();
        }
        EngineFixture.until(
            "no session left", () -> server.sessionCount() + client.sessionCount() == 0);
        EngineFixture.until("ledger at zero", () -> engine.port.ledger().isZero());
        assertThat(server.counters().acceptFailures()).isZero();
      }
      probes.assertAllEndedOnceAndLast();
    }
  }

  private static void connectUntil(AtomicBoolean stop, ClientService client, ServerService server) {
    Probes probes = Probes.echo();
    try {
      while (!stop.get()) {
        Session session = client.connect(server.localAddress(), probes);
        Probe probe = probes.next();
        EngineFixture.until("decided", () -> probe.connected.isDone() || probe.ended.isDone());
        session.close(CloseReason.LOCAL);
      }
    } catch (IllegalStateException closed) {
      assertThat(closed).hasMessage("the service is closed");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Closes thousands of sessions that are still being opened, on a thread that is no worker. The
  /// JDK's epoll port loses events when another thread closes a channel (see
  /// `SocketSession.closeChannel`), so the engine must not do so. Such a fault shows as a stuck
  /// worker in about one round of thirty. `EndingTest` has a test that always shows it.
  @Test
  void closesThousandsOfSessionsFromAnotherThread() throws Exception {
    for (int round = 0; round < 3 * EngineFixture.REPEAT; round++) {
      try (EngineFixture engine = new EngineFixture(PortOptions.Shape.PER_WORKER, 2)) {
        ServerService server = engine.serve(session -> EngineFixture.echo());
        ClientService client = ClientService.open(engine.port, EngineFixture.open().session());
        for (int i = 0; i < 3_000; i++) {
          client.connect(server.localAddress(), session -> EngineFixture.echo());
        }
        server.drain(Duration.ZERO);
        client.drain(Duration.ZERO);
        EngineFixture.until(
            "no session left", () -> server.sessionCount() + client.sessionCount() == 0);
        EngineFixture.until("ledger at zero", () -> engine.port.ledger().isZero());
      }
    }
  }

  /// Closes the service after the listener has accepted a connection, and before the session is
  /// registered.
  @ParameterizedTest
  @EnumSource
  void closesASessionThatWasOverlookedWhenTheServiceWasClosed(PortOptions.Shape shape)
      throws Exception {
    Probes probes = Probes.echo();
    AtomicReference<ServerService> started = new AtomicReference<>();
    try (EngineFixture engine = new EngineFixture(shape, 2)) {
      started.set(
          engine.serve(
              session -> {
                EngineFixture.until("started", () -> started.get() != null);
                onAnotherThread(started.get()::close);
                return probes.create(session);
              }));
      Socket socket = engine.socketTo(started.get());
      assertThat(probes.next().reason()).isEqualTo(CloseReason.DRAINED);
      Peers.assertClosedByOther(socket);
      EngineFixture.until("no session left", () -> started.get().sessionCount() == 0);
      assertThat(started.get().counters().acceptFailures()).isZero();
    }
    probes.assertAllEndedOnceAndLast();
  }

  /// Runs the task, which closes a service, on another thread and waits for its end. A worker must
  /// not close a service itself.
  private static void onAnotherThread(Runnable task) {
    try {
      Thread.ofVirtual().start(task).join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void closesAClientThatItsClosedServiceMissed() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = engine.serve(session -> EngineFixture.echo());
      for (int i = 0; i < 300; i++) {
        ClientService client = ClientService.open(engine.port, EngineFixture.open().session());
        client.connect(
            server.localAddress(),
            session -> {
              client.close();
              return probes.create(session);
            });
        assertThat(probes.next().reason()).isEqualTo(CloseReason.DRAINED);
        EngineFixture.until("no session left", () -> client.sessionCount() == 0);
      }
    }
    probes.assertAllEndedOnceAndLast();
  }

  @Test
  void opensNoServiceOnAClosedPort() throws Exception {
    EngineFixture engine = new EngineFixture();
    ServerService server = engine.serve(Probes.echo());
    ClientService client = ClientService.open(engine.port, EngineFixture.open().session());
    engine.close();
    engine.close();
    assertThatThrownBy(() -> engine.serve(Probes.echo()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the port is closed");
    assertThatThrownBy(() -> client.connect(server.localAddress(), Probes.echo()))
        .isInstanceOf(IllegalStateException.class);
  }
}
