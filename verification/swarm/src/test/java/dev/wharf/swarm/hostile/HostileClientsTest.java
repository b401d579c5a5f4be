package dev.wharf.swarm.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.client.Route;
import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.game.tests.Cli;
import dev.wharf.game.tests.TestServer;
import dev.wharf.swarm.Json;
import dev.wharf.swarm.report.HostileKindResult;
import dev.wharf.swarm.report.HostileKindResult.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests how hostile clients report a server that does not defend itself. Also tests `wharf swarm`
/// with hostile clients.
class HostileClientsTest {
  @TempDir private Path folder;

  @Test
  void aCodeThatDoesNotFitIsASurprise() {
    try (TestServer server = TestServer.start()) {
      HostileKindResult result =
          runUntil(
              server.address(),
              Named.kind(
                  "misjudged",
                  connection ->
                      connection.send(new Frames(new GameSwarm().catalog()).of(99, new byte[0]))),
              soFar -> soFar.surprises() > 0);
      assertThat(outcomes(result)).contains("UNKNOWN_PACKET");
      assertThat(result.unpunished()).isZero();
    }
  }

  @Test
  void aLoginWithAStolenTokenIsASurprise() {
    try (TestServer server = TestServer.start()) {
      HostileKindResult result =
          runUntil(
              server.address(),
              Named.kind("guest", HostileConnection::wasLetIn),
              soFar -> soFar.surprises() > 1);
      assertThat(outcomes(result)).contains("let in");
    }
  }

  @Test
  void aKindThatThrowsIsASurpriseAndAffectsNoOther() {
    try (TestServer server = TestServer.start()) {
      HostileKindResult result =
          runUntil(
              server.address(),
              Named.kind(
                  "clumsy",
                  _ -> {
                    throw new IllegalStateException("this is part of the test");
                  }),
              soFar -> soFar.surprises() > 1);
      assertThat(outcomes(result)).contains("a fault of its own");
    }
  }

  @Test
  void aFailedConnectDoesNotCountAsAnAttempt() throws IOException {
    InetSocketAddress nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
    HostileKindResult result =
        runUntil(nobody, Named.kind("early", _ -> {}), soFar -> !soFar.outcomes().isEmpty());
    assertThat(result.attempts()).isZero();
    assertThat(outcomes(result)).containsExactly("not connected");
  }

  /// The plan has two clients, and each of them has twelve kinds or less. Some kinds last until a
  /// deadline of the server.
  @Test
  void aVeryShortRunPlaysAllKinds() {
    try (TestServer server = TestServer.start("rate.packets-per-second", "100");
        HostileClients clients = HostileClients.prepare(plan("2%"), settings(server.address()))) {
      clients.begin();
      assertThat(clients.stop())
          .hasSize(plan("100%").kinds().size())
          .allSatisfy(kind -> assertThat(kind.attempts()).as(kind.toString()).isPositive())
          .allSatisfy(kind -> assertThat(kind.unpunished() + kind.surprises()).isZero())
          .filteredOn(kind -> List.of("half-close", "flood", "out-of-turn").contains(kind.kind()))
          .hasSize(3)
          .allSatisfy(kind -> assertThat(outcomes(kind)).doesNotContain("open at the end"));
    }
  }

  @Test
  void aVeryShortRunFindsAKindThatIsNotEnded() {
    try (TestServer server = TestServer.start();
        HostileClients clients =
            HostileClients.prepare(
                plan("tolerated=1", Named.kind("tolerated", _ -> {})),
                settings(server.address()))) {
      clients.begin();
      assertThat(clients.stop().getFirst().unpunished()).isEqualTo(1);
    }
  }

  /// The clients of one kind come back so soon that they could use up the limit of new connections.
  /// The client of the other kind must still connect.
  @Test
  void clientsThatReconnectLeaveConnectionsToTheOthers() {
    try (TestServer server = TestServer.start();
        HostileClients clients =
            HostileClients.prepare(
                plan("connect-and-drop=200,half-close=1"), settings(server.address()))) {
      clients.begin();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> clients.results().getLast().attempts() > 0);
    }
  }

  @Test
  void reportsTheOutcomesOfEachKindAndHonestClientsLoseNothing() throws IOException {
    Path file = folder.resolve("result.json");
    try (TestServer server = TestServer.start("rate.packets-per-second", "100")) {
      Cli run =
          swarm(
              server,
              "--clients",
              "20",
              "--duration",
              "2s",
              "--hostile",
              "240%",
              "--json",
              file.toString());
      assertThat(run.err()).isEmpty();
      assertThat(run.outLines())
          .contains(" PASS  nothing was lost, duplicated, out of order or corrupted")
          .anyMatch(line -> line.matches(" hostile +clients +tries +came to +times +p50 +max"))
          .filteredOn(line -> line.startsWith(" ")) // leaves out the server's log
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
      assertThat(run.code()).isZero();
    }
    Json json = Json.read(file);
    assertThat(json.text("/hostile/0/kind")).isEqualTo("half-packet");
    assertThat(json.number("/hostile/0/clients")).isGreaterThan(1);
    assertThat(json.number("/hostile/0/attempts")).isPositive();
    assertThat(json.number("/hostile/0/unpunished")).isZero();
    assertThat(json.number("/hostile/0/surprises")).isZero();
    assertThat(json.number("/hostile/0/outcomes/0/count")).isPositive();
    int last = plan("100%").kinds().size() - 1;
    assertThat(json.text("/hostile/" + (last - 1) + "/kind")).isEqualTo("chat-spam");
    assertThat(json.text("/hostile/" + last + "/kind")).isEqualTo("injection");
  }

  /// A flood is RATE_LIMITED only when its packets have arrived, behind the handshake or the
  /// header.
  @ParameterizedTest
  @CsvSource({
    "tls-bad-records, tls.enabled, true, tls.provider, auto, --tls-ca",
    "proxy-no-header, proxy.protocol, any, proxy.from, 127.0.0.1, --proxy-header",
    "ws-bad-frames, websocket.enabled, true, websocket.port, 0, --websocket"
  })
  void hostileClientsSpeakWhatTheUsersSpeak(
      String kind, String key, String value, String otherKey, String otherValue, String option) {
    try (TestServer server =
        TestServer.start(
            key,
            value,
            otherKey,
            otherValue,
            "development",
            "true",
            "rate.packets-per-second",
            "100",
            "rate.bytes-per-second",
            "64KiB",
            "tls.development-folder",
            folder.toString())) {
      List<String> arguments =
          new ArrayList<>(List.of("--clients", "20", "--duration", "2s", "--hostile", "240%"));
      arguments.add(option);
      if (option.equals("--tls-ca")) {
        arguments.add(folder.resolve("certificate.pem").toString());
      }
      Cli run = swarm(server, arguments.toArray(String[]::new));
      assertThat(run.outLines())
          .contains(" PASS  nothing was lost, duplicated, out of order or corrupted")
          .anyMatch(line -> line.startsWith(" " + kind))
          .anyMatch(line -> line.matches(" flood .* RATE_LIMITED .*"));
      assertThat(run.code()).isZero();
    }
  }

  /// The server has no rate limits. The swarm's time limit for a flood ends within the run.
  @Test
  void aKindThatTheServerDoesNotEndFailsTheRun() {
    try (TestServer server = TestServer.start("rate.bytes-per-second", "0")) {
      Cli run = swarm(server, "--clients", "2", "--duration", "8s", "--hostile", "flood=1");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.outLines())
          .contains(" broken: hostile.flood.unpunished == 0, found 1", " FAIL  1 of 19 bounds");
    }
  }

  private static Cli swarm(TestServer server, String... more) {
    int port =
        server.server().webSocketAddress().map(InetSocketAddress::getPort).orElse(server.port());
    List<String> arguments = new ArrayList<>(List.of("swarm", "--port", String.valueOf(port)));
    arguments.addAll(List.of("--progress", "none"));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray(String[]::new));
  }

  private static HostileKindResult runUntil(
      InetSocketAddress server, HostileKind kind, Predicate<HostileKindResult> isEnough) {
    try (HostileClients clients =
        HostileClients.prepare(plan(kind.name() + "=2", kind), settings(server))) {
      clients.begin();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> isEnough.test(clients.results().getFirst()));
      return clients.stop().getFirst();
    }
  }

  /// Parses a plan for 100 virtual users.
  ///
  /// @param own kinds that are added to the kinds of the sample game
  private static HostilePlan plan(String text, HostileKind... own) {
    HostileKinds kinds = new GameSwarm().hostileKinds();
    for (HostileKind kind : own) {
      kinds = kinds.with(kind);
    }
    return HostilePlan.parse(
        text, kinds, 100, StolenToken.NONE, HostileNeed.fulfilledBy(false, false, false));
  }

  private static HostileSettings settings(InetSocketAddress server) {
    return new HostileSettings(
        new Frames(new GameSwarm().catalog()),
        Route.to(server),
        "hostile",
        "somebody",
        _ -> "",
        StolenToken.NONE,
        ServerDeadlines.defaults(),
        null,
        null,
        null,
        1);
  }

  private static List<String> outcomes(HostileKindResult result) {
    return result.outcomes().stream().map(Outcome::what).toList();
  }
}
