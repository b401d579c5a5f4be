package dev.wharf.server.admin;

import static dev.wharf.game.server.RunningServer.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.game.server.AdminClient;
import dev.wharf.game.server.AdminServer;
import dev.wharf.game.server.CapturedLog;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.system.ServerNotice;
import dev.wharf.server.Game;
import dev.wharf.server.GameContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the tables, the charts, the actions and the audit of the admin port.
@Isolated("captures the log of the whole process")
class AdminConsoleTest {
  private static final String BAN =
      "{\"account\": \"player-00007\", \"reason\": \"spam\", \"until\": \"2026-12-24T18:00:00Z\"}";

  @Test
  void aTableFromAQueryCostsOnePageOfJson() {
    try (RunningServer server = start(null);
        AdminClient admin = new AdminClient(server)) {
      assertThat(admin.table("accounts&limit=100"))
          .containsEntry("total", "10000")
          .containsKey("rows.99.0")
          .doesNotContainKey("rows.100.0");
      assertThat(admin.get("/api/table?name=accounts&limit=25").body().length()).isLessThan(2500);
      assertThat(admin.get("/api/state").body().length()).isLessThan(6000);
      assertThat(
              admin.table("accounts&text=PLAYER-0012&sort=name&descending=true&limit=3&offset=2"))
          .containsEntry("total", "10")
          .containsEntry("rows.0.1", "player-00127")
          .containsEntry("rows.2.1", "player-00125")
          .doesNotContainKey("rows.3.1");
    }
  }

  @Test
  void rowsInMemoryAreSearchedSortedAndPaged() {
    try (RunningServer server = start(null);
        AdminClient admin = new AdminClient(server)) {
      assertThat(admin.table("things&sort=id&descending=true&limit=2"))
          .containsEntry("total", "10000")
          .containsEntry("rows.0.0", "9999")
          .containsEntry("rows.1.0", "9998")
          .containsEntry("rows.1.2", "9007199254750991");
      assertThat(admin.table("things&text=player-0000&sort=name"))
          .containsEntry("total", "10")
          .containsEntry("rows.0.1", "player-00000")
          .containsEntry("rows.9.1", "player-00009");
      assertThat(admin.table("things&offset=9999"))
          .containsEntry("total", "10000")
          .containsEntry("rows.0.0", "9999");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "accounts&limit=101",
        "accounts&limit=0",
        "accounts&limit=x",
        "accounts&limit=99999999999",
        "accounts&offset=-1",
        "accounts&offset=1000001",
        "accounts&sort=created",
        "accounts&sort=none",
        "accounts&sort=%27%20OR%201",
        "accounts&descending=true",
        "accounts&descending=yes&sort=name",
        "accounts&name=things"
      })
  void refusesAQueryThatIsOutOfBounds(String query) {
    try (RunningServer server = start(null);
        AdminClient admin = new AdminClient(server)) {
      assertThat(admin.get("/api/table?name=" + query).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void namesTheLimitOfATextThatIsTooLong() {
    try (RunningServer server = start(null);
        AdminClient admin = new AdminClient(server)) {
      assertThat(admin.get("/api/table?name=accounts&text=" + "x".repeat(101)).body())
          .isEqualTo("text has 101 characters, and may have 100\n");
      assertThat(
              admin.get("/api/table?name=accounts&text=" + "%F0%9F%90%99".repeat(100)).statusCode())
          .isEqualTo(200);
      assertThat(admin.get("/api/table?name=none").statusCode()).isEqualTo(404);
      assertThat(admin.get("/api/table").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aTableThatDoesNotAnswerFailsInTimeAndTheOthersGoOn() {
    ConsoleGame game = new ConsoleGame(null);
    try (RunningServer server = start(game);
        AdminClient admin = new AdminClient(server)) {
      HttpResponse<String> late = admin.get("/api/table?name=hanging");
      assertThat(late.statusCode()).isEqualTo(504);
      assertThat(late.body()).isEqualTo("the table hanging has not answered within 5000 ms\n");

      List<CompletableFuture<HttpResponse<String>>> more =
          IntStream.range(0, 3)
              .mapToObj(
                  _ ->
                      CompletableFuture.supplyAsync(
                          () -> admin.get("/api/table?name=hanging"), Thread::startVirtualThread))
              .toList();
      eventually(() -> assertThat(game.hanging).hasSize(4));
      HttpResponse<String> busy = admin.get("/api/table?name=hanging");
      assertThat(busy.statusCode()).isEqualTo(503);
      assertThat(busy.body())
          .isEqualTo("the table hanging is busy: 4 requests have not ended yet\n");
      assertThat(admin.table("accounts")).containsEntry("total", "10000");
      more.forEach(one -> assertThat(one.join().statusCode()).isEqualTo(504));
      assertThat(admin.metrics())
          .containsEntry("wharf_admin_failures_total{why=\"late\"}", 4.0)
          .containsEntry("wharf_admin_failures_total{why=\"busy\"}", 1.0);

      game.hanging.forEach(call -> call.complete(null));
      eventually(
          () ->
              assertThat(
                      CompletableFuture.supplyAsync(
                          () -> admin.get("/api/table?name=hanging"), Thread::startVirtualThread))
                  .isNotNull());
      eventually(() -> assertThat(game.hanging.size()).isGreaterThan(4));
    }
  }

  @Test
  void aTableThatThrowsShowsAnErrorWithoutTheTextOfTheException() {
    try (RunningServer server = start(null);
        AdminClient admin = new AdminClient(server);
        CapturedLog log = CapturedLog.open()) {
      HttpResponse<String> failed = admin.get("/api/table?name=failing");
      assertThat(failed.statusCode()).isEqualTo(500);
      assertThat(failed.body()).isEqualTo("the table failing failed: see the server's log\n");
      assertThat(log.lines()).contains("the table failing failed", "a secret of the game");
    }
  }

  @Test
  void anActionOfTheGameRunsAndIsRecorded() {
    try (RunningServer server = start(null);
        AdminClient admin = new AdminClient(server);
        CapturedLog log = CapturedLog.open()) {
      assertThat(act(server, "ban", "Zo%C3%AB%20%2B1", BAN).body())
          .isEqualTo("{\"result\":\"player-00007 is banned until 2026-12-24T18:00:00Z\"}");
      HttpResponse<String> refused =
          act(server, "ban", null, "{\"account\": \"\\u202ebob\", \"reason\": \"<b>\"}");
      assertThat(refused.statusCode()).isEqualTo(409);

      assertThat(admin.table("audit"))
          .containsEntry("total", "2")
          .containsEntry("rows.0.1", "")
          .containsEntry("rows.0.3", "\u202ebob")
          .containsEntry("rows.0.4", "reason=<b>, until=")
          .containsEntry("rows.0.5", "refused")
          .containsEntry("rows.1.1", "Zoë +1")
          .containsEntry("rows.1.2", "ban")
          .containsEntry("rows.1.3", "player-00007")
          .containsEntry("rows.1.4", "reason=spam, until=2026-12-24T18:00:00Z")
          .containsEntry("rows.1.5", "done")
          .containsEntry("rows.1.6", "player-00007 is banned until 2026-12-24T18:00:00Z")
          .containsEntry("rows.1.7", "127.0.0.1")
          .hasEntrySatisfying("rows.1.0", time -> assertThat(time).matches("20..-..-..T..:..:..Z"));
      assertThat(admin.table("audit&text=spam")).containsEntry("total", "1");
      assertThat(log.lines())
          .anyMatch(line -> line.startsWith("operator 'Zoë +1' at 127.0.0.1: ban 'player-00007' ["))
          .anyMatch(line -> line.contains("'\\u202ebob'"))
          .noneMatch(line -> line.contains("\u202e"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"account\": \"player-1\"}",
        "{\"account\": \"player-1\", \"reason\": \"\"}",
        "{\"account\": \"player-12345678901234567890\", \"reason\": \"x\"}",
        "{\"account\": \"player-1\", \"reason\": \"a\\nb\"}",
        "{\"account\": \"player-1\", \"reason\": \"x\", \"until\": \"tomorrow\"}",
        "{\"account\": \"player-1\", \"reason\": \"x\", \"other\": \"x\"}",
        "{\"account\": \"player-1\", \"reason\": true}",
        "[]"
      })
  void refusesValuesThatAreNotAllowedAndRecordsNothing(String body) {
    try (RunningServer server = start(null);
        AdminClient admin = new AdminClient(server)) {
      assertThat(act(server, "ban", "anna", body).statusCode()).isEqualTo(400);
      assertThat(admin.table("audit")).containsEntry("total", "0");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%zz", "a%00b", "%E2%80%AEanna", "12345678901234567890123456789012345678901"})
  void refusesAnOperatorsNameThatIsLongOrInvisible(String operator) {
    try (RunningServer server = start(null)) {
      assertThat(act(server, "ban", operator, BAN).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void anActionThatFailsOrHangsIsRecordedAsSuch() {
    try (RunningServer server = start(null);
        AdminClient admin = new AdminClient(server);
        CapturedLog _ = CapturedLog.open()) {
      HttpResponse<String> failed = act(server, "fail", "anna", "");
      assertThat(failed.statusCode()).isEqualTo(500);
      assertThat(failed.body()).isEqualTo("the action fail failed: see the server's log\n");
      HttpResponse<String> late = act(server, "hang", "anna", "{}");
      assertThat(late.statusCode()).isEqualTo(504);
      assertThat(late.body()).contains("has not answered within 5000 ms: it may still be done");
      assertThat(admin.table("audit"))
          .containsEntry("rows.0.5", "unknown")
          .containsEntry("rows.1.5", "failed");
      assertThat(act(server, "none", "anna", "").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void keepsOnlyTheLastEntriesInMemory() {
    try (RunningServer server =
            RunningServer.start(new ConsoleGame(null), settings("admin.audit-entries", "3"));
        AdminClient admin = new AdminClient(server)) {
      for (int i = 0; i < 5; i++) {
        act(server, "kick", "anna", "{\"session\": " + (1000 + i) + "}");
      }
      assertThat(admin.table("audit"))
          .containsEntry("total", "3")
          .containsEntry("rows.0.3", "1004")
          .containsEntry("rows.2.3", "1002");
    }
  }

  @Test
  void anAuditLogOfTheGameKeepsTheEntriesAndItsFailureIsTold() {
    Kept kept = new Kept();
    try (RunningServer server = start(new ConsoleGame(kept));
        AdminClient admin = new AdminClient(server);
        CapturedLog _ = CapturedLog.open()) {
      act(server, "ban", "anna", BAN);
      assertThat(kept.entries).extracting(AuditEntry::operator).containsExactly("anna");
      assertThat(admin.table("audit")).containsEntry("rows.0.2", "ban");

      kept.isBroken = true;
      assertThat(act(server, "ban", "anna", BAN).body())
          .contains("is banned")
          .endsWith("(the audit log did not store this)\"}");
      assertThat(admin.metrics()).containsEntry("wharf_admin_failures_total{why=\"audit\"}", 1.0);
      assertThat(admin.get("/api/table?name=audit").statusCode()).isEqualTo(500);
    }
  }

  @Test
  void announcesATextToAllPlayers() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      TestClient alice = server.player("alice");
      server.connect(); // not a player yet
      assertThat(act(server, "announce", "anna", "{\"text\": \"Back at 8\"}").body())
          .isEqualTo("{\"result\":\"sent to 1 players\"}");
      ServerNotice notice = alice.await(ServerNotice.class);
      assertThat(notice.getKind()).isEqualTo(ServerNotice.Kind.ANNOUNCEMENT);
      assertThat(notice.getText()).isEqualTo("Back at 8");
      assertThat(admin.table("audit")).containsEntry("rows.0.3", "Back at 8");
    }
  }

  @Test
  void theChartsHaveThePastAndGoOnFromANumber() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      server.player("alice").echo(1);
      eventually(
          () ->
              assertThat(admin.values("/api/history"))
                  .containsEntry("charts.0.lines.0.values.0", "1.0"));
      assertThat(admin.values("/api/history"))
          .containsEntry("period_seconds", "5")
          .containsEntry("samples", "180")
          .containsEntry("first", "0")
          .containsEntry("charts.0.name", "players")
          .containsEntry("charts.1.unit", "per_second");
      String next = admin.values("/api/history").get("next");
      assertThat(admin.values("/api/history?from=" + next)).containsEntry("first", next);
      assertThat(admin.get("/api/history?from=x").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void refusesNewPathsWithoutTheTokenWhereOtherMachinesReachThePort() {
    try (RunningServer server = AdminServer.start("admin.address", "0.0.0.0");
        AdminClient admin = new AdminClient(server)) {
      for (String path : List.of("/api/table?name=sessions", "/api/history", "/api/state")) {
        assertThat(admin.get(path).statusCode()).as(path).isEqualTo(401);
        assertThat(admin.get(path, "a-wrong-token-of-24-char").statusCode()).isEqualTo(401);
        assertThat(admin.get(path, AdminClient.TOKEN).statusCode()).as(path).isEqualTo(200);
      }
    }
  }

  @Test
  void allowsOnlyTheMethodOfEachPath() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      server.player("alice");
      for (String path : List.of("/api/table?name=sessions", "/api/history", "/api/state")) {
        HttpResponse<String> refused = admin.post(path, AdminClient.TOKEN, "");
        assertThat(refused.statusCode()).as(path).isEqualTo(405);
        assertThat(refused.headers().firstValue("Allow")).hasValue("GET, HEAD");
      }
      for (String action : List.of("kick", "announce", "drain", "none")) {
        assertThat(admin.get("/api/actions/" + action, AdminClient.TOKEN).statusCode())
            .isEqualTo(405);
        assertThat(admin.get("/api/actions/" + action).statusCode()).isEqualTo(401);
      }
      assertThat(admin.get("/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void rejectsNamesOfTheKitAndActionsForRowsThatAreNot() {
    AdminTable<Object> sessions = AdminTable.of("sessions", () -> 0, _ -> List.of());
    AdminAction kick = AdminAction.of("kick", "Kicks", _ -> null);
    assertFails(context -> context.table(sessions), "'sessions' exists already");
    assertFails(context -> context.action(kick), "'kick' exists already");
    assertFails(
        context ->
            context.action(
                AdminAction.of("ban", "Bans", _ -> null)
                    .field(ActionField.text("account", 24))
                    .onRow("accounts", "name")),
        "the action ban is for rows of the table accounts");
  }

  private static void assertFails(Consumer<GameContext> declaration, String message) {
    Game game =
        new Game() {
          @Override
          public String name() {
            return "wrong";
          }

          @Override
          public PacketCatalog catalog() {
            return PacketCatalog.withSystem();
          }

          @Override
          public void start(GameContext context) {
            declaration.accept(context);
          }
        };
    assertThatThrownBy(() -> RunningServer.start(game, settings()).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static RunningServer start(@Nullable ConsoleGame game) {
    return RunningServer.start(game == null ? new ConsoleGame(null) : game, settings());
  }

  private static String[] settings(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("admin.enabled", "true", "admin.port", "0", "admin.token", AdminClient.TOKEN));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /// Calls an action with the token.
  ///
  /// @param operator the header with the operator's name, percent-encoded; null for none
  private static HttpResponse<String> act(
      RunningServer server, String action, @Nullable String operator, String body) {
    int port = server.server().adminAddress().orElseThrow().getPort();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/actions/" + action))
            .header("Authorization", "Bearer " + AdminClient.TOKEN)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (operator != null) {
      request.header("Operator", operator);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// An audit log that keeps the entries in a list, until it breaks.
  private static final class Kept implements AuditLog {
    final List<AuditEntry> entries = new CopyOnWriteArrayList<>();
    volatile boolean isBroken;

    @Override
    public CompletionStage<?> add(AuditEntry entry) {
      return isBroken ? failed() : CompletableFuture.completedFuture(entries.add(entry));
    }

    @Override
    public CompletionStage<TablePage<AuditEntry>> find(TableQuery query) {
      return isBroken
          ? failed()
          : CompletableFuture.completedFuture(new TablePage<>(entries, entries.size()));
    }

    private static <T> CompletionStage<T> failed() {
      return CompletableFuture.failedFuture(new IllegalStateException("the database is gone"));
    }
  }
}
