package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.game.tests.TestServer;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.server.login.Authentication;
import dev.wharf.server.player.Account;
import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.profile.Profiles;
import dev.wharf.swarm.report.Connections;
import dev.wharf.swarm.report.Metrics;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Threshold;
import dev.wharf.swarm.report.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests logins that the server rejects because it is full, and that the users repeat.
@Timeout(60)
class RetryTest {
  private static final int CLIENTS = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// The shortest time that a user may wait before its second login attempt, in nanoseconds.
  private static final long FIRST_WAIT = Duration.ofMillis(125).toNanos();

  private final CountDownLatch someRetried = new CountDownLatch(1);
  private final ProgressView untilRetried =
      new WatchingView(snapshot -> snapshot.retried() > 0, someRetried::countDown);

  @ParameterizedTest
  @CsvSource({
    "login.max-in-flight, server: SERVER_FULL",
    "admission.max-unauthenticated, login rejected: PEER_"
  })
  void moreLoginsThanAServerTakesAtOnceAllGetInAfterAll(String limit, String error) {
    try (TestServer server = serverThatIsSlowUntilSomeRetried(0, limit)) {
      SwarmResult result = run(options(server).scenarios(List.of("echo+chat")).build());
      assertAllCame(result, CLIENTS);
      for (int i = 0; i < 2; i++) {
        Counts counts = result.scenarios().get(i).counts();
        assertThat(counts.sent())
            .as("the scenario starts when all have logged in")
            .isEqualTo(CLIENTS * 5);
        assertThat(counts.lost() + counts.notSent() + counts.duplicated()).isZero();
      }
      assertThat(result.errors().keySet()).anyMatch(reason -> reason.startsWith(error));
    }
  }

  /// All clients leave at the start of the only stage. The run is paused until each of them has
  /// connected again, and one has retried its login. A client that is still leaving at the end of
  /// the stage would not come back.
  @Test
  void allClientsThatReturnAtOnceLogInInTheEnd() {
    try (TestServer server = serverThatIsSlowUntilSomeRetried(CLIENTS, "login.max-in-flight")) {
      SwarmOptions options = options(server, "{ duration = 100ms, storm = 100 % }").build();
      Swarm swarm = new Swarm(options, new GameSwarm());
      swarm.control().pause();
      WatchingView untilAllReturn =
          new WatchingView(
              snapshot ->
                  snapshot.retried() > 0
                      && snapshot.connected() - snapshot.retried() == 2 * CLIENTS,
              () -> {
                someRetried.countDown();
                swarm.control().resume();
              });
      assertAllCame(swarm.run(untilAllReturn), 2 * CLIENTS);
    }
  }

  @Test
  void loginLatencyIncludesTheWaitsAndConnectLatencyDoesNot() {
    try (TestServer server = serverThatIsSlowUntilSomeRetried(0, "login.max-in-flight")) {
      Connections connections = run(options(server).build()).connections();
      assertThat(connections.login().count()).isEqualTo(CLIENTS);
      assertThat(connections.login().p90())
          .as("the p90 is that of a login that had to wait")
          .isGreaterThanOrEqualTo(FIRST_WAIT);
      assertThat(connections.connect().count()).isEqualTo(CLIENTS + connections.retried());
    }
  }

  @Test
  void retriesATakenNameUntilItIsFree() throws IOException {
    try (TestServer server = TestServer.start("login.second", "refuse");
        Socket holder = new Socket(server.address().getAddress(), server.port())) {
      holder
          .getOutputStream()
          .write(loginFrame(LoginRequest.newBuilder().setRequestId(1).setName("taken-0").build()));
      assertThat(holder.getInputStream().read()).as("the holder has logged in").isPositive();

      WatchingView untilRetried =
          new WatchingView(snapshot -> snapshot.retried() > 0, () -> closeQuietly(holder));
      SwarmResult result =
          new Swarm(options(server).clients(3).namePrefix("taken").build(), new GameSwarm())
              .run(untilRetried);
      assertAllCame(result, 3);
      assertThat(result.errors()).containsKey("server: NAME_TAKEN");
    }
  }

  @Test
  void failsLoginsAtAServerThatStaysFullAndNamesTheReason() {
    CountDownLatch over = new CountDownLatch(1);
    try (TestServer server =
        TestServer.startWith(
            attempt -> {
              over.await();
              return Authentication.accepted(Account.of(attempt.name()));
            },
            "login.max-in-flight",
            "1",
            "login.check-timeout",
            "1m",
            "session.login-timeout",
            "2m")) {
      SwarmResult result =
          run(options(server).clients(3).settleTimeout(Duration.ofMillis(900)).build());
      Connections connections = result.connections();
      assertThat(connections.loggedIn()).isZero();
      assertThat(connections.loginFailed()).isEqualTo(3);
      assertThat(connections.retried()).isGreaterThanOrEqualTo(2);
      assertSumsUp(connections);
      assertThat(result.errors()).containsKeys("server: SERVER_FULL", "login: LOGIN_TIMEOUT");
      over.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"swarm", "not a name"})
  void doesNotRetryARefusalForAnotherReason(String prefix) {
    AtomicInteger checks = new AtomicInteger();
    try (TestServer server =
        TestServer.startWith(
            attempt -> {
              checks.incrementAndGet();
              return Authentication.refused("not the token");
            })) {
      SwarmResult result = run(options(server).clients(3).namePrefix(prefix).build());
      assertThat(result.connections().loginFailed()).isEqualTo(3);
      assertThat(result.connections().connected()).isEqualTo(3);
      assertThat(result.connections().retried()).isZero();
      assertThat(result.errors()).containsEntry("login: LOGIN_REFUSED", 3L);
      assertThat(checks).hasValueLessThanOrEqualTo(3);
    }
  }

  /// The last stage has no users. If the run did not remove the users that wait, they would log in
  /// when the server has room.
  @Test
  void removesAUserThatWaitsToRetryItsLogin() {
    try (TestServer server = TestServer.start("admission.max-sessions", "1")) {
      SwarmResult result =
          run(
              options(
                      server,
                      "{ duration = 100ms, clients = 1 }, { duration = 1s, clients = 20 },"
                          + " { duration = 2s, clients = 0 }")
                  .settleTimeout(Duration.ofMinutes(10))
                  .build());
      Connections connections = result.connections();
      assertThat(connections.loggedIn()).isEqualTo(1);
      assertThat(connections.loginFailed()).isEqualTo(CLIENTS - 1);
      assertThat(connections.retried()).isPositive();
      assertSumsUp(connections);
    }
  }

  @Test
  void endsAtOnceWhenStoppedWhileUsersWaitToRetry() {
    try (TestServer server = TestServer.start("admission.max-sessions", "1")) {
      Swarm swarm =
          new Swarm(options(server).settleTimeout(Duration.ofMinutes(10)).build(), new GameSwarm());
      SwarmResult result =
          swarm.run(new WatchingView(snapshot -> snapshot.retried() > 0, swarm::stop));
      assertThat(result.isComplete()).isFalse();
      assertThat(result.errors().keySet()).noneMatch(reason -> reason.contains("in time"));
      assertSumsUp(result.connections());
    }
  }

  @Test
  void aThresholdCanForbidRetries() {
    try (TestServer server = serverThatIsSlowUntilSomeRetried(0, "login.max-in-flight")) {
      SwarmResult result = run(options(server).build());
      Set<String> names = Metrics.names(List.of("echo"), List.of());
      List<Threshold> bounds = List.of(Threshold.parse("retried == 0", names));
      assertThat(Verdict.of(result, bounds).isGood()).isFalse();
    }
  }

  private SwarmResult run(SwarmOptions options) {
    return new Swarm(options, new GameSwarm()).run(untilRetried);
  }

  private static SwarmOptions.Builder options(TestServer server) {
    return options(server, "{ duration = 500ms }");
  }

  /// Returns options with which each client has an iteration every 100 ms.
  ///
  /// @param stages the stages of the profile, in HOCON
  private static SwarmOptions.Builder options(TestServer server, String stages) {
    return SwarmOptions.builder(server.address())
        .clients(CLIENTS)
        .scenarios(List.of("echo"))
        .profile(Profiles.parse("test", "stages = [ " + stages + " ]").profile())
        .rate(10)
        .workers(1)
        .settleTimeout(PATIENCE);
  }

  /// Starts a server that checks at most two logins at one time. Its logins are slow until a user
  /// has retried.
  ///
  /// @param quick the number of logins at the start that are not slow
  /// @param limit the setting that limits the number of logins at one time
  private TestServer serverThatIsSlowUntilSomeRetried(int quick, String limit) {
    AtomicInteger logins = new AtomicInteger();
    return TestServer.startWith(
        attempt -> {
          if (logins.incrementAndGet() > quick) {
            someRetried.await();
          }
          return Authentication.accepted(Account.of(attempt.name()));
        },
        limit,
        "2",
        "login.check-timeout",
        "1m",
        "session.login-timeout",
        "2m");
  }

  private static byte[] loginFrame(LoginRequest login) {
    byte[] body = login.toByteArray();
    return ByteBuffer.allocate(4 + body.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) (4 + body.length))
        .putShort((short) 1)
        .put(body)
        .array();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertAllCame(SwarmResult result, int clients) {
    Connections connections = result.connections();
    assertThat(connections.asked()).isEqualTo(clients);
    assertThat(connections.loggedIn()).isEqualTo(clients);
    assertThat(connections.retried()).isPositive();
    assertSumsUp(connections);
    assertThat(Verdict.of(result, Threshold.withDefaults(List.of())).broken()).isEmpty();
    assertThat(result.leftOver()).isEmpty();
  }

  private static void assertSumsUp(Connections all) {
    assertThat(all.loggedIn() + all.connectFailed() + all.loginFailed()).isEqualTo(all.asked());
    assertThat(all.loggedIn() + all.loginFailed() + all.retried()).isEqualTo(all.connected());
  }
}
