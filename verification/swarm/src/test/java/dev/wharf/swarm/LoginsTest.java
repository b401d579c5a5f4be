package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.game.tests.Cli;
import dev.wharf.game.tests.TestServer;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.Authentication;
import dev.wharf.server.login.Authenticator;
import dev.wharf.server.login.JwtAuthenticator;
import dev.wharf.server.player.Account;
import dev.wharf.swarm.Logins.Login;
import dev.wharf.swarm.profile.Profiles;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.SwarmResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests clients with a token each, against a server that checks tokens.
class LoginsTest {
  private static final String KEYS =
      "{\"keys\": [{\"kty\": \"oct\", \"kid\": \"a\", \"alg\": \"HS256\", \"k\":"
          + " \"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\"}]}";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void keysSignATokenForEachName(String processes) throws IOException {
    Path keys = Files.writeString(folder.resolve("keys.json"), KEYS + "\n");
    assertAllGetIn(
        jwt(),
        processes,
        "--token-keys-file=" + keys,
        "--token-issuer=accounts",
        "--token-audience=skyfall");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void aFileHasALoginForEachClient(String processes) throws IOException {
    JwtTokens tokens = tokens();
    List<String> lines = new ArrayList<>(List.of("# name, token", ""));
    for (int i = 0; i < 30; i++) {
      lines.add("player" + i + " " + tokens.of("player" + i));
    }
    Path file = Files.write(folder.resolve("logins"), lines);
    assertAllGetIn(jwt(), processes, "--tokens", file.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void aFileOfTokensOnlyLeavesTheNamesToTheSwarm(String processes) throws IOException {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      tokens.add("token-" + i);
    }
    Path file = Files.write(folder.resolve("tokens"), tokens);
    Map<String, String> seen = new ConcurrentHashMap<>();
    Authenticator once =
        attempt ->
            attempt.token().startsWith("token-")
                    && seen.putIfAbsent(attempt.token(), attempt.name()) == null
                ? Authentication.accepted(Account.of(attempt.name()))
                : Authentication.refused("not again");
    assertAllGetIn(once, processes, "--tokens", file.toString());
  }

  /// A client that leaves and comes back gets a new name, and needs a token for that name.
  @Test
  void aReturningClientHasAToken() {
    try (TestServer server = TestServer.startWith(jwt())) {
      SwarmOptions options =
          SwarmOptions.builder(server.address())
              .clients(10)
              .scenarios(List.of("echo"))
              .profile(Profiles.find("churn").profile())
              .duration(Duration.ofSeconds(3))
              .logins(new Logins.Signed(tokens()))
              .build();
      SwarmResult result = new Swarm(options, new GameSwarm()).run(ProgressView.none());
      assertThat(result.connections().asked()).isGreaterThan(20);
      assertThat(result.connections().loginFailed()).isZero();
    }
  }

  @Test
  void aClientWithoutALoginFailsAndTheRunContinues() {
    try (TestServer server = TestServer.start()) {
      SwarmOptions options =
          SwarmOptions.builder(server.address())
              .clients(2)
              .scenarios(List.of("echo"))
              .duration(Duration.ofMillis(300))
              .logins(new Logins.Listed(List.of(new Login("", "a"), new Login("", "b"))))
              .build();
      Swarm swarm = new Swarm(options, new GameSwarm());
      swarm.control().clients(3);
      SwarmResult result = swarm.run(ProgressView.none());
      assertThat(result.connections().asked()).isEqualTo(3);
      assertThat(result.connections().loggedIn()).isEqualTo(2);
      assertThat(result.connections().connectFailed()).isEqualTo(1);
      assertThat(result.errors()).containsEntry("connect: no login is left: there are 2", 1L);
      assertThat(result.scenarios().getFirst().counts().delivered()).isPositive();
    }
  }

  @Test
  void readsNamesAndTokens() throws IOException {
    Path file = Files.writeString(folder.resolve("logins"), "Ann\t tok1 \n\n# no\ntok2\n");
    Logins.Listed logins = Logins.Listed.read(file);
    assertThat(logins.of(0, "free")).isEqualTo(new Login("Ann", "tok1"));
    assertThat(logins.of(1, "free")).isEqualTo(new Login("free", "tok2"));
    assertThatThrownBy(() -> logins.of(2, "free")).hasMessageContaining("there are 2");
  }

  @Test
  void namesAnInvalidLineAndNotItsContent() throws IOException {
    Path file = Files.writeString(folder.resolve("logins"), "Ann tok1\nBob secret word\n");
    Cli run = Cli.run("swarm", "--tokens", file.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains(file + ", line 2 is not a login: write TOKEN, or NAME TOKEN")
        .doesNotContain("secret");
  }

  @Test
  void rejectsTooFewLoginsOrTwoKinds() throws IOException {
    Path file = Files.writeString(folder.resolve("logins"), "tok1\ntok2\n");
    assertThat(Cli.run("swarm", "--tokens", file.toString(), "--clients", "3").err())
        .contains("there are 2 logins for 3 clients");
    assertThat(Cli.run("swarm", "--tokens", file.toString(), "--token", "x").err())
        .contains(
            "use only one of these: one token for all (--token, WHARF_TOKEN), a file of tokens");
    assertThat(Cli.run("swarm", "--tokens", folder.resolve("none").toString()).err())
        .contains("cannot read ");
    assertThat(
            Cli.run("swarm", "--tokens", file.toString(), "--clients", "2", "--hostile", "50%")
                .err())
        .contains("hostile clients cannot take their logins from a file of tokens");
  }

  private void assertAllGetIn(Authenticator authenticator, String processes, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("swarm", "--progress", "none", "--clients", "30", "--room-size", "10"));
    arguments.addAll(List.of("--duration", "500ms", "--processes", processes));
    arguments.addAll(List.of(more));
    try (TestServer server = TestServer.startWith(authenticator)) {
      arguments.addAll(List.of("--port", "" + server.port()));
      Cli run = Cli.run(arguments.toArray(String[]::new));
      assertThat(run.err()).isEmpty();
      assertThat(run.outLines())
          .contains(" PASS  nothing was lost, duplicated, out of order or corrupted");
      assertThat(run.code()).isZero();
    }
  }

  private static Authenticator jwt() {
    return new JwtAuthenticator(
        new ServerConfig.Jwt(KEYS, "accounts", "skyfall", Duration.ofHours(1)),
        InstantSource.system());
  }

  private static JwtTokens tokens() {
    return new JwtTokens(KEYS, "accounts", "skyfall");
  }
}
