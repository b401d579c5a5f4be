package dev.wharf.game.server.account;

import static dev.wharf.game.server.RunningServer.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.wharf.game.proto.ChangePasswordReply;
import dev.wharf.game.proto.ChangePasswordRequest;
import dev.wharf.game.proto.InventoryReply;
import dev.wharf.game.proto.InventoryRequest;
import dev.wharf.game.proto.RegisterReply;
import dev.wharf.game.proto.RegisterRequest;
import dev.wharf.game.server.AdminClient;
import dev.wharf.game.server.AdminServer;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.server.login.Authentication;
import dev.wharf.server.login.Authenticator;
import dev.wharf.server.login.DevelopmentAuthenticator;
import dev.wharf.server.player.Account;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests the accounts as operators see and change them: bans, codes for new passwords, deletion.
class AccountConsoleTest {
  private static final String PASSWORD = "correct horse";
  private static final String NEW_PASSWORD = "battery staple";

  @TempDir Path folder;

  /// The authenticators. That of an issuer accepts a subject as the credential.
  private enum Way {
    DEVELOPMENT(DevelopmentAuthenticator::new, ""),
    ISSUER(() -> attempt -> Authentication.accepted(Account.of(attempt.token())), "subject 7"),
    PASSWORD_OF_ACCOUNT(PasswordAuthenticator::new, PASSWORD);

    final Supplier<Authenticator> authenticator;
    final String credential;

    Way(Supplier<Authenticator> authenticator, String credential) {
      this.authenticator = authenticator;
      this.credential = credential;
    }
  }

  private RunningServer start(Way way) {
    return AdminServer.start(
        way.authenticator.get(),
        "account.enabled",
        "true",
        "storage.url",
        "sqlite:" + folder.resolve("game.db"),
        "storage.deadline",
        "30s",
        "login.max-tries",
        "100",
        "session.login-timeout",
        "60s",
        "login.check-timeout",
        "30s");
  }

  /// Logs a player in, whose account is made now.
  private static TestClient enter(RunningServer server, Way way, String name) {
    TestClient client = server.connect();
    if (way == Way.PASSWORD_OF_ACCOUNT) {
      client.send(
          RegisterRequest.newBuilder().setRequestId(4).setName(name).setPassword(way.credential));
      client.receive(RegisterReply.class);
    }
    client.login(name, way.credential);
    client.send(InventoryRequest.newBuilder().setRequestId(9)); // after the login's own work
    client.await(InventoryReply.class);
    return client;
  }

  private static String refusal(RunningServer server, String name, String credential) {
    return begin(server, name, credential)
        .receiveFailure(FailureCode.LOGIN_REFUSED, true)
        .getMessage();
  }

  private static HttpResponse<String> act(RunningServer server, String action, String fields) {
    try (AdminClient admin = new AdminClient(server)) {
      return admin.post("/api/actions/" + action, AdminClient.TOKEN, fields);
    }
  }

  private static void done(RunningServer server, String action, String fields, String result) {
    HttpResponse<String> answer = act(server, action, fields);
    assertThat(answer.body()).contains(result);
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  private static Map<String, String> accounts(RunningServer server, String query) {
    try (AdminClient admin = new AdminClient(server)) {
      return admin.table("accounts" + query);
    }
  }

  private static String kicked(TestClient client) {
    Failure failure = client.await(Failure.class);
    assertThat(failure.getCode()).isEqualTo(FailureCode.KICKED_VALUE);
    assertThat(failure.getClosing()).isTrue();
    client.awaitEnd();
    return failure.getMessage();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aBanEndsTheSessionAndRefusesLoginsUntilItIsLifted(Way way) {
    try (RunningServer server = start(way)) {
      TestClient ann = enter(server, way, "Ann");
      done(
          server,
          "ban",
          "{\"account\": 1, \"reason\": \"sold coins\"}",
          "account 1 is banned for ever");
      String told = "this account is banned for ever: sold coins";
      assertThat(kicked(ann)).isEqualTo(told);
      assertThat(refusal(server, "Ann", way.credential)).isEqualTo(told);
      assertThat(accounts(server, ""))
          .containsEntry("rows.0.3", "for ever")
          .containsEntry("rows.0.4", "sold coins")
          .containsEntry("rows.0.5", "127.0.0.1");
    }
    try (RunningServer server = start(way)) {
      assertThat(refusal(server, "Ann", way.credential)).contains("sold coins");
      done(server, "unban", "{\"account\": 1}", "account 1 is not banned any more");
      server.connect().login("Ann", way.credential);
    }
  }

  @Test
  void aBanMayHaveAnEnd() {
    try (RunningServer server = start(Way.DEVELOPMENT)) {
      enter(server, Way.DEVELOPMENT, "Ann");
      String past = "{\"account\": 1, \"reason\": \"x\", \"until\": \"2020-01-01T00:00:00Z\"}";
      assertThat(act(server, "ban", past).body()).contains("until is in the past");
      Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(2);
      done(
          server,
          "ban",
          "{\"account\": 1, \"reason\": \"rude\", \"until\": \"" + end + "\"}",
          "account 1 is banned until " + end);
      eventually(() -> assertThat(Instant.now()).isAfter(end));
      server.player("Ann");
    }
  }

  @Test
  void refusesAnActionOnAnAccountThatDoesNotExist() {
    try (RunningServer server = start(Way.DEVELOPMENT)) {
      for (String action : List.of("unban", "delete_account", "reset_password")) {
        HttpResponse<String> answer = act(server, action, "{\"account\": 77}");
        assertThat(answer.statusCode()).as(action).isEqualTo(409);
        assertThat(answer.body()).contains("there is no such account 77");
      }
    }
  }

  @Test
  void theTableIsSearchedSortedAndPaged() {
    try (RunningServer server = start(Way.DEVELOPMENT)) {
      for (String name : List.of("bob", "Ann_1", "annB1", "carl")) {
        enter(server, Way.DEVELOPMENT, name);
      }
      assertThat(accounts(server, "&text=ANN"))
          .containsEntry("total", "2")
          .containsEntry("rows.0.1", "Ann_1");
      assertThat(accounts(server, "&text=n_")).containsEntry("total", "1");
      assertThat(accounts(server, "&text=%25")).containsEntry("total", "0");
      assertThat(accounts(server, "&text=%27%20OR%201%3D1%20--")).containsEntry("total", "0");
      assertThat(accounts(server, "&text=4")).containsEntry("rows.0.1", "carl");
      assertThat(accounts(server, "&sort=number&descending=true&limit=1&offset=1"))
          .containsEntry("total", "4")
          .containsEntry("rows.0.1", "annB1");
      String login = accounts(server, "&text=bob").get("rows.0.2");
      assertThat(Instant.parse(login)).isBetween(Instant.now().minusSeconds(600), Instant.now());
    }
  }

  @Test
  void aPlayerSetsANewPassword() {
    try (RunningServer server = start(Way.PASSWORD_OF_ACCOUNT)) {
      TestClient ann = enter(server, Way.PASSWORD_OF_ACCOUNT, "Ann");
      TestClient other = server.connect();
      change(other, "Ann", "a wrong one");
      String wrong = other.receiveFailure(FailureCode.LOGIN_REFUSED, true).getMessage();
      assertThat(wrong).isEqualTo(refusal(server, "nobody", "a wrong one"));
      TestClient unknown = server.connect();
      change(unknown, "nobody", "a wrong one");
      assertThat(unknown.receiveFailure(FailureCode.LOGIN_REFUSED, true).getMessage())
          .isEqualTo(wrong);

      TestClient right = server.connect();
      change(right, "aNN", PASSWORD);
      right.receive(ChangePasswordReply.class);
      assertThat(kicked(ann)).isEqualTo("the password of this account was changed");
      assertThat(refusal(server, "Ann", PASSWORD)).isEqualTo(wrong);
      right.login("Ann", NEW_PASSWORD);
    }
  }

  private static void change(TestClient client, String name, String proof) {
    client.send(
        ChangePasswordRequest.newBuilder()
            .setRequestId(5)
            .setName(name)
            .setProof(proof)
            .setNewPassword(NEW_PASSWORD));
  }

  @Test
  void aCodeOfAnOperatorSetsANewPasswordOnce() throws SQLException {
    String code;
    try (RunningServer server = start(Way.PASSWORD_OF_ACCOUNT)) {
      enter(server, Way.PASSWORD_OF_ACCOUNT, "Ann");
      code = newCode(server);
      TestClient forgot = server.connect();
      change(forgot, "Ann", code);
      forgot.receive(ChangePasswordReply.class);
      TestClient again = server.connect();
      change(again, "Ann", code);
      again.receiveFailure(FailureCode.LOGIN_REFUSED, true);
      forgot.login("Ann", NEW_PASSWORD);
      code = newCode(server);
    }
    assertThat(cells()).as("a code is kept as a hash").noneMatch(cellHas(code));
    try (Connection database = open();
        Statement statement = database.createStatement()) {
      statement.execute("UPDATE account SET reset_until = 1");
    }
    try (RunningServer server = start(Way.PASSWORD_OF_ACCOUNT)) {
      TestClient late = server.connect();
      change(late, "Ann", code);
      late.receiveFailure(FailureCode.LOGIN_REFUSED, true);
      assertThat(refusal(server, "Ann", code)).as("a code is no password").contains("no account");
    }
  }

  private static String newCode(RunningServer server) {
    String answer = act(server, "reset_password", "{\"account\": 1}").body();
    assertThat(answer).contains("account 1 can set a new password until ");
    return answer.replaceAll(".*code ([0-9a-f]{32}).*\\s*", "$1");
  }

  @Test
  void nothingStaysOfADeletedAccount() throws SQLException, IOException {
    try (RunningServer server = start(Way.PASSWORD_OF_ACCOUNT)) {
      enter(server, Way.PASSWORD_OF_ACCOUNT, "Annabel");
      enter(server, Way.PASSWORD_OF_ACCOUNT, "Bob");
      long session = server.session("Annabel").id();
      done(server, "kick", "{\"session\": " + session + "}", "of Annabel is closed");
      eventually(() -> assertThat(server.server().players().count()).isEqualTo(1));
      done(server, "ban", "{\"account\": 1, \"reason\": \"a liar\"}", "is banned");
      act(
          server,
          "ban",
          "{\"account\": 1, \"reason\": \"a fool\", \"until\": \"2020-01-01T00:00:00Z\"}");
      done(server, "unban", "{\"account\": 1}", "is not banned");
      done(server, "reset_password", "{\"account\": 1}", "can set");
      server.connect().login("Annabel", PASSWORD);
    }
    String id = idOf("Annabel");
    List<String> traces = List.of("annabel", id, "a liar", "a fool");
    for (String trace : traces) {
      assertThat(cells()).as("before the deletion").anyMatch(cellHas(trace));
    }
    int all = cells().size();
    try (RunningServer server = start(Way.PASSWORD_OF_ACCOUNT)) {
      TestClient ann = server.connect();
      ann.login("Annabel", PASSWORD);
      done(server, "delete_account", "{\"account\": 1}", "account 1 is deleted");
      assertThat(kicked(ann)).isEqualTo("this account was deleted");
      assertThat(refusal(server, "Annabel", PASSWORD)).contains("there is no account");
      try (AdminClient admin = new AdminClient(server)) {
        assertThat(admin.table("audit")).containsEntry("total", "6");
      }
    }
    for (String trace : traces) {
      assertThat(cells()).as("after the deletion").noneMatch(cellHas(trace));
    }
    for (Path file : List.of(folder.resolve("game.db"), folder.resolve("game.db-wal"))) {
      if (Files.exists(file)) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as("the bytes of " + file)
            .doesNotContain("Annabel", "annabel", id);
      }
    }
    assertThat(cells())
        .as("Bob and the audit stay")
        .anyMatch(cellHas("bob"))
        .hasSizeBetween(50, all);
  }

  @Test
  void aLoginWhoseHashIsComputedDoesNotBringADeletedAccountBack() throws SQLException {
    try (RunningServer server = start(Way.PASSWORD_OF_ACCOUNT)) {
      enter(server, Way.PASSWORD_OF_ACCOUNT, "Ann").close();
      TestClient late = loginBehindOthers(server);
      done(server, "delete_account", "{\"account\": 1}", "account 1 is deleted");
      assertThat(late.receiveFailure(FailureCode.LOGIN_REFUSED, true).getMessage())
          .isEqualTo(PasswordAuthenticator.WRONG);
    }
    assertThat(cells()).noneMatch(cellHas("ann"));
  }

  @Test
  void aLoginWithTheOldPasswordEndsWhenItIsCheckedBeforeTheNewOneIsSet() throws SQLException {
    try (RunningServer server = start(Way.PASSWORD_OF_ACCOUNT)) {
      enter(server, Way.PASSWORD_OF_ACCOUNT, "Ann").close();
      TestClient late = loginBehindOthers(server);
      try (Connection database = open();
          Statement statement = database.createStatement()) {
        statement.execute("UPDATE account SET password_hash = 'another one' WHERE name = 'Ann'");
      }
      assertThat(late.receiveFailure(FailureCode.LOGIN_REFUSED, true).getMessage())
          .isEqualTo(PasswordAuthenticator.WRONG);
    }
  }

  /// Begins a login whose row is read, and whose hash waits behind many others.
  private static TestClient loginBehindOthers(RunningServer server) {
    try (AdminClient admin = new AdminClient(server)) {
      for (int i = 0; i < 20; i++) {
        begin(server, "nobody" + i, PASSWORD);
      }
      eventually(() -> assertThat(waiting(admin)).isGreaterThan(10));
      double before = waiting(admin);
      TestClient late = begin(server, "Ann", PASSWORD);
      eventually(() -> assertThat(waiting(admin)).isGreaterThanOrEqualTo(Math.min(before, 8)));
      return late;
    }
  }

  private static double waiting(AdminClient admin) {
    return admin.metrics().get("wharf_hashes_waiting");
  }

  private static TestClient begin(RunningServer server, String name, String credential) {
    TestClient client = server.connect();
    client.send(
        LoginRequest.newBuilder()
            .setRequestId(1)
            .setName(name)
            .setCredential(ByteString.copyFromUtf8(credential)));
    return client;
  }

  private static java.util.function.Predicate<String> cellHas(String text) {
    return cell -> cell.toLowerCase(Locale.ROOT).contains(text);
  }

  private Connection open() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("game.db"));
  }

  private String idOf(String name) throws SQLException {
    try (Connection database = open();
        Statement statement = database.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT id FROM account WHERE name = '" + name + "'")) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }

  /// Returns each value in each table of the database, as a text.
  private List<String> cells() throws SQLException {
    List<String> cells = new ArrayList<>();
    try (Connection database = open();
        Statement statement = database.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet names =
          statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'")) {
        while (names.next()) {
          tables.add(names.getString(1));
        }
      }
      for (String table : tables) {
        try (ResultSet rows = statement.executeQuery("SELECT * FROM \"" + table + "\"")) {
          while (rows.next()) {
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
              cells.add(String.valueOf(rows.getObject(i)));
            }
          }
        }
      }
    }
    return cells;
  }
}
