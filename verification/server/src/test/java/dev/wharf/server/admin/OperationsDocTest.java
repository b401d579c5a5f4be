package dev.wharf.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.server.AdminClient;
import dev.wharf.game.server.AdminServer;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.account.PasswordAuthenticator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Compares docs/operations.md with `/metrics`.
class OperationsDocTest {
  private static final String OURS = "wharf_";
  private static final String HELP = "# HELP ";
  private static final String ROW = "| `" + OURS;
  private static final Pattern NAME =
      Pattern.compile("\\b(?:" + OURS + "|jvm_|process_|system_)[a-z0-9_]+");

  @Test
  void theTableHasEveryFigureOfTheServerWithItsHelp() {
    assertThat(
            doc()
                .lines()
                .dropWhile(line -> !line.equals("## Every figure"))
                .takeWhile(line -> !line.startsWith("A server that keeps accounts"))
                .filter(line -> line.startsWith(ROW)))
        .containsExactlyElementsOf(
            metrics()
                .filter(line -> line.startsWith(HELP + OURS) && !isMaximum(line))
                .map(OperationsDocTest::row)
                .toList());
  }

  @Test
  void everyFigureNamedOnThePagesExists(@TempDir Path certificates) {
    List<String> lines = Stream.concat(metrics(), metricsOfTransport(certificates)).toList();
    assertThat(NAME.matcher(doc()).results().map(MatchResult::group).distinct())
        .allSatisfy(
            name ->
                assertThat(lines)
                    .as(name)
                    .anyMatch(
                        line ->
                            line.startsWith(name + " ")
                                || line.startsWith(name + "{")
                                || line.startsWith(HELP + name + " ")));
  }

  private static String row(String help) {
    Matcher name = Pattern.compile(HELP + "(\\S+) (.*)").matcher(help);
    assertThat(name.matches()).as(help).isTrue();
    return "| `" + name.group(1) + "` | " + name.group(2) + " |";
  }

  /// Returns whether the line is about the maximum of a timer. Each timer also shows the maximum of
  /// the last minutes, with the same help text.
  private static boolean isMaximum(String line) {
    return line.contains("_seconds_max ");
  }

  private static Stream<String> metrics() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      server.player("alice").echo(1);
      return admin.get("/metrics").body().lines();
    }
  }

  /// Returns the metrics of a server that speaks TLS and WebSocket, and keeps accounts, which has
  /// further figures.
  private static Stream<String> metricsOfTransport(Path certificates) {
    try (RunningServer server =
            AdminServer.start(
                new PasswordAuthenticator(),
                "development",
                "true",
                "account.enabled",
                "true",
                "tls.enabled",
                "true",
                "websocket.enabled",
                "true",
                "websocket.port",
                "0",
                "tls.development-folder",
                certificates.toString());
        AdminClient admin = new AdminClient(server)) {
      return admin.get("/metrics").body().lines();
    }
  }

  private static String doc() {
    Path path = Path.of("docs", "operations.md");
    List<Path> places = List.of(path, Path.of("..", "..").resolve(path));
    try {
      return Files.readString(places.stream().filter(Files::exists).findFirst().orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
