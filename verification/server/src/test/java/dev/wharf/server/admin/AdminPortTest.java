package dev.wharf.server.admin;

import static dev.wharf.game.server.RunningServer.eventually;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.timer.FixedRateTick;
import dev.wharf.game.server.AdminClient;
import dev.wharf.game.server.AdminServer;
import dev.wharf.game.server.CapturedLog;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.SampleGame;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.ServerNotice;
import dev.wharf.server.GameServer;
import dev.wharf.server.StartException;
import dev.wharf.server.admin.http.WrongTokenLimit;
import dev.wharf.server.config.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("captures the log of the whole process")
class AdminPortTest {
  /// A name of this test alone: the log has one line a minute for each name, in the whole process.
  private static final String FAILING = "failing-world";

  /// The most connections of one address (docs/operations.md).
  private static final int MOST_OF_AN_ADDRESS = 16;

  @Test
  void isOffByDefault() throws IOException {
    int free = freePort();
    try (RunningServer server = RunningServer.start("admin.port", "" + free)) {
      assertThat(server.server().adminAddress()).isEmpty();
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), free).close())
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void reportsInOneSentenceThatItsPortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      SampleGame game = new SampleGame();
      ServerConfig config =
          game.config(
              Map.of(
                  "listen.port", "0",
                  "account.enabled", "false",
                  "admin.enabled", "true",
                  "admin.port", "" + taken.getLocalPort()));
      assertThatThrownBy(() -> GameServer.start(game, config))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("admin.port = " + taken.getLocalPort() + " (command line)")
          .hasMessageContaining(": cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": ");
    }
  }

  @Test
  void isUpAndReadyWhileTheServerRuns() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      assertAnswer(admin.get("/health"), 200, "up");
      assertAnswer(admin.get("/ready"), 200, "ready");
    }
  }

  @Test
  void isNotUpWhenEveryTickOfAKindFailsAgainAndAgain() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server);
        CapturedLog log = CapturedLog.open()) {
      server.expectFailures();
      CompletionPort port = server.server().completionPort();
      JobQueue world = queue(port, FAILING);
      FixedRateTick broken =
          FixedRateTick.start(
              port.timer(),
              world,
              Duration.ofMillis(20),
              (_, _) -> {
                throw new IllegalStateException("thrown by the test");
              });
      String told = "1 of 1 ticks of queue failing-world have failed at every run for 5 s";
      eventually(() -> assertAnswer(admin.get("/health"), 503, told));
      assertThat(admin.metrics().get("wharf_job_failures_total{queue=\"failing-world\"}"))
          .isGreaterThan(10);
      assertThat(log.lines().stream().filter(line -> line.contains("Queue " + FAILING)))
          .as("lines for %s failures", world.failures())
          .hasSize(1);

      FixedRateTick healthy =
          FixedRateTick.start(
              port.timer(), queue(port, FAILING), Duration.ofMillis(20), (_, _) -> {});
      assertAnswer(
          admin.get("/health"),
          200,
          "up; 1 of 2 ticks of queue failing-world have failed at every run for 5 s");

      healthy.stop();
      broken.stop();
      assertAnswer(admin.get("/health"), 200, "up");
    }
  }

  private static JobQueue queue(CompletionPort port, String name) {
    return new JobQueue(port.executor(), JobQueueOptions.defaults().withName(name));
  }

  @Test
  void showsPlayersAndRooms() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      TestClient alice = server.player("alice");
      alice.join("lobby");
      server.connect();
      eventually(() -> assertThat(admin.state()).containsEntry("sessions", "2"));

      assertThat(admin.state())
          .containsEntry("ready", "true")
          .containsEntry("can_change", "true")
          .containsEntry("players", "1")
          .containsEntry("total.accepts", "2")
          .containsEntry("tables.1.name", "rooms")
          .containsEntry("tables.1.count", "1");
      assertThat(admin.table("sessions"))
          .containsEntry("columns.1", "player")
          .containsEntry("columns.2", "stage")
          .containsEntry("total", "2")
          .containsEntry("rows.0.1", "alice")
          .containsEntry("rows.0.2", "playing")
          .containsEntry("rows.1.1", "")
          .containsEntry("rows.1.2", "login")
          .hasEntrySatisfying("rows.0.3", address -> assertThat(address).startsWith("127.0.0.1:"));
      assertThat(admin.table("rooms"))
          .containsEntry("rows.0.1", "lobby")
          .containsEntry("rows.0.2", "1");
    }
  }

  @Test
  void pagesThroughTheSessions() {
    try (RunningServer server =
            AdminServer.start(
                "admission.max-unauthenticated", "300", "session.login-timeout", "1m");
        AdminClient admin = new AdminClient(server)) {
      for (int i = 0; i < 203; i++) {
        server.connect();
      }
      eventually(() -> assertThat(admin.state()).containsEntry("sessions", "203"));
      assertThat(admin.table("sessions"))
          .containsEntry("total", "203")
          .containsKey("rows.24.0")
          .doesNotContainKey("rows.25.0");
      assertThat(admin.table("sessions&offset=200&limit=25&sort=id"))
          .containsEntry("total", "203")
          .containsEntry("offset", "200")
          .containsKey("rows.2.0")
          .doesNotContainKey("rows.3.0");
      assertThat(admin.get("/api/state").body().length()).isLessThan(6000);
      assertThat(admin.get("/api/table?name=sessions").body().length()).isLessThan(3000);
    }
  }

  @Test
  void sendsTheNameOfARoomAsPlainText() {
    String name = "<b>\"&amp;\\</b>";
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      server.player("alice").join(name);
      assertThat(admin.table("rooms")).containsEntry("rows.0.1", name);
      assertThat(admin.get("/api/table?name=rooms").headers().firstValue("Content-Type"))
          .hasValue("application/json");
    }
  }

  @Test
  void kicksAnAbsentPlayerWhoThenCannotComeBack() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      TestClient alice = server.connect();
      alice.loginResumable("alice");
      alice.reset();
      eventually(() -> assertThat(admin.table("sessions")).containsEntry("rows.0.2", "absent"));
      String id = admin.table("sessions").get("rows.0.0");

      assertThat(
              admin
                  .post("/api/actions/kick", AdminClient.TOKEN, "{\"session\": " + id + "}")
                  .body())
          .isEqualTo("{\"result\":\"session " + id + " of alice is closed\"}");

      eventually(() -> assertThat(server.server().players().count()).isZero());
      TestClient back = server.connect();
      back.resume(alice);
      back.receiveFailure(FailureCode.RESUME_REFUSED, false);
      assertThat(
              admin
                  .post("/api/actions/kick", AdminClient.TOKEN, "{\"session\": " + id + "}")
                  .statusCode())
          .isEqualTo(409);
    }
  }

  @Test
  void kicksOneSessionAndTellsItWhy() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      TestClient alice = server.player("alice");
      TestClient bob = server.player("bob");
      String id = admin.table("sessions").get("rows.0.0");
      boolean isAlice = "alice".equals(admin.table("sessions").get("rows.0.1"));

      assertThat(
              admin
                  .post("/api/actions/kick", AdminClient.TOKEN, "{\"session\": " + id + "}")
                  .body())
          .isEqualTo(
              "{\"result\":\"session %s of %s is closed\"}"
                  .formatted(id, isAlice ? "alice" : "bob"));

      TestClient kicked = isAlice ? alice : bob;
      kicked.receiveFailure(FailureCode.KICKED, true);
      kicked.awaitEnd();
      kicked.close();
      server.awaitClosed(CloseReason.KICKED, 1);
      (isAlice ? bob : alice).echo(7);
      assertThat(server.server().service().sessionCount()).isEqualTo(1);
      assertThat(
              admin
                  .post("/api/actions/kick", AdminClient.TOKEN, "{\"session\": " + id + "}")
                  .statusCode())
          .isEqualTo(409);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "12",
        "{\"session\": \"12x\"}",
        "{\"session\": \"\"}",
        "{\"session\": [12]}",
        "{\"session\": 12, \"other\": 13}",
        "{\"session\": 1.5}",
        "{\"session\": 12",
        "{\"session\": 12} {}",
        "{\"session\": 12, \"session\": 13}",
        "{\"session\": 99999999999999999999}"
      })
  void kicksNobodyWhenTheBodyIsNotANumberOfASession(String body) {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      server.player("alice");
      assertThat(admin.post("/api/actions/kick", AdminClient.TOKEN, body).statusCode())
          .isEqualTo(400);
      assertThat(server.server().service().sessionCount()).isEqualTo(1);
    }
  }

  @Test
  void drainsTheServerAndIsNotReadyMeanwhile() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      TestClient alice = server.player("alice");
      assertThat(admin.post("/api/actions/drain", AdminClient.TOKEN, "").statusCode())
          .isEqualTo(200);

      assertThat(alice.await(ServerNotice.class).getKind()).isEqualTo(ServerNotice.Kind.DRAINING);
      // alice has not closed her side, so the drain is not complete
      assertAnswer(admin.get("/ready"), 503, "not ready: the server accepts no clients");
      assertAnswer(admin.get("/health"), 200, "up");
      assertThat(admin.state()).containsEntry("ready", "false");
      assertThat(admin.post("/api/actions/drain", AdminClient.TOKEN, "").statusCode())
          .isEqualTo(200);
      alice.awaitEnd();
      alice.close();
      assertThat(server.server().drain()).isTrue();
      assertThat(server.closed(CloseReason.DRAINED)).isEqualTo(1);
      assertThat(server.server().ledger().isZero()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/actions/kick",
        "/api/actions/drain",
        "/api/actions/announce",
        "/api/actions/none"
      })
  void changesNothingWithoutTheToken(String path) {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      server.player("alice");
      String body = "{\"session\": 1}";
      for (String wrong :
          new String[] {"wrong", AdminClient.TOKEN + "x", AdminClient.TOKEN.substring(1)}) {
        HttpResponse<String> answer = admin.post(path, wrong, body);
        assertThat(answer.statusCode()).as(wrong).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(answer.body()).doesNotContain(AdminClient.TOKEN);
      }
      assertThat(admin.post(path, null, body).statusCode()).isEqualTo(401);
      assertThat(admin.post(path + "?token=" + AdminClient.TOKEN, null, body).statusCode())
          .as("a token in the address does not count")
          .isEqualTo(401);
      assertThat(server.server().service().sessionCount()).isEqualTo(1);
      assertAnswer(admin.get("/ready"), 200, "ready");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/actions/kick",
        "/api/actions/drain",
        "/api/actions/announce",
        "/api/actions/none"
      })
  void namesTheMissingSettingWhenNoChangesAreAllowed(String path) {
    try (RunningServer server = AdminServer.start("admin.token", "");
        AdminClient admin = new AdminClient(server)) {
      for (String token : new String[] {null, "", "anything"}) {
        assertAnswer(
            admin.post(path, token, "{}"),
            403,
            "changes are not allowed: set admin.token, and restart the server");
      }
      assertThat(admin.state()).containsEntry("can_change", "false");
    }
  }

  @Test
  void checksNoTokenForAWhileAfterTooManyWrongOnes() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      for (int i = 0; i < WrongTokenLimit.MOST_WRONG; i++) {
        assertThat(admin.post("/api/actions/drain", "a wrong token " + i, "").statusCode())
            .isEqualTo(401);
      }
      HttpResponse<String> answer = admin.post("/api/actions/drain", AdminClient.TOKEN, "");
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.body()).startsWith("too many wrong tokens: try again in ");
      assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 60L);
      assertThat(admin.get("/ready").statusCode()).isEqualTo(200);
      assertThat(admin.get("/api/state", AdminClient.TOKEN).statusCode())
          .as("on loopback that needs no token")
          .isEqualTo(200);
    }
  }

  @Test
  void refusesARequestWithTheHostOfAnotherSite() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      for (String path :
          List.of("/", "/api/state", "/api/table?name=sessions", "/api/history", "/none")) {
        assertThat(admin.raw(getFor(path, "evil.example"))).startsWith("HTTP/1.1 421 ");
      }
      assertThat(admin.raw(getFor("/api/state", "127.0.0.1.evil.example:80")))
          .startsWith("HTTP/1.1 421 ");
      assertThat(admin.raw("GET /api/state HTTP/1.1\r\nConnection: close\r\n\r\n"))
          .doesNotContain(" 200 ");
      assertThat(admin.raw("GET /api/state HTTP/1.0\r\n\r\n")).doesNotContain(" 200 ");
      assertThat(admin.raw(getFor("/api/state", "localhost"))).startsWith("HTTP/1.1 200 ");
      assertThat(admin.raw(getFor("/api/state", "[::1]:7780"))).startsWith("HTTP/1.1 200 ");
      assertThat(
              admin.raw(
                  getFor(
                      "/api/state", "game.example\r\nAuthorization: Bearer " + AdminClient.TOKEN)))
          .as("with the token")
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/ready", "/metrics"})
  void answersProbesWithAnyHostAndWithout(String path) {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      for (String method : List.of("GET ", "HEAD ")) {
        assertThat(admin.raw(method + path + " HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        assertThat(admin.raw(method + path + " HTTP/1.1\r\nConnection: close\r\n\r\n"))
            .startsWith("HTTP/1.1 200 ");
      }
      for (String host : List.of("wharf:7780", "wharf.games.svc.cluster.local", "127.0.0.1")) {
        assertThat(admin.raw(getFor(path, host))).startsWith("HTTP/1.1 200 ");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/health",
        "/ready",
        "/metrics",
        "/",
        "/api/state",
        "/api/history",
        "/api/table?name=sessions"
      })
  void answersHeadAsGetWithoutTheBody(String path) {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      String head =
          admin.raw("HEAD " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
      assertThat(head).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
      assertThat(head.toLowerCase(Locale.ROOT)).containsPattern("content-length: [1-9]");
      assertThat(admin.send("HEAD", "/api/actions/drain").statusCode()).isIn(401, 405);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
        "POST /api/actions/kick HTTP/1.1\r\n"
            + "Host: 127.0.0.1\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "-1\r\n",
        "POST /api/actions/kick HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: x\r\n\r\n",
        "GET /health SPDY/9\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "\u0000\u0001\u0002\r\n\r\n"
      })
  void refusesWhatIsNoRequestWithoutALineInTheLog(String request) {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server);
        CapturedLog log = CapturedLog.open()) {
      assertThat(admin.raw(request)).startsWith("HTTP/1.1 400 ").contains("onnection: close");
      assertThat(log.lines()).noneMatch(line -> line.contains("failed"));
      assertAnswer(admin.get("/health"), 200, "up");
    }
  }

  @Test
  void readsARequestThatArrivesInPieces() throws IOException {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server);
        Socket socket = admin.connect()) {
      String body = "{\"session\": 77}";
      String head = "POST /api/actions/kick HTTP/1.1\r\nConnection: close\r\nHost: 127.0.0.1\r\n";
      String token = "Authorization: Bearer " + AdminClient.TOKEN + "\r\n";
      String length = "Content-Length: " + body.length() + "\r\n\r\n";
      for (String piece : List.of(head, token, length, body.substring(0, 5), body.substring(5))) {
        socket.getOutputStream().write(piece.getBytes("US-ASCII"));
        // The answer to another request in between makes sure that the server reads each piece
        // separately.
        assertAnswer(admin.get("/health"), 200, "up");
      }
      assertThat(new String(socket.getInputStream().readAllBytes(), "US-ASCII"))
          .startsWith("HTTP/1.1 409 ")
          .endsWith("no open session has the number 77\n");
    }
  }

  @Test
  void answersExpectContinueBeforeTheBody() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      String body = "{\"session\": 77}";
      String head =
          "POST /api/actions/kick HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
              + "Expect: 100-continue\r\nAuthorization: Bearer "
              + AdminClient.TOKEN
              + "\r\nContent-Length: ";
      assertThat(admin.raw(head + body.length() + "\r\n\r\n" + body))
          .startsWith("HTTP/1.1 100 ")
          .contains("HTTP/1.1 409 ");
      assertThat(admin.raw(head + "9000\r\n\r\n")).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      String answers =
          admin.raw(
              "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                  + "GET /none HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                  + getFor("/ready", "127.0.0.1"));
      assertThat(answers).containsSubsequence(" 200 ", "up\n", " 404 ", " 200 ", "ready\n");
    }
  }

  @Test
  void answersEveryProbeWhileOneAddressHoldsItsLimitOfConnections() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      for (int i = 0; i < 64; i++) {
        slow.add(admin.connect());
      }
      byte[] trickle = "GET /health HTTP/1.1".getBytes("US-ASCII");
      for (int round = 0; round < 13; round++) {
        for (Socket socket : slow) {
          sendQuietly(socket, trickle[round]);
        }
        assertThat(admin.raw(getFor("/health", "127.0.0.1")))
            .as("probe %s", round)
            .endsWith("up\n");
        Thread.sleep(100);
      }
      assertThat(admin.metrics().get("wharf_admin_failures_total{why=\"evicted\"}"))
          .isGreaterThanOrEqualTo(64 - MOST_OF_AN_ADDRESS);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void allowsNoReadsByOtherSites() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      String answer = admin.raw(getFor("/api/state", "127.0.0.1\r\nOrigin: http://evil.example"));
      assertThat(answer.toLowerCase(Locale.ROOT))
          .startsWith("http/1.1 200 ")
          .doesNotContain("access-control-")
          .contains("cross-origin-resource-policy: same-origin");
      assertThat(admin.send("OPTIONS", "/api/actions/kick").statusCode()).isIn(401, 405);
      assertThat(admin.send("OPTIONS", "/api/state").statusCode()).isEqualTo(405);
    }
  }

  @Test
  void hasNoOtherPathsAndMethods() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      assertThat(admin.get("/metrics/").statusCode()).isEqualTo(404);
      assertThat(admin.get("/../etc/passwd").statusCode()).isEqualTo(404);
      assertThat(admin.send("DELETE", "/metrics").statusCode()).isEqualTo(405);
      assertThat(admin.get("/api/actions/drain", AdminClient.TOKEN).statusCode()).isEqualTo(405);
      assertAnswer(admin.get("/ready"), 200, "ready");
    }
  }

  @Test
  void refusesHeadersAndBodiesThatAreTooLarge() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      assertThat(
              admin
                  .post(
                      "/api/actions/kick",
                      AdminClient.TOKEN,
                      "{\"session\": 1" + " ".repeat(9000) + "}")
                  .statusCode())
          .isEqualTo(413);
      assertThat(admin.raw(getFor("/health", "127.0.0.1\r\nX: " + "x".repeat(100_000))))
          .doesNotContain(" 200 ");
      assertThat(admin.raw(getFor("/health", "127.0.0.1" + manyHeaders()))).doesNotContain(" 200 ");
      assertThat(admin.raw(getFor("/" + "x".repeat(100_000), "127.0.0.1"))).doesNotContain(" 200 ");
      assertAnswer(admin.get("/health"), 200, "up");
    }
  }

  @Test
  void answersOthersWhileSomeAreSlow() throws IOException {
    List<Socket> slow = new ArrayList<>();
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      for (int i = 0; i < 32; i++) {
        Socket socket = admin.connect();
        slow.add(socket);
        socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: 127".getBytes("US-ASCII"));
      }
      assertAnswer(admin.get("/health"), 200, "up");
      assertThat(admin.get("/metrics").statusCode()).isEqualTo(200);
      // The server closes the slow connections by itself.
      for (Socket socket : slow) {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void thePageIsSelfContained() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      HttpResponse<String> page = admin.get("/");
      assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .startsWith("default-src 'none'; frame-ancestors 'none'")
          .contains("script-src 'sha256-", "style-src 'sha256-", "connect-src 'self'")
          .doesNotContain("unsafe", "http");
      assertThat(page.body())
          .doesNotContain("http://", "https://", "src=", "innerHTML", "outerHTML", "document.write")
          .doesNotContain("style=", " onclick")
          .contains("prefers-color-scheme: dark", "name=\"viewport\"");
    }
  }

  private static void sendQuietly(Socket socket, byte one) {
    try {
      socket.getOutputStream().write(one);
    } catch (IOException e) {
      // The server has closed the connection.
    }
  }

  private static void assertAnswer(HttpResponse<String> answer, int status, String line) {
    assertThat(answer.body()).isEqualTo(line + "\n");
    assertThat(answer.statusCode()).isEqualTo(status);
  }

  private static String manyHeaders() {
    return IntStream.range(0, 200).mapToObj(i -> "\r\nX-" + i + ": x").collect(joining());
  }

  private static String getFor(String path, String host) {
    return "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
