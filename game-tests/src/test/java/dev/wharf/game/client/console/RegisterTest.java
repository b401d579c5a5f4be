package dev.wharf.game.client.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.client.Identity;
import dev.wharf.client.SystemLogin;
import dev.wharf.game.server.account.PasswordAuthenticator;
import dev.wharf.game.tests.TestServer;
import dev.wharf.swarm.cli.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Tests the console client of a server with passwords: it registers, and asks for the password.
class RegisterTest {
  private static final Identity ANN = Identity.of("Ann", "correct horse");

  private static TestServer start() {
    return TestServer.startWith(
        new PasswordAuthenticator(),
        "account.enabled",
        "true",
        "storage.url",
        "memory",
        "storage.deadline",
        "20s",
        "session.login-timeout",
        "60s",
        "login.check-timeout",
        "30s");
  }

  @Test
  void makesAnAccountAndLogsIn() {
    try (TestServer server = start()) {
      try (Typist ann = Typist.comingTo(server.address(), ANN, new Registering())) {
        ann.sees("\\* connected to .* as Ann");
      }
      try (Typist ann = Typist.comingTo(server.address(), ANN, new SystemLogin())) {
        ann.sees("\\* connected to .* as Ann");
      }
    }
  }

  @Test
  void tellsThatTheNameIsTakenAndDoesNotTryAgain() {
    try (TestServer server = start()) {
      try (Typist ann = Typist.comingTo(server.address(), ANN, new Registering())) {
        ann.sees("\\* connected to .* as Ann");
        Identity thief = Identity.of("aNN", "another password");
        Typist other = Typist.comingTo(server.address(), thief, new Registering());
        other.sees("! ACCOUNT_EXISTS: .*");
        other.sees("! the server refused the login: /quit");
        other.type("/quit");
        assertThat(other.awaitEnd()).isFalse();
      }
    }
  }

  @Test
  void readsThePasswordFromAFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "correct horse\n");
    PasswordOption option = parsed("--register", "--password-file", file.toString());
    assertThat(option.read(new FakeScreen(true))).isEqualTo("correct horse");
    assertThat(option.registers()).isTrue();
  }

  @Test
  void readsThePasswordFromTheFirstLineOfAPipe() {
    FakeScreen pipe = new FakeScreen(false);
    pipe.type("correct horse");
    pipe.type("/join lobby");
    assertThat(parsed("--register").read(pipe)).isEqualTo("correct horse");
    assertThat(pipe.readLine()).isEqualTo("/join lobby");
  }

  @Test
  void asksTwiceForANewPassword() {
    FakeScreen terminal = new FakeScreen(true);
    terminal.type("correct horse");
    terminal.type("correct hores");
    assertThatThrownBy(() -> parsed("--register").read(terminal))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("differ");
    terminal.type("correct horse");
    assertThat(parsed("--password").read(terminal)).isEqualTo("correct horse");
    assertThat(terminal.shown()).as("nobody sees it").isEmpty();
  }

  @Test
  void noOptionHasThePasswordItself() {
    assertThatThrownBy(() -> parsed("--password", "correct horse"))
        .isInstanceOf(CommandLine.UnmatchedArgumentException.class);
    FakeScreen ended = new FakeScreen(false);
    ended.endInput();
    assertThatThrownBy(() -> parsed("--password").read(ended))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("a password is missing");
  }

  private static PasswordOption parsed(String... arguments) {
    return CommandLine.populateCommand(new PasswordOption(), arguments);
  }
}
