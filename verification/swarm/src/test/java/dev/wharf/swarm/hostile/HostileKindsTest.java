package dev.wharf.swarm.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.client.Route;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.game.server.SampleGame;
import dev.wharf.game.tests.TestServer;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.server.config.EffectiveSetting;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.JwtAuthenticator;
import dev.wharf.swarm.Swarm;
import dev.wharf.swarm.SwarmOptions;
import dev.wharf.swarm.report.HostileKindResult;
import dev.wharf.swarm.report.HostileKindResult.Outcome;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Threshold;
import dev.wharf.swarm.report.Verdict;
import dev.wharf.transport.proxy.ProxyCloseReasons;
import dev.wharf.transport.proxy.ProxyHeaders;
import dev.wharf.transport.tls.ClientTls;
import dev.wharf.transport.tls.ClientTlsOptions;
import dev.wharf.transport.websocket.ClientWebSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests each kind of hostile client against a real server, beside honest clients. The server must
/// end the hostile client as the table in docs/hostile-clients.md says, and the honest clients must
/// lose nothing.
class HostileKindsTest {
  /// The settings of the servers in these tests: the default limits, and deadlines short enough for
  /// a test.
  private static final List<String> SHORT =
      List.of(
          "rate.packets-per-second", "100",
          "session.login-timeout", "30s",
          "session.frame-timeout", "1500ms",
          "chat.texts", "5");

  /// For kinds that do not log in. On a busy machine, honest clients need more than a second for a
  /// login. A frame has a longer time than a login, so that both deadlines are met.
  private static final List<String> SHORT_LOGIN =
      List.of(
          "session.login-timeout", "3s",
          "login.check-timeout", "2500ms",
          "session.frame-timeout", "4500ms");

  private static final Map<String, List<String>> MORE =
      Map.of(
          "silent",
          List.of("session.heartbeat", "1s", "session.idle-timeout", "3s"),
          "never-reads",
          List.of("session.write-timeout", "1s"),
          "tls-half-open",
          List.of("session.handshake-timeout", "2s"),
          "proxy-slow",
          List.of("session.handshake-timeout", "2s"),
          "ws-half-open",
          List.of("session.handshake-timeout", "2s"));

  private static final Map<HostileNeed, List<String>> NEEDED =
      Map.of(
          HostileNeed.TLS,
          List.of("development", "true", "tls.enabled", "true"),
          HostileNeed.WEBSOCKET,
          List.of("websocket.enabled", "true", "websocket.port", "0"),
          HostileNeed.PROXY_HEADER,
          List.of("proxy.protocol", "any", "proxy.from", "127.0.0.1"));

  /// The number of hostile clients. Each client starts with another variant of its kind, so that
  /// all variants run soon.
  private static final int CLIENTS = 24;

  private static final int HONEST_CLIENTS = 4;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String KEYS =
      "{\"keys\": [{\"kty\": \"oct\", \"kid\": \"a\", \"alg\": \"HS256\", \"k\":"
          + " \"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\"}]}";

  @TempDir private Path folder;

  static Stream<KindTable.Row> rowsThatNeedNoToken() {
    return KindTable.rows().stream()
        .filter(row -> !kindOf(row).needs().contains(HostileNeed.STOLEN_TOKEN));
  }

  @ParameterizedTest
  @MethodSource("rowsThatNeedNoToken")
  void theServerEndsItAsTheTableSaysAndNobodyElse(KindTable.Row row) {
    List<List<String>> broken = new ArrayList<>();
    try (TestServer server = start(row);
        ClientTls tls = tls(row);
        HostileClients clients = HostileClients.prepare(plan(row), settings(row, server, tls))) {
      clients.begin();
      eventually(
          () -> {
            broken.add(brokenBounds(honestRun(row, server)));
            assertThat(reasons(server)).containsAll(row.always());
            assertThat(clients.haveAllEnded() || lastsLong(row)).as("all variants ended").isTrue();
          });
      assertThat(broken).allSatisfy(bounds -> assertThat(bounds).isEmpty());
      assertThat(reasonsOf(row)).containsAll(reasons(server));
      if (staysUntilTheServerEndsIt(row)) {
        assertThat(server.server().service().counters().closed(CloseReason.PEER_CLOSED))
            .as("clients that left by themselves")
            .isLessThanOrEqualTo((long) HONEST_CLIENTS * broken.size());
      }
      assertThat(clients.stop())
          .singleElement()
          .satisfies(
              result -> {
                assertThat(result.kind()).isEqualTo(row.kind());
                assertThat(result.clients()).isEqualTo(CLIENTS);
                assertThat(result.attempts()).isGreaterThanOrEqualTo(CLIENTS);
                assertThat(result.unpunished()).as(result.toString()).isZero();
                assertThat(result.surprises()).as(result.toString()).isZero();
              });
    }
  }

  @Test
  void aTokenOfAPlayerOnlineIsValidForNoOtherPlayer() {
    String token =
        new JwtAuthenticator(
                new ServerConfig.Jwt(KEYS, "login", "game", Duration.ofHours(1)),
                InstantSource.system())
            .mint("owner-0");
    HostilePlan plan =
        HostilePlan.parse(
            "replayed-token=8",
            new GameSwarm().hostileKinds(),
            1,
            new StolenToken("owner-0", token),
            HostileNeed.fulfilledBy(false, false, false));
    Set<String> outcomes = new HashSet<>();
    List<String> broken = new ArrayList<>();
    try (TestServer server =
        TestServer.start("login.authenticator", "jwt", "login.jwt.keys", KEYS)) {
      eventually(
          () -> {
            SwarmResult result =
                run(options(server.address()).clients(1).namePrefix("owner").token(token), plan);
            broken.addAll(brokenBounds(result));
            result.hostile().getFirst().outcomes().stream()
                .map(Outcome::what)
                .forEach(outcomes::add);
            assertThat(
                    server.server().service().counters().closed(PacketCloseReasons.LOGIN_REFUSED))
                .isGreaterThanOrEqualTo(8);
          });
    }
    assertThat(broken).isEmpty();
    assertThat(outcomes).contains("LOGIN_REFUSED").isSubsetOf("LOGIN_REFUSED", "open at the end");
  }

  @Test
  void theTableHasEveryKindInOrderWithItsDescriptionAndExistingSettings() {
    assertThat(KindTable.rows())
        .extracting(KindTable.Row::kind)
        .containsExactlyElementsOf(
            new GameSwarm().hostileKinds().all().stream().map(HostileKind::name).toList());
    List<String> keys =
        new SampleGame().config(Map.of()).effective().stream().map(EffectiveSetting::key).toList();
    assertThat(KindTable.rows())
        .allSatisfy(
            row -> {
              assertThat(row.description()).isEqualTo(kindOf(row).description());
              assertThat(keys).containsAll(row.settings());
            });
  }

  /// The machine of the clients is none of the proxies, so its headers are not believed.
  @Test
  void theServerBelievesNoHeaderThatIsNotFromAProxy() {
    KindTable.Row row = row("proxy-spoof");
    try (TestServer server = TestServer.start("proxy.protocol", "any", "proxy.from", "192.0.2.1");
        HostileClients clients = HostileClients.prepare(plan(row), settings(row, server, null))) {
      clients.begin();
      eventually(() -> assertThat(clients.results().getFirst().attempts()).isGreaterThan(CLIENTS));
      HostileKindResult result = clients.stop().getFirst();
      assertThat(result.unpunished() + result.surprises()).as(result.toString()).isZero();
      assertThat(reasons(server)).containsExactly(ProxyCloseReasons.NOT_FROM_PROXY);
    }
  }

  /// One handshake is computed at a time, and one more may wait. So clients that begin at the same
  /// moment are too many.
  @Test
  void theServerEndsHandshakesThatAreTooManyAtATime() {
    KindTable.Row row = row("tls-flood");
    try (TestServer server =
            start(row, "tls.max-handshakes", "1", "tls.max-waiting-handshakes", "1");
        ClientTls tls = tls(row);
        HostileClients clients = HostileClients.prepare(plan(row), settings(row, server, tls))) {
      clients.begin();
      eventually(() -> assertThat(reasons(server)).contains(CloseReason.OVERLOADED));
      HostileKindResult result = clients.stop().getFirst();
      assertThat(result.unpunished() + result.surprises()).as(result.toString()).isZero();
    }
  }

  private static KindTable.Row row(String kind) {
    return KindTable.rows().stream().filter(row -> row.kind().equals(kind)).findAny().get();
  }

  private TestServer start(KindTable.Row row, String... more) {
    List<String> settings = new ArrayList<>(SHORT);
    settings.addAll(MORE.getOrDefault(row.kind(), List.of()));
    if (row.always().contains(CloseReason.LOGIN_TIMEOUT)) {
      settings.addAll(SHORT_LOGIN);
    }
    kindOf(row).needs().forEach(need -> settings.addAll(NEEDED.getOrDefault(need, List.of())));
    if (needs(row, HostileNeed.TLS)) {
      settings.addAll(List.of("tls.development-folder", folder.toString()));
    }
    settings.addAll(List.of(more));
    return TestServer.start(settings.toArray(String[]::new));
  }

  private static HostileKind kindOf(KindTable.Row row) {
    return new GameSwarm().hostileKinds().find(row.kind());
  }

  /// Returns whether the server may need so long to end a connection that the test does not wait
  /// for all variants.
  private static boolean lastsLong(KindTable.Row row) {
    return kindOf(row).bound(ServerDeadlines.defaults()).compareTo(PATIENCE) >= 0;
  }

  private static boolean needs(KindTable.Row row, HostileNeed need) {
    return kindOf(row).needs().contains(need);
  }

  private @Nullable ClientTlsOptions tlsOptions(KindTable.Row row) {
    return needs(row, HostileNeed.TLS)
        ? ClientTlsOptions.defaults().trusting(folder.resolve("certificate.pem"))
        : null;
  }

  private @Nullable ClientTls tls(KindTable.Row row) {
    ClientTlsOptions options = tlsOptions(row);
    return options == null ? null : ClientTls.open(EngineRuntime.system(), options);
  }

  private static InetSocketAddress address(KindTable.Row row, TestServer server) {
    return needs(row, HostileNeed.WEBSOCKET)
        ? server.server().webSocketAddress().orElseThrow()
        : server.address();
  }

  private static HostilePlan plan(KindTable.Row row) {
    return HostilePlan.parse(
        row.kind() + "=" + CLIENTS,
        new GameSwarm().hostileKinds(),
        1,
        StolenToken.NONE,
        HostileNeed.fulfilledBy(
            needs(row, HostileNeed.TLS),
            needs(row, HostileNeed.WEBSOCKET),
            needs(row, HostileNeed.PROXY_HEADER)));
  }

  private static HostileSettings settings(
      KindTable.Row row, TestServer server, @Nullable ClientTls tls) {
    return new HostileSettings(
        new Frames(new GameSwarm().catalog()),
        Route.to(address(row, server)),
        "hostile",
        "somebody",
        _ -> "",
        StolenToken.NONE,
        ServerDeadlines.defaults(),
        tls,
        needs(row, HostileNeed.WEBSOCKET) ? new ClientWebSocket(EngineRuntime.system()) : null,
        needs(row, HostileNeed.PROXY_HEADER) ? new ProxyHeaders() : null,
        7);
  }

  private static SwarmOptions.Builder options(InetSocketAddress server) {
    return SwarmOptions.builder(server)
        .clients(HONEST_CLIENTS)
        .namePrefix("honest")
        .scenarios(List.of("mixed"))
        .duration(Duration.ofMillis(500))
        .workers(1);
  }

  private SwarmResult honestRun(KindTable.Row row, TestServer server) {
    return run(
        options(address(row, server))
            .rate(2)
            .tls(tlsOptions(row))
            .webSocket(needs(row, HostileNeed.WEBSOCKET))
            .sendsProxyHeaders(needs(row, HostileNeed.PROXY_HEADER)),
        HostilePlan.NONE);
  }

  private static SwarmResult run(SwarmOptions.Builder options, HostilePlan plan) {
    return new Swarm(options.build(), new GameSwarm(), plan).run(ProgressView.none());
  }

  private static List<String> brokenBounds(SwarmResult result) {
    List<String> kinds = result.hostile().stream().map(HostileKindResult::kind).toList();
    return Verdict.of(result, Threshold.withDefaults(List.of(), kinds)).broken().stream()
        .map(check -> check.threshold().text() + ", found " + check.found())
        .toList();
  }

  /// Returns the close reasons of the sessions that have ended up to now.
  private static Set<CloseReason> reasons(TestServer server) {
    return server.server().service().counters().closes().keySet();
  }

  /// Returns whether no connection of the kind is closed by its client. Then a server that takes a
  /// client's fault for an orderly end is found, although honest clients end in the same way.
  private static boolean staysUntilTheServerEndsIt(KindTable.Row row) {
    return Collections.disjoint(
        reasonsIn(row), Set.of(CloseReason.PEER_CLOSED, CloseReason.PEER_RESET));
  }

  private static Set<CloseReason> reasonsIn(KindTable.Row row) {
    Set<CloseReason> reasons = new HashSet<>(row.always());
    reasons.addAll(row.atTimes());
    return reasons;
  }

  /// Returns the close reasons in the row, and the reason with which honest clients end.
  private static Set<CloseReason> reasonsOf(KindTable.Row row) {
    Set<CloseReason> reasons = reasonsIn(row);
    reasons.add(CloseReason.PEER_CLOSED);
    return reasons;
  }

  /// Retries a failing assertion until the deadline.
  private static void eventually(ThrowingRunnable condition) {
    Awaitility.await()
        .pollInSameThread()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(condition);
  }
}
