package dev.wharf.game.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Lets the swarm play the sample game, and checks that no message is lost.
class EchoAndChatTest {
  /// Runs two scenarios. With `+`, each user plays both at once. With `,`, they run one after the
  /// other.
  @ParameterizedTest
  @ValueSource(strings = {"echo+chat", "echo,chat"})
  void bothLoseNothing(String scenarios) {
    try (TestServer server = TestServer.start()) {
      Cli run = play(server, "--scenario", scenarios);
      assertThat(run.err()).isEmpty();
      assertThat(run.outLines())
          .anyMatch(line -> line.matches(" echo +[1-9].*"))
          .anyMatch(line -> line.matches(" chat +[1-9].*"))
          .contains(" PASS  nothing was lost, duplicated, out of order or corrupted");
      assertThat(run.code()).isZero();
    }
  }

  @Test
  void aThresholdThatIsNotKeptFails() {
    try (TestServer server = TestServer.start()) {
      Cli run = play(server, "--scenario", "echo+chat", "--threshold", "chat.sent < 1");
      assertThat(run.outLines()).anyMatch(line -> line.startsWith(" FAIL  1 of "));
      assertThat(run.code()).isOne();
    }
  }

  private static Cli play(TestServer server, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("swarm", "--progress", "none", "--port", "" + server.port()));
    arguments.addAll(List.of("--clients", "20", "--room-size", "10", "--duration", "1s"));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray(String[]::new));
  }
}
