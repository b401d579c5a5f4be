package dev.wharf.game.tests.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.tests.Cli;
import dev.wharf.game.tests.TestServer;
import org.junit.jupiter.api.Test;

/// Lets the swarm walk through a small world, in which players cross the border between two zones,
/// and checks what each of them sees.
class WalkTest {
  @Test
  void eachUserSeesWhatTheRuleSays() {
    try (TestServer server =
        TestServer.start(
            "world.width", "80",
            "world.height", "60",
            "world.walkers", "10",
            "world.most-in-sight", "20")) {
      Cli run =
          Cli.run(
              "swarm",
              "--progress",
              "none",
              "--port",
              "" + server.port(),
              "--scenario",
              "walk",
              "--clients",
              "40",
              "--duration",
              "4s",
              "--threshold",
              "walk.checked > 100");
      assertThat(run.outLines())
          .contains(" PASS  nothing was lost, duplicated, out of order or corrupted");
      assertThat(run.err()).isEmpty();
      assertThat(run.code()).isZero();
    }
  }
}
