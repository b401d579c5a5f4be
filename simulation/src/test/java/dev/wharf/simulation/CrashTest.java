package dev.wharf.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.ClientService;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests the engine on a host that crashes and starts again.
class CrashTest {
  private static final int MANY = 100_000;

  @ParameterizedTest
  @CsvSource({"PER_WORKER,false", "PER_WORKER,true", "SHARED,false", "SHARED,true"})
  void sessionsEndAndTheRestartedServerServesAgain(PortOptions.Shape shape, boolean withReset)
      throws Exception {
    crashAndRestart(1, shape, withReset);
  }

  static void crashAndRestart(long seed, PortOptions.Shape shape, boolean withReset)
      throws Exception {
    try (World world = new World(SimulationOptions.seeded(seed))) {
      EchoWorld endless = new EchoWorld(shape, 2, 10, 10, MANY, Faults.none());
      EchoWorld echo = new EchoWorld(shape, 2, 10, 10, 5, Faults.none());
      world.simulation.run(
          () -> {
            CompletionPort clientPort = echo.openPort(world.client);
            ClientService clients = ClientService.open(clientPort, EchoWorld.sessionOptions());
            CompletionPort crashed = echo.openPort(world.server);
            EchoWorld.serve(world, crashed);
            List<EchoSession> broken = endless.connectAll(world, clients);
            world.simulation.after(
                Duration.ofMillis(100), withReset ? world.server::kill : world.server::crash);
            assertThat(awaitEnd(world, broken)).isTrue();
            assertThat(broken).noneMatch(EchoSession::isComplete);
            assertThat(broken).allMatch(session -> session.received() > 0);

            world.server.restart();
            CompletionPort restarted = echo.openPort(world.server);
            EchoWorld.serve(world, restarted);
            List<EchoSession> served = echo.connectAll(world, clients);
            assertThat(awaitEnd(world, served)).isTrue();
            assertThat(served).allMatch(EchoSession::isComplete);

            clientPort.close();
            restarted.close();
            assertThat(clientPort.ledger().isZero()).isTrue();
            assertThat(restarted.ledger().isZero()).isTrue();
          });
    }
  }

  private static boolean awaitEnd(World world, List<EchoSession> sessions)
      throws InterruptedException {
    return world.client.runtime().poll(() -> EchoWorld.areEnded(sessions, 0), World.LONG);
  }
}
