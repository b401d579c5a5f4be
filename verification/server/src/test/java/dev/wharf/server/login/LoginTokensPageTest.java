package dev.wharf.server.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.player.Account;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Creates a key and a token with the commands of docs/configuration.md.
class LoginTokensPageTest {
  private static final Path PAGE = Path.of("..", "..", "docs", "configuration.md");
  private static final Pattern COMMANDS = Pattern.compile("(?s)```sh\n(.*?)```");

  @TempDir private Path folder;

  @Test
  void theServerAcceptsATokenOfThePage() throws IOException, InterruptedException {
    assumeTrue(isThere("openssl") && isThere("basenc"), "openssl and basenc are installed");
    String section = Files.readString(PAGE).split("## Who may log in")[1].split("\n## ")[0];
    String commands =
        COMMANDS
            .matcher(section)
            .results()
            .map(block -> block.group(1))
            .filter(block -> !block.contains("./wharf"))
            .collect(Collectors.joining());

    String token = run(commands);

    String keys = Files.readString(folder.resolve("login-keys.json"));
    assertThat(
            new JwtAuthenticator(
                    new ServerConfig.Jwt(keys, "login", "game", Duration.ofHours(1)),
                    InstantSource.system())
                .authenticate(
                    new LoginAttempt(
                        "alice",
                        StandardCharsets.UTF_8.encode(token),
                        0,
                        new InetSocketAddress("127.0.0.1", 1))))
        .isEqualTo(Authentication.accepted(new Account("7", Map.of())));
  }

  private boolean isThere(String program) throws InterruptedException {
    try {
      return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private String run(String commands) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder("sh", "-e", "-c", commands)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).isZero();
    return output.strip();
  }
}
