package dev.wharf.game.server.duel;

import static dev.wharf.game.server.RunningServer.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.wharf.game.server.AdminClient;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.protocol.system.ServerNotice;
import dev.wharf.server.config.ConfigProblems;
import dev.wharf.server.config.Schema;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tests the examples of CONTRIBUTING.md and docs/game-server.md: settings, counters, tables, ticks
/// and authenticators.
class DuelGameTest {
  private static final String SALT = "0123456789abcdef0123456789abcdef";
  private static final int ROUNDS = 100;

  private final DuelGame game =
      new DuelGame(
          Map.of(
              "alice",
              new Passwords.Row(
                  "7", SALT, ROUNDS, Passwords.hash("correct horse", SALT, ROUNDS), "referee")));

  @Test
  void aSettingHasItsValueItsErrorsItsVariableAndItsPlaceInTheFile() {
    assertThat(game.config(Map.of("duel.round", "5s")).of(DuelSettings.class).round())
        .hasSeconds(5);
    assertThatExceptionOfType(ConfigProblems.class)
        .isThrownBy(() -> game.config(Map.of("duel.round", "2m", "duel.max-duel", "1")))
        .satisfies(
            thrown ->
                assertThat(thrown.problems())
                    .containsExactlyInAnyOrder(
                        "duel.round = 2m (command line): must be a time from 100ms to 1m, like 10s",
                        "unknown key duel.max-duel (command line); did you mean duel.max-duels?"));
    assertThat(game.config(Map.of("duel.max-duels", "2000", "duel.round", "100ms")).warnings())
        .containsExactly(
            "duel.round = 100ms (command line): is short for more than 1000 duels at one time");
    Schema schema = game.schema();
    assertThat(schema.settings(DuelSettings.class))
        .extracting(schema::environmentName)
        .containsExactly("DUEL_DUEL_MAX_DUELS", "DUEL_DUEL_ROUND");
    assertThat(schema.defaults())
        .contains(
            """
            # The time for one round. Range: a time from 100ms to 1m, like 10s.
            duel.round = 3s
            """);
  }

  @Test
  void theAdminPortShowsACounterAGaugeAndATable() {
    List<String> admin = List.of("admin.enabled", "true", "admin.port", "0", "duel.max-duels", "1");
    try (RunningServer server = RunningServer.start(game, admin.toArray(String[]::new));
        AdminClient operator = new AdminClient(server)) {
      server.player("alice");
      server.player("bob");
      eventually(
          () ->
              assertThat(operator.metrics())
                  .containsEntry("wharf_game_events_total{event=\"duels_begun\"}", 1.0)
                  .containsEntry("wharf_game_events_total{event=\"duels_over_total\"}", 1.0)
                  .containsEntry("duel_duels", 1.0));
      assertThat(operator.state())
          .containsEntry("tables.1.name", "duels")
          .containsEntry("tables.1.count", "1")
          .containsEntry("tables.1.columns.1", "challenger");
      assertThat(operator.table("duels")).containsEntry("rows.0.1", "alice");
    }
  }

  @Test
  void allPlayersGetThePacketsOfATick() {
    try (RunningServer server = RunningServer.start(game)) {
      TestClient alice = server.player("alice");
      TestClient bob = server.player("bob");
      assertThat(alice.await(ServerNotice.class).getText()).startsWith("round ");
      assertThat(bob.await(ServerNotice.class).getText()).startsWith("round ");
    }
  }

  @Test
  void aSettingSelectsTheGamesAuthenticatorWhichReturnsTheAccount() {
    try (RunningServer server =
        RunningServer.start(
            game,
            "login.authenticator",
            "passwords",
            "session.login-timeout",
            "20s",
            "login.check-timeout",
            "15s")) {
      assertThat(server.connect().login("alice", "correct horse").getName()).isEqualTo("alice");
      for (String name : List.of("alice", "nobody")) {
        TestClient other = server.connect();
        other.send(
            LoginRequest.newBuilder()
                .setRequestId(1)
                .setName(name)
                .setCredential(ByteString.copyFromUtf8("wrong horse")));
        assertThat(other.receiveFailure(FailureCode.LOGIN_REFUSED, true).getMessage())
            .isEqualTo("the name or the password is wrong");
      }
      assertThat(server.session("alice").player().account().id()).isEqualTo("7");
      assertThat(server.session("alice").player().account().attributes())
          .containsEntry("role", "referee");
    }
  }
}
