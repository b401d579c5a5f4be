package dev.wharf.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wharf.bench.BenchFailedException;
import dev.wharf.bench.NativeProgram;
import dev.wharf.bench.Workplace;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Tests trials against a server in a separate process.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrialsTest {
  private static final Contender CONTENDER = Contender.titled("wharf-jdk").getFirst();
  private static final Timing SHORT = new Timing(0, 0.1);
  private static final Commands COMMANDS = new Commands(Workplace.find(), false, List.of());

  private ServerProcess server;

  @BeforeAll
  void start() {
    assumeTrue(NativeProgram.isPossible(), "Linux and a C compiler");
    server = ServerProcess.start(COMMANDS.server(CONTENDER));
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void startupIsMeasuredByTheFirstReply() {
    Outcome outcome = new StartupTrial().measure(CONTENDER, server);
    assertThat(outcome.isFaultless()).isTrue();
    assertThat(outcome.value("startup_ms")).isPositive();
  }

  @Test
  void allocationIsWhatTheServerCountedInTheWindow() {
    Load load = Load.parse("10x1", 32);
    Outcome outcome = new AllocationTrial(COMMANDS, load, SHORT).measure(CONTENDER, server);
    assertThat(outcome.isFaultless()).isTrue();
    assertThat(outcome.value("messages")).isPositive();
    assertThat(outcome.value("allocated_bytes")).isPositive();
  }

  @Test
  void memoryOfConnectionsIsTheIncrease() {
    Memory before = new Memory(1000, 5000, 100);
    assertThat(new Memory(3000, 9000, 300).perConnection(before, 10))
        .containsEntry("heap_bytes_per_connection", 200.0)
        .containsEntry("outside_bytes_per_connection", 400.0)
        .containsEntry("direct_bytes_per_connection", 20.0)
        .containsEntry("bytes_per_connection", 600.0);
  }

  @Test
  void aServerReportsItsMemory() {
    Memory memory = Memory.settled(server);
    assertThat(memory.heap()).isPositive();
    assertThat(memory.resident()).isGreaterThan(memory.heap());
    assertThat(memory.direct()).isNotNegative();
  }

  @Test
  void aLoadThatDoesNotRunFailsTheTrial() {
    assertThatThrownBy(() -> LoadProgram.run(COMMANDS.load(NativeProgram.LOAD, noSuchPort())))
        .isInstanceOf(BenchFailedException.class)
        .hasMessageContaining("port must be from 1 to 65535");
  }

  private Arguments noSuchPort() {
    return Arguments.to(server).with("--port", 0);
  }
}
