package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.session.SocketSession;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests the many ways in which a session can end. Each way must call onDisconnected once, as the
/// last callback, and must not harm other sessions.
class EndingTest {
  /// A way to end a session.
  ///
  /// @param handler the session's handler
  /// @param trigger what the test does to end the session, outside the handler
  /// @param reason the reason that the session must end with
  private record Ending(
      String name, SessionHandler handler, Consumer<Victim> trigger, CloseReason reason) {
    @Override
    public String toString() {
      return name;
    }
  }

  private record Victim(Session session, Socket socket, Probe probe) {}

  private enum Thrown {
    RUNTIME_EXCEPTION {
      @Override
      Throwable make() {
        return new IllegalStateException("thrown by the test");
      }
    },
    ERROR {
      @Override
      Throwable make() {
        return new AssertionError("thrown by the test");
      }
    },
    SNEAKY_CHECKED_EXCEPTION {
      @Override
      Throwable make() {
        return new IOException("thrown by the test");
      }
    };

    abstract Throwable make();

    void now() {
      Peers.sneak(make());
    }
  }

  /// A handler that echoes. Subclasses do something else in one callback.
  private static class Doing implements SessionHandler {
    @Override
    public void onReceived(Session session, ByteBuffer received) {
      EngineFixture.send(session, received);
    }
  }

  private static SessionHandler onConnected(Consumer<Session> action) {
    return new Doing() {
      @Override
      public void onConnected(Session session) {
        action.accept(session);
      }
    };
  }

  private static SessionHandler onReceived(Consumer<Session> action) {
    return (session, received) -> action.accept(session);
  }

  private static SessionHandler onDisconnected(Consumer<Session> action) {
    return new Doing() {
      @Override
      public void onDisconnected(Session session, CloseReason reason) {
        action.accept(session);
      }
    };
  }

  private static void write(Socket socket) {
    try {
      socket.getOutputStream().write(1);
    } catch (IOException closedAlready) {
      // The test checks how the session ends, not what this call throws.
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void fromThreeThreads(Runnable action) {
    CyclicBarrier together = new CyclicBarrier(3);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      together.await();
                    } catch (Exception e) {
                      throw new AssertionError(e);
                    }
                    action.run();
                  }));
    }
    threads.forEach(EndingTest::join);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<Ending> endings() {
    List<Ending> endings = new ArrayList<>();
    SessionHandler echo = EngineFixture.echo();
    Consumer<Victim> nothing = victim -> {};
    Consumer<Victim> oneByte = victim -> write(victim.socket());
    Consumer<Victim> peerCloses = victim -> close(victim.socket());
    endings.add(new Ending("peer closes", echo, peerCloses, CloseReason.PEER_CLOSED));
    endings.add(
        new Ending(
            "peer resets", echo, victim -> Peers.reset(victim.socket()), CloseReason.PEER_RESET));
    endings.add(
        new Ending(
            "closed from three threads",
            echo,
            victim -> fromThreeThreads(() -> victim.session().close(CloseReason.KICKED)),
            CloseReason.KICKED));
    endings.add(
        new Ending(
            "closed and flushed from three threads",
            echo,
            victim -> {
              fromThreeThreads(() -> victim.session().closeAfterFlush(CloseReason.KICKED, ""));
              close(victim.socket());
            },
            CloseReason.KICKED));
    endings.add(
        new Ending(
            "closed in onConnected",
            onConnected(session -> session.close(CloseReason.LOCAL)),
            nothing,
            CloseReason.LOCAL));
    endings.add(
        new Ending(
            "closed in onReceived",
            onReceived(session -> session.close(CloseReason.LOCAL)),
            oneByte,
            CloseReason.LOCAL));
    endings.add(
        new Ending(
            "closed and flushed in onReceived",
            onReceived(session -> session.closeAfterFlush(CloseReason.LOCAL, "")),
            oneByte.andThen(peerCloses),
            CloseReason.LOCAL));
    endings.add(
        new Ending(
            "closed again in onDisconnected",
            onDisconnected(
                session -> {
                  session.close(CloseReason.KICKED);
                  session.closeAfterFlush(CloseReason.KICKED, "");
                }),
            peerCloses,
            CloseReason.PEER_CLOSED));
    for (Thrown thrown : Thrown.values()) {
      endings.add(
          new Ending(
              thrown + " in onConnected",
              onConnected(session -> thrown.now()),
              nothing,
              CloseReason.HANDLER_FAILED));
      endings.add(
          new Ending(
              thrown + " in onReceived",
              onReceived(session -> thrown.now()),
              oneByte,
              CloseReason.HANDLER_FAILED));
      endings.add(
          new Ending(
              thrown + " in onDisconnected",
              onDisconnected(session -> thrown.now()),
              peerCloses,
              CloseReason.PEER_CLOSED));
      endings.add(
          new Ending(
              thrown + " in execute",
              echo,
              victim -> victim.session().execute(thrown::now),
              CloseReason.HANDLER_FAILED));
    }
    return endings.stream();
  }

  private static Stream<org.junit.jupiter.params.provider.Arguments> endingsAndShapes() {
    return endings()
        .flatMap(
            ending ->
                Stream.of(PortOptions.Shape.values())
                    .map(
                        shape ->
                            org.junit.jupiter.params.provider.Arguments.arguments(ending, shape)));
  }

  @ParameterizedTest
  @MethodSource("endingsAndShapes")
  void tellsTheEndOnceAndLastAndTouchesNoOtherSession(Ending ending, PortOptions.Shape shape)
      throws Exception {
    Probes honest = Probes.echo();
    Probes victims = new Probes(ending::handler);
    try (EngineFixture engine = new EngineFixture(shape, 2)) {
      ServerService honestServer = engine.serve(honest);
      ServerService server = engine.serve(victims);
      Socket beside = engine.socketTo(honestServer);
      Peers.assertEchoes(beside, 1);

      Socket socket = engine.socketTo(server);
      Probe probe = victims.next();
      ending.trigger().accept(new Victim(probe.session(), socket, probe));

      assertThat(probe.reason()).isEqualTo(ending.reason());
      assertThat(probe.session().closeReason()).isEqualTo(ending.reason());
      EngineFixture.until("no session left", () -> server.sessionCount() == 0);
      assertThat(server.counters().closed(ending.reason())).isEqualTo(1);
      Peers.assertEchoes(beside, 2);
      Socket later = engine.socketTo(honestServer);
      Peers.assertEchoes(later, 3);
    }
    victims.assertAllEndedOnceAndLast();
    honest.assertAllEndedOnceAndLast();
  }

  @ParameterizedTest
  @EnumSource(Thrown.class)
  void countsEachThrowAndOutlivesMoreOfThemThanThereAreWorkers(Thrown thrown) throws Exception {
    int times = 8;
    Probes victims = new Probes(() -> onReceived(session -> thrown.now()));
    try (EngineFixture engine = new EngineFixture(PortOptions.Shape.SHARED, 2)) {
      ServerService server = engine.serve(victims);
      for (int i = 0; i < times; i++) {
        write(engine.socketTo(server));
      }
      for (int i = 0; i < times; i++) {
        assertThat(victims.next().reason()).isEqualTo(CloseReason.HANDLER_FAILED);
      }
      assertThat(server.counters().handlerFailures()).isEqualTo(times);
      Peers.assertEchoes(engine.socketTo(engine.serve(Probes.echo())), 1);
    }
    victims.assertAllEndedOnceAndLast();
  }

  @ParameterizedTest
  @EnumSource
  void tellsTheEndOnceWhenEveryoneClosesAtTheSameTime(PortOptions.Shape shape) throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture(shape, 2)) {
      ServerService server = engine.serve(probes);
      for (int i = 0; i < 100; i++) {
        Socket socket = engine.socketTo(server);
        Probe probe = probes.next();
        Session session = probe.session();
        write(socket);
        CyclicBarrier together = new CyclicBarrier(4);
        List<Thread> closers =
            Stream.<Runnable>of(
                    () -> session.close(CloseReason.LOCAL),
                    () -> session.closeAfterFlush(CloseReason.KICKED, ""),
                    () -> EngineFixture.send(session, (byte) 1),
                    () -> Peers.reset(socket))
                .map(action -> Thread.ofVirtual().start(() -> at(together, action)))
                .toList();
        closers.forEach(EndingTest::join);
        probe.reason();
      }
    }
    probes.assertAllEndedOnceAndLast();
  }

  private static void at(CyclicBarrier together, Runnable action) {
    try {
      together.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    action.run();
  }

  @ParameterizedTest
  @EnumSource
  void endsTheSessionsThatAreOpenWhenThePortIsClosed(PortOptions.Shape shape) throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture(shape, 3)) {
      ServerService server = engine.serve(probes);
      for (int i = 0; i < 10; i++) {
        Peers.assertEchoes(engine.socketTo(server), i);
      }
      engine.port.close();
      assertThat(server.sessionCount()).isZero();
      assertThat(server.counters().closed(CloseReason.DRAINED)).isEqualTo(10);
    }
    probes.assertAllEndedOnceAndLast();
  }

  @ParameterizedTest
  @EnumSource
  void tellsAClientThatItsConnectionWasRefused(PortOptions.Shape shape) throws Exception {
    InetSocketAddress nobody;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = (InetSocketAddress) closed.getLocalSocketAddress();
    }
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture(shape, 2)) {
      ClientService client = ClientService.open(engine.port, EngineFixture.open().session());
      client.connect(nobody, probes);
      Probe probe = probes.next();
      assertThat(probe.reason()).isEqualTo(CloseReason.CONNECT_FAILED);
      assertThat(probe.connects).hasValue(0);
      assertThat(client.counters().connected()).isZero();
    }
    probes.assertAllEndedOnceAndLast();
  }

  @Test
  void endsAClientWhoseHostNameCannotBeResolved() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ClientService client = ClientService.open(engine.port, EngineFixture.open().session());
      client.connect(InetSocketAddress.createUnresolved("no.such.host.invalid", 1), probes);
      assertThat(probes.next().reason()).isEqualTo(CloseReason.CONNECT_FAILED);
    }
    probes.assertAllEndedOnceAndLast();
  }

  /// When a listener's queue is full, Linux drops connection requests, so that a connect waits
  /// without end. The connect timeout must end the session.
  @Test
  @EnabledOnOs(OS.LINUX)
  void givesUpAConnectionThatTakesTooLong() throws Exception {
    Probes probes = Probes.echo();
    List<SocketChannel> filling = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        EngineFixture engine = new EngineFixture()) {
      for (int i = 0; i < 8; i++) {
        SocketChannel channel = SocketChannel.open();
        filling.add(channel);
        channel.configureBlocking(false);
        channel.connect(full.getLocalSocketAddress());
      }
      ClientService client =
          ClientService.open(
              engine.port,
              EngineFixture.open().session().withConnectTimeout(Duration.ofMillis(300)));
      client.connect((InetSocketAddress) full.getLocalSocketAddress(), probes);
      Probe probe = probes.next();
      assertThat(probe.reason()).isEqualTo(CloseReason.CONNECT_TIMEOUT);
      assertThat(probe.connects).hasValue(0);
    } finally {
      for (SocketChannel channel : filling) {
        channel.close();
      }
    }
    probes.assertAllEndedOnceAndLast();
  }

  @ParameterizedTest
  @EnumSource(Thrown.class)
  void endsTheSessionWhenNoHandlerCanBeMade(Thrown thrown) throws Exception {
    AdmissionLimits one = new AdmissionLimits(2, 2, 2, 2, 100, true);
    try (EngineFixture engine = new EngineFixture()) {
      ServerService broken =
          engine.serve(
              EngineFixture.open().withAdmission(one),
              session -> {
                thrown.now();
                throw new AssertionError();
              });
      for (int i = 0; i < 5; i++) {
        Peers.assertClosedByOther(engine.socketTo(broken));
      }
      // All five connections are accepted, although the service has only two places, because each
      // failed session has freed its place.
      EngineFixture.until("all counted", () -> broken.counters().handlerFailures() == 5);
      assertThat(broken.counters().refusedFull()).isZero();
      EngineFixture.until(
          "all sessions are closed",
          () -> broken.counters().closed(CloseReason.HANDLER_FAILED) == 5);
      EngineFixture.until("no session left", () -> broken.sessionCount() == 0);
      EngineFixture.until("all were accepted", () -> broken.counters().accepted() == 5);
    }
  }

  /// The calls of a session that a handler factory makes before it throws. A factory should not use
  /// the session at all.
  private enum Misuse {
    SENDS {
      @Override
      void of(Session session) {
        EngineFixture.send(session, (byte) 1);
      }
    },
    CLOSES {
      @Override
      void of(Session session) {
        session.close(CloseReason.KICKED);
      }
    },
    CLOSES_AFTER_FLUSH {
      @Override
      void of(Session session) {
        EngineFixture.send(session, (byte) 1);
        session.closeAfterFlush(CloseReason.KICKED, "");
      }
    },
    LOGS_IN {
      @Override
      void of(Session session) {
        session.markAuthenticated();
      }
    };

    abstract void of(Session session);
  }

  @ParameterizedTest
  @EnumSource
  void endsASessionOnceWhenItsFactoryUsesItAndThrows(Misuse misuse) throws Exception {
    int failing = 5;
    AdmissionLimits two = new AdmissionLimits(2, 2, 2, 2, 100, true);
    AtomicInteger made = new AtomicInteger();
    Probes honest = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server =
          engine.serve(
              ServerOptions.onLoopback(0).withAdmission(two),
              session -> {
                if (made.incrementAndGet() > failing) {
                  return honest.create(session);
                }
                misuse.of(session);
                throw new IllegalStateException("thrown by the test");
              });
      for (int i = 0; i < failing; i++) {
        Peers.assertClosedByOther(engine.socketTo(server));
      }
      EngineFixture.until("no session left", () -> server.sessionCount() == 0);
      EngineFixture.until("no live session", () -> engine.port.ledger().liveSessions() == 0);
      assertThat(engine.port.ledger().buffersOut()).isZero();
      assertThat(server.counters().handlerFailures()).isEqualTo(failing);
      assertThat(server.counters().refusedFull()).isZero();
      Peers.assertEchoes(engine.socketTo(server), 1);
      Peers.assertEchoes(engine.socketTo(server), 2);
      Peers.assertClosedByOther(engine.socketTo(server));
      assertThat(server.counters().refusedFull()).as("two are in").isEqualTo(1);
    }
    honest.assertAllEndedOnceAndLast();
  }

  @ParameterizedTest
  @EnumSource
  void endsTheClientsSessionOnceWhoseFactoryUsesItAndThrows(Misuse misuse) throws Exception {
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = engine.serve(Probes.echo());
      ClientService client = ClientService.open(engine.port, SessionOptions.defaults());
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(
                () ->
                    client.connect(
                        server.localAddress(),
                        session -> {
                          misuse.of(session);
                          throw new IllegalStateException("thrown by the test");
                        }))
            .hasMessage("thrown by the test");
      }
      EngineFixture.until("no session left", () -> client.sessionCount() == 0);
      EngineFixture.until("no live session", () -> engine.port.ledger().liveSessions() == 0);
      assertThat(engine.port.ledger().buffersOut()).isZero();
    }
  }

  /// onDisconnected may run as soon as the session is closed, on a thread other than the factory's.
  @Test
  void callsOnDisconnectedWhenTheFactoryClosesTheSession() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = engine.serve(Probes.echo());
      ClientService client = ClientService.open(engine.port, SessionOptions.defaults());
      for (int i = 0; i < 5; i++) {
        client.connect(
            server.localAddress(),
            session -> {
              session.close(CloseReason.LOCAL);
              LockSupport.parkNanos(50_000_000);
              return probes.create(session);
            });
        assertThat(probes.next().reason()).isEqualTo(CloseReason.LOCAL);
      }
      EngineFixture.until("no session left", () -> client.sessionCount() == 0);
    }
    probes.assertAllEndedOnceAndLast();
  }

  @Test
  void leavesNothingBehindWhenAClientsHandlerCannotBeMade() throws Exception {
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = engine.serve(Probes.echo());
      ClientService client = ClientService.open(engine.port, EngineFixture.open().session());
      assertThatThrownBy(
              () ->
                  client.connect(
                      server.localAddress(),
                      session -> {
                        throw new IllegalStateException("thrown by the test");
                      }))
          .hasMessage("thrown by the test");
      EngineFixture.until("no session left", () -> client.sessionCount() == 0);
    }
  }

  /// The handler of another session blocks the only worker, so no completion is handled. The
  /// buffers of the closed session's pending operations must stay in use until the worker handles
  /// the completions.
  @ParameterizedTest
  @EnumSource
  void keepsBuffersOutOfThePoolWhileAReadOrAWriteIsPending(PortOptions.Shape shape)
      throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch kept = new CountDownLatch(1);
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture(shape, 1)) {
      ServerService server =
          engine.serve(
              EngineFixture.open()
                  .withSession(
                      EngineFixture.open()
                          .session()
                          .withSendQueue(SendQueueLimits.of(1 << 10, 64 << 20))),
              probes);
      Socket neverReads = Peers.narrow(server.localAddress());
      Session session = probes.next().session();
      EngineFixture.send(session, new byte[8 << 20]);
      engine.socketTo(server);
      Session blocker = probes.next().session();
      blocker.execute(
          () -> {
            kept.countDown();
            EngineFixture.until("the test releases the worker", () -> goOn.getCount() == 0);
          });
      kept.await();
      // The worker is blocked: a read and a write of the session are pending.
      long buffers = engine.port.ledger().buffersOut();
      long operations = engine.port.ledger().pendingOperations();
      int queued = session.queuedPackets();
      session.close(CloseReason.LOCAL);
      assertThat(engine.port.ledger().buffersOut()).isEqualTo(buffers);
      assertThat(engine.port.ledger().pendingOperations()).isEqualTo(operations + 1);
      assertThat(engine.port.ledger().liveSessions()).isEqualTo(2);
      goOn.countDown();
      EngineFixture.until(
          "buffers given back", () -> engine.port.ledger().buffersOut() == buffers - queued - 1);
      neverReads.close();
    }
    probes.assertAllEndedOnceAndLast();
  }

  /// A session's channel must be closed by the session's worker, because closing it on another
  /// thread makes the JDK's epoll port lose events: see `SocketSession.closeChannel`.
  @ParameterizedTest
  @EnumSource
  void closesTheChannelOnItsOwnWorker(PortOptions.Shape shape) throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch kept = new CountDownLatch(1);
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture(shape, 1)) {
      ServerService server = engine.serve(probes);
      Socket socket = engine.socketTo(server);
      Probe probe = probes.next();
      Session session = probe.session();
      Field field = SocketSession.class.getDeclaredField("channel");
      field.setAccessible(true);
      Channel channel = (Channel) field.get(session);
      engine
          .port
          .executor()
          .execute(
              () -> {
                kept.countDown();
                EngineFixture.until("the test releases the worker", () -> goOn.getCount() == 0);
              });
      kept.await();
      session.close(CloseReason.LOCAL);
      assertThat(session.state()).isEqualTo(SessionState.CLOSED);
      assertThat(channel.isOpen()).as("the calling thread has not closed the channel").isTrue();
      goOn.countDown();
      assertThat(probe.reason()).isEqualTo(CloseReason.LOCAL);
      Peers.assertClosedByOther(socket);
    }
  }

  @Test
  void keepsTheFirstReasonAndItsDetail() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = engine.serve(probes);
      engine.socketTo(server);
      Probe probe = probes.next();
      probe.session().close(CloseReason.KICKED, "first");
      probe.session().close(CloseReason.LOCAL, "second");
      assertThat(probe.reason()).isEqualTo(CloseReason.KICKED);
      assertThat(probe.session().closeDetail()).isEqualTo("first");
      assertThat(probe.session().state()).isEqualTo(SessionState.CLOSED);
    }
  }
}
