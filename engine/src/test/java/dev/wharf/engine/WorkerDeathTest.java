package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.uring.channels.LostRings;
import dev.wharf.engine.worker.Worker;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests the loss of a worker's ring. The worker's sessions end, and all other sessions continue.
/// The worker gets a new ring, or the port reports the failure.
@Tag(EngineFixture.ONCE)
class WorkerDeathTest {
  private static final int CLIENTS = 16;

  private final Set<String> threadsOfNewcomers = ConcurrentHashMap.newKeySet();

  @BeforeEach
  void needsARing() {
    EngineFixture.assumeAvailable(PortOptions.Provider.URING);
  }

  private static EngineFixture open(PortOptions.Shape shape, int workers) {
    return new EngineFixture(
        PortOptions.defaults().withShape(shape).withWorkers(workers), PortOptions.Provider.URING);
  }

  /// Waits until the worker has lived long enough to be replaced, closes its ring, and waits until
  /// the port has counted `deaths` deaths.
  private static void kill(EngineFixture engine, int number, int deaths) throws Exception {
    Thread.sleep(Duration.ofMillis(1100));
    killAtOnce(engine, number);
    EngineFixture.until("the death is counted", () -> engine.port.workerDeaths() == deaths);
  }

  private static void killAtOnce(EngineFixture engine, int number) {
    LostRings.closeRingOf(engine.port.workers().get(number).group());
  }

  private SessionHandler noting() {
    return new SessionHandler() {
      @Override
      public void onConnected(Session session) {
        threadsOfNewcomers.add(Thread.currentThread().getName());
      }

      @Override
      public void onReceived(Session session, ByteBuffer received) {
        EngineFixture.send(session, received);
      }
    };
  }

  @ParameterizedTest
  @CsvSource({"PER_WORKER,1", "PER_WORKER,2", "PER_WORKER,3", "SHARED,1", "SHARED,3"})
  void endsItsSessionsAndTakesNewcomersOnAllWorkers(PortOptions.Shape shape, int workers)
      throws Exception {
    try (EngineFixture engine = open(shape, workers)) {
      Probes probes = new Probes(this::noting);
      ServerService server = engine.serve(probes);
      for (int death = 1; death <= 2; death++) {
        List<Probe> before = new ArrayList<>();
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          Socket client = engine.socketTo(server);
          Peers.assertEchoes(client, i);
          clients.add(client);
          before.add(probes.next());
        }
        Worker victim = engine.port.workers().getFirst();
        kill(engine, 0, death);
        for (int i = 0; i < CLIENTS; i++) {
          if (before.get(i).inside().worker() == victim) {
            assertThat(before.get(i).reason()).isEqualTo(CloseReason.IO_ERROR);
            Peers.assertClosedByOther(clients.get(i));
          }
        }
        EngineFixture.until("all listeners accept again", server::isAccepting);
        assertNewcomersAreServed(engine, server, workers);
        for (int i = 0; i < CLIENTS; i++) {
          if (before.get(i).inside().worker() != victim) {
            Peers.assertEchoes(clients.get(i), i);
          }
        }
        while (server.sessionCount() > 0) {
          server.sessions().forEach(session -> session.close(CloseReason.LOCAL));
        }
        drainFresh(probes);
      }
      assertThat(engine.port.failure().toCompletableFuture()).isNotDone();
      probes.assertAllEndedOnceAndLast();
      assertThat(engine.port.ledger().liveSessions()).isZero();
    }
  }

  private void assertNewcomersAreServed(EngineFixture engine, ServerService server, int workers)
      throws Exception {
    threadsOfNewcomers.clear();
    for (int i = 0; i < 64; i++) {
      Peers.assertEchoes(engine.socketTo(server), i);
    }
    if (engine.port.options().shape() == PortOptions.Shape.PER_WORKER) {
      assertThat(threadsOfNewcomers).hasSize(workers);
    }
  }

  private static void drainFresh(Probes probes) throws InterruptedException {
    for (int i = 0; i < 64; i++) {
      Probe ended = probes.next();
      EngineFixture.until("the session has ended", ended.ended::isDone);
    }
  }

  @Test
  void endsASessionWhosePeerDoesNotRead() throws Exception {
    try (EngineFixture engine = open(PortOptions.Shape.PER_WORKER, 1)) {
      Probes probes = Probes.echo();
      ServerService server = engine.serve(probes);
      try (Socket deaf = Peers.narrow(server.localAddress())) {
        assertThat(deaf.isConnected()).isTrue();
        Probe probe = probes.next();
        Session session = probe.session();
        for (int i = 0; i < 1000 && !session.isSlow(); i++) {
          EngineFixture.send(session, ByteBuffer.allocate(4096));
        }
        kill(engine, 0, 1);
        assertThat(probe.reason()).isEqualTo(CloseReason.IO_ERROR);
        EngineFixture.until("no live session", () -> engine.port.ledger().liveSessions() == 0);
        EngineFixture.until("the listener accepts again", server::isAccepting);
        Peers.assertEchoes(engine.socketTo(server), 1);
      }
    }
  }

  @Test
  void runsTasksThatArriveWhileTheWorkerDies() throws Exception {
    try (EngineFixture engine = open(PortOptions.Shape.PER_WORKER, 1)) {
      AtomicReference<String> ran = new AtomicReference<>();
      Worker worker = engine.port.workers().getFirst();
      Thread.sleep(Duration.ofMillis(1100));
      Thread[] old = worker.threads().toArray(Thread[]::new);
      killAtOnce(engine, 0);
      for (Thread thread : old) {
        assertThat(thread.join(EngineFixture.PATIENCE)).isTrue();
      }
      worker.handOver(() -> ran.set(Thread.currentThread().getName()));
      EngineFixture.until("the task has run", () -> ran.get() != null);
    }
  }

  @Test
  void endsItsSessionsAndReportsTheFailureWhenTheKernelRefusesItsRings() throws Exception {
    List<String> lines = ChildJvm.run(RefusedRingCalls.class, "true", ChildJvm.NATIVE_ACCESS);
    assertThat(lines).anyMatch(line -> line.startsWith("FAILURE ") && line.contains(" died, and"));
    assertThat(lines).filteredOn("ENDED IO_ERROR"::equals).hasSize(8);
    assertThat(lines).contains("DRAINED true");
  }

  @Test
  void leavesNoDescriptorOpenWhenAnOptionCannotBeSet() throws Exception {
    assertThat(ChildJvm.run(RefusedOptions.class, "true", ChildJvm.NATIVE_ACCESS))
        .anyMatch(line -> line.matches("FAILED \\d+ LEFT OPEN 0"));
  }

  /// The worker's second ring is lost soon after the worker was replaced. A third ring would
  /// probably be lost, too, so the worker is not replaced again.
  @Test
  void reportsAWorkerThatCannotBeReplacedAndEndsItsSessions() throws Exception {
    try (EngineFixture engine = open(PortOptions.Shape.PER_WORKER, 2)) {
      Probes probes = Probes.echo();
      ServerService server = engine.serve(probes);
      List<Probe> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        engine.socketTo(server);
        all.add(probes.next());
      }
      kill(engine, 0, 1);
      EngineFixture.until("the worker is replaced", server::isAccepting);
      killAtOnce(engine, 0);
      String reason =
          engine
              .port
              .failure()
              .toCompletableFuture()
              .get(20, java.util.concurrent.TimeUnit.SECONDS);
      assertThat(reason).contains("-worker-1 died, and cannot be replaced: ");
      assertThat(server.isAccepting()).isFalse();
      Worker dead = engine.port.workers().getFirst();
      assertThatThrownBy(() -> dead.handOver(() -> {}))
          .isInstanceOf(RejectedExecutionException.class);
      for (Probe each : all) {
        if (each.inside().worker() == dead) {
          assertThat(each.reason()).isEqualTo(CloseReason.IO_ERROR);
        }
      }
      assertThat(server.drain(EngineFixture.PATIENCE)).isTrue();
      probes.assertAllEndedOnceAndLast();
    }
  }
}
