package dev.wharf.simulation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.PortOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests the engine's echo in the simulated world.
class EchoTest {
  @ParameterizedTest
  @CsvSource({"SHARED,1", "SHARED,3", "PER_WORKER,1", "PER_WORKER,3"})
  void returnsEveryByteInOrder(PortOptions.Shape shape, int workers) throws Exception {
    EchoWorld world = new EchoWorld(shape, workers, 10, 5, 20, Faults.none());
    assertThat(world.run(1).complete()).isEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource
  void theSameSeedGivesTheSameRunTenTimes(PortOptions.Shape shape) throws Exception {
    EchoWorld world = EchoWorld.ofStorm(shape);
    EchoWorld.Result first = world.run(2);
    for (int i = 1; i < 10; i++) {
      assertThat(world.run(2)).isEqualTo(first);
    }
    assertThat(world.run(3).hash()).isNotEqualTo(first.hash());
  }

  @Test
  void theSameSeedGivesTheSameRunInAnotherJvm() throws Exception {
    long hash = EchoWorld.ofStorm(PortOptions.Shape.SHARED).run(5).hash();
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                EchoWorld.class.getName(),
                "5")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      String printed = new String(child.getInputStream().readAllBytes(), US_ASCII);
      assertThat(printed.lines()).last().isEqualTo(Long.toString(hash));
    } finally {
      child.destroyForcibly();
    }
  }

  @ParameterizedTest
  @EnumSource
  void gentleFaultsBreakNoSession(PortOptions.Shape shape) throws Exception {
    for (int seed = 100; seed < 120; seed++) {
      EchoWorld world = new EchoWorld(shape, 1 + seed % 3, 32, 16, 10, EchoWorld.GENTLE);
      EchoWorld.Result result = world.run(seed);
      assertThat(result.complete()).as("seed %d", seed).isEqualTo(32);
      assertThat(result.plain()).as("seed %d", seed).isEqualTo(8);
    }
  }

  @Test
  void aThousandSessionsInAStormLoseNoByte() throws Exception {
    EchoWorld world = new EchoWorld(PortOptions.Shape.SHARED, 2, 1_000, 50, 10, Faults.storm());
    EchoWorld.Result result = world.run(4);
    assertThat(result.complete()).isBetween(500, 999);
    assertThat(result.faults()).isGreaterThan(1_000);
  }
}
