package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.job.JobQueueFullException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests that a session's callbacks and tasks run one after another, and do not starve other
/// sessions.
class SerialTest {
  /// How often a session must have its turn while others flood the worker. A session that starves
  /// does not even have its first turn.
  private static final int TURNS = 5;

  @ParameterizedTest
  @CsvSource({"SHARED,4", "PER_WORKER,3"})
  void neverOverlapsCallbacksAndTasksOfASession(PortOptions.Shape shape, int workers)
      throws Exception {
    int foreign = 4;
    int tasksEach = 5_000;
    int[] plainCounter = new int[1];
    SessionHandler counting =
        (session, received) -> {
          plainCounter[0]++;
          EngineFixture.send(session, received);
        };
    Probes probes = new Probes(() -> counting);
    try (EngineFixture engine = new EngineFixture(shape, workers);
        ExecutorService threads = Executors.newCachedThreadPool()) {
      ServerService server =
          engine.serve(
              EngineFixture.open()
                  .withSession(
                      EngineFixture.open()
                          .session()
                          .withSendQueue(SendQueueLimits.of(1 << 20, 64 << 20))),
              probes);
      Socket socket = engine.socketTo(server);
      Probe probe = probes.next();
      Session session = probe.session();
      AtomicBoolean stop = new AtomicBoolean();
      Semaphore room = new Semaphore(500);
      Future<?> reading = threads.submit(() -> socket.getInputStream().readAllBytes());
      Future<?> writing =
          threads.submit(
              () -> {
                while (!stop.get()) {
                  socket.getOutputStream().write(1);
                }
                return null;
              });
      List<Future<?>> posting = new ArrayList<>();
      for (int i = 0; i < foreign; i++) {
        posting.add(
            threads.submit(
                () -> {
                  for (int task = 0; task < tasksEach; task++) {
                    room.acquire();
                    Runnable body =
                        () -> {
                          plainCounter[0]++;
                          room.release();
                        };
                    assertThat(session.execute(() -> probe.run(body))).isTrue();
                    EngineFixture.send(session, (byte) 2);
                  }
                  return null;
                }));
      }
      for (Future<?> done : posting) {
        done.get();
      }
      stop.set(true);
      writing.get();
      CompletableFuture<Integer> counted = new CompletableFuture<>();
      session.execute(() -> counted.complete(plainCounter[0]));
      int total = counted.get(EngineFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(total).isGreaterThanOrEqualTo(foreign * tasksEach);
      threads.submit(() -> session.close(CloseReason.LOCAL)).get();
      probe.reason();
      reading.cancel(true);
      socket.close();
      assertThat(probe.overlaps).as("overlaps, of %s calls", total).hasValue(0);
    }
    probes.assertAllEndedOnceAndLast();
  }

  @ParameterizedTest
  @EnumSource
  void runsTasksInTheOrderOfEachThreadAndOnTheSessionsWorker(PortOptions.Shape shape)
      throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture(shape, 2)) {
      ServerService server = engine.serve(probes);
      engine.socketTo(server);
      Session session = probes.next().session();
      List<Integer> order = new ArrayList<>();
      List<String> threads = new ArrayList<>();
      CountDownLatch done = new CountDownLatch(1);
      for (int i = 0; i < 500; i++) {
        int number = i;
        session.execute(
            () -> {
              order.add(number);
              threads.add(Thread.currentThread().getName());
            });
      }
      session.execute(done::countDown);
      assertThat(done.await(EngineFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(order).isSorted().hasSize(500);
      assertThat(threads).allMatch(name -> name.contains("worker"));
    }
  }

  @Test
  void rejectsTasksAboveTheLimitAndKeepsWorking() throws Exception {
    Probes probes = Probes.echo();
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch kept = new CountDownLatch(1);
    AtomicInteger ran = new AtomicInteger();
    try (EngineFixture engine = new EngineFixture(PortOptions.Shape.PER_WORKER, 2)) {
      ServerService server = engine.serve(probes);
      Socket socket = engine.socketTo(server);
      Session session = probes.next().session();
      session.execute(
          () -> {
            kept.countDown();
            awaitQuietly(goOn);
          });
      kept.await();
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  session.execute(ran::incrementAndGet);
                }
              })
          .isInstanceOf(JobQueueFullException.class);
      goOn.countDown();
      EngineFixture.until("all ran", () -> ran.get() == 1023);
      Peers.assertEchoes(socket, 1);
    }
  }

  @Test
  void endsASessionThatReceivesWhileItsTaskQueueIsFull() throws Exception {
    Probes probes = Probes.echo();
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch kept = new CountDownLatch(1);
    try (EngineFixture engine = new EngineFixture(PortOptions.Shape.SHARED, 2)) {
      ServerService server = engine.serve(probes);
      Socket socket = engine.socketTo(server);
      Probe probe = probes.next();
      Session session = probe.session();
      session.execute(
          () -> {
            kept.countDown();
            awaitQuietly(goOn);
          });
      kept.await();
      for (int i = 0; i < 1023; i++) {
        session.execute(() -> {});
      }
      // A task of the session blocks one worker. The other worker receives the bytes, and the
      // session's task queue is full.
      socket.getOutputStream().write(1);
      EngineFixture.until("closed", () -> session.state() == SessionState.CLOSED);
      goOn.countDown();
      assertThat(probe.reason()).isEqualTo(CloseReason.OVERLOADED);
    }
    probes.assertAllEndedOnceAndLast();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(EngineFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void runsNoTaskOfASessionThatHasEnded() throws Exception {
    Probes probes = Probes.echo();
    AtomicInteger ran = new AtomicInteger();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = engine.serve(probes);
      engine.socketTo(server);
      Probe probe = probes.next();
      Session session = probe.session();
      session.close(CloseReason.LOCAL);
      assertThat(session.execute(ran::incrementAndGet)).isFalse();
      probe.reason();
      assertThat(session.execute(ran::incrementAndGet)).isFalse();
    }
    assertThat(ran).hasValue(0);
    probes.assertAllEndedOnceAndLast();
  }

  /// A task that schedules itself again for ever must not starve a new session. The session's task
  /// queue runs for at most 5 ms, and hands the rest over to the worker. If the worker ran the rest
  /// at the end of the same completion, another session on this worker would wait 1024 times 5 ms.
  /// The stall threshold of two seconds leaves room for a busy machine.
  @ParameterizedTest
  @Tag(EngineFixture.ONCE)
  @CsvSource({"SHARED,JDK", "PER_WORKER,JDK", "SHARED,URING", "PER_WORKER,URING"})
  void letsOthersHaveTheirTurnWhileOneSessionFloodsItsTasks(
      PortOptions.Shape shape, PortOptions.Provider provider) throws Exception {
    EngineFixture.assumeAvailable(provider);
    Probes probes = Probes.echo();
    AtomicBoolean stop = new AtomicBoolean();
    try (CompletionPort port =
        CompletionPort.open(
            PortOptions.defaults()
                .withProvider(provider)
                .withShape(shape)
                .withWorkers(1)
                .withStallThreshold(Duration.ofSeconds(2)))) {
      ServerService server = ServerService.start(port, EngineFixture.open(), probes);
      try (Socket flooding = new Socket();
          Socket honest = new Socket()) {
        honest.setSoTimeout((int) EngineFixture.PATIENCE.toMillis());
        flooding.connect(server.localAddress());
        Session flooded = probes.next().session();
        honest.connect(server.localAddress());
        flooded.execute(() -> again(flooded, stop));
        for (int i = 0; i < TURNS; i++) {
          Peers.assertEchoes(honest, i);
        }
        assertThat(port.stalls()).isZero();
        stop.set(true);
      }
    }
    probes.assertAllEndedOnceAndLast();
  }

  private static void again(Session session, AtomicBoolean stop) {
    if (!stop.get()) {
      session.execute(() -> again(session, stop));
    }
  }

  /// Tasks that the port's executor runs without end must not starve a new session.
  @ParameterizedTest
  @EnumSource
  void letsSessionsHaveTheirTurnWhileThePortsTasksFlood(PortOptions.Shape shape) throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    try (EngineFixture engine = new EngineFixture(shape, 1)) {
      ServerService server = engine.serve(Probes.echo());
      Socket honest = engine.socketTo(server);
      Runnable[] again = new Runnable[1];
      again[0] =
          () -> {
            if (!stop.get()) {
              engine.port.executor().execute(again[0]);
            }
          };
      engine.port.executor().execute(again[0]);
      for (int i = 0; i < TURNS; i++) {
        Peers.assertEchoes(honest, i);
      }
      stop.set(true);
    }
  }

  @Test
  void runsThePortsTasksOnItsWorkersAlsoAfterOneHasThrown() throws Exception {
    try (EngineFixture engine = new EngineFixture()) {
      for (int i = 0; i < 10; i++) {
        engine.port.executor().execute(() -> Peers.sneak(new java.io.IOException("by the test")));
      }
      CompletableFuture<String> name = new CompletableFuture<>();
      engine.port.executor().execute(() -> name.complete(Thread.currentThread().getName()));
      assertThat(name.get(EngineFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .startsWith("wharf-worker");
    }
  }

  @Test
  void publishesTheWritesOfOneCallbackToTheNext() throws Exception {
    int rounds = 2000;
    int[] seen = new int[1];
    SessionHandler counting =
        (session, received) -> {
          ByteBuffer reply = ByteBuffer.allocate(4);
          while (received.hasRemaining()) {
            received.get();
            seen[0]++;
          }
          EngineFixture.send(session, reply.putInt(seen[0]).flip());
        };
    try (EngineFixture engine = new EngineFixture(PortOptions.Shape.SHARED, 4)) {
      Socket socket = engine.socketTo(engine.serve(session -> counting));
      for (int round = 1; round <= rounds; round++) {
        socket.getOutputStream().write(1);
        byte[] reply = socket.getInputStream().readNBytes(4);
        assertThat(ByteBuffer.wrap(reply).getInt()).isEqualTo(round);
      }
    }
  }
}
