package dev.wharf.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.server.SampleGame;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.Authentication;
import dev.wharf.server.login.JwtAuthenticator;
import dev.wharf.server.login.LoginAttempt;
import dev.wharf.server.player.Account;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests those arguments of the command line with which the command ends without starting a server.
class CommandLineTest {
  private static final String KEYS =
      "{\"keys\": [{\"kty\": \"oct\", \"kid\": \"a\", \"alg\": \"HS256\", \"k\":"
          + " \"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\"}]}";
  private static final Map<String, String> JWT =
      Map.of("WHARF_LOGIN_AUTHENTICATOR", "jwt", "WHARF_LOGIN_JWT_KEYS", KEYS);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final StringWriter usage = new StringWriter();

  @ParameterizedTest
  @ValueSource(strings = {"--nonsense", "extra", "--port", "--set=key-without-value"})
  void rejectsBadUsage(String argument) {
    assertThat(run(Map.of(), argument)).isEqualTo(2);
    assertThat(usage.toString()).contains("Usage: wharf server");
    assertThat(usage.toString().lines()).as("only the first lines of the usage").hasSizeLessThan(8);
    assertThat(usage.toString())
        .startsWith("wharf-server: ")
        .contains("--help explains the options");
  }

  @Test
  void showsItsHelp() {
    assertThat(run(Map.of(), "--help")).isZero();
    assertThat(usage.toString())
        .contains("--config=FILE")
        .contains("143")
        .contains("wharf-server ready on");
  }

  @Test
  void letsSetOverrideTheOptionForTheSameKey() {
    assertThat(run(Map.of(), "--set", "listen.port=-2", "--port", "-1")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).startsWith("wharf-server: listen.port = -2 (command line)");
  }

  @Test
  void mintsATokenThatTheServerAccepts() throws InterruptedException {
    assertThat(run(JWT, "--mint-token", "alice")).isZero();
    String token = out.toString(UTF_8).strip();
    JwtAuthenticator authenticator =
        new JwtAuthenticator(
            new ServerConfig.Jwt(KEYS, "login", "game", Duration.ofHours(1)),
            InstantSource.system());
    assertThat(authenticator.authenticate(attempt("alice", token)))
        .isEqualTo(Authentication.accepted(Account.of("alice")));
    assertThat(authenticator.authenticate(attempt("bob", token)))
        .isInstanceOf(Authentication.Refused.class);
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void mintsNoTokenWithoutTheJwtAuthenticatorOrForABadName() {
    assertThat(run(Map.of(), "--mint-token", "alice")).isEqualTo(1);
    assertThat(run(JWT, "--mint-token", "not a name")).isEqualTo(1);
    assertThat(out.toString(UTF_8)).isEmpty();
    assertThat(err.toString(UTF_8).lines())
        .containsExactly(
            "wharf-server: --mint-token needs login.authenticator = jwt",
            "wharf-server: --mint-token: a name has only letters, digits, '_' and '-'");
  }

  @Test
  void explainsAnInvalidGameInOneLine() {
    Game game =
        new Game() {
          @Override
          public String name() {
            return "My Game";
          }

          @Override
          public PacketCatalog catalog() {
            return PacketCatalog.withSystem();
          }

          @Override
          public void start(GameContext context) {}
        };
    LogSetup log = new LogSetup(new PrintStream(err, true, UTF_8));
    PrintStream output = new PrintStream(out, true, UTF_8);
    assertThat(ServerCommand.run(game, new String[] {"--print-defaults"}, Map.of(), output, log))
        .isEqualTo(1);
    assertThat(err.toString(UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("cannot start: the name of a game must have lower case letters, digits and '-'")
        .endsWith("'My Game' does not");
  }

  private static LoginAttempt attempt(String name, String token) {
    return new LoginAttempt(name, UTF_8.encode(token), 0, new InetSocketAddress("127.0.0.1", 1));
  }

  private int run(Map<String, String> environment, String... arguments) {
    PrintWriter writer = new PrintWriter(usage);
    LogSetup log = new LogSetup(new PrintStream(err, true, UTF_8));
    return ServerCommand.commandLine(
            new SampleGame(), environment, new PrintStream(out, true, UTF_8), log)
        .setOut(writer)
        .setErr(writer)
        .execute(arguments);
  }
}
