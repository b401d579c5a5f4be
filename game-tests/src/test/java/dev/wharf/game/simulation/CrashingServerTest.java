package dev.wharf.game.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.proto.JoinRoomReply;
import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.game.tests.SimulatedClient;
import dev.wharf.simulation.FaultKind;
import dev.wharf.simulation.Faults;
import dev.wharf.simulation.Faults.Planned;
import dev.wharf.simulation.Host;
import dev.wharf.simulation.Simulation;
import dev.wharf.simulation.SimulationOptions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CrashingServerTest {
  private static final Duration TO_CRASH = Duration.ofSeconds(1);
  private static final Duration DOWN = Duration.ofSeconds(5);

  @Test
  void aServerThatHasCrashedStartsAgainWithNoPlayersAndOtherRooms() throws Exception {
    try (Simulation simulation = Simulation.open(SimulationOptions.seeded(1));
        SimulatedDatabase database = new SimulatedDatabase(simulation, 4)) {
      simulation.run(
          () -> {
            CrashingServer server =
                new CrashingServer(simulation, simulation.newHost("server"), database, Map.of());
            SimulatedServer first = server.await();
            int room = join(simulation.newHost("alice"), first).getRoomId();

            crash(simulation);
            assertThat(first.hasCrashed()).isTrue();
            server.askToDrain(); // does nothing: the host is down
            SimulatedServer second = server.await();

            assertThat(second).isNotSameAs(first);
            assertThat(second.server().players().count()).isZero();
            JoinRoomReply reply = join(simulation.newHost("bob"), second);
            assertThat(reply.getCreated()).isTrue();
            assertThat(reply.getRoomId()).isNotEqualTo(room);
            second.drain();
          });
    }
  }

  private static void crash(Simulation simulation) throws InterruptedException {
    simulation.setFaults(
        Faults.none().withPlan(new Planned(TO_CRASH, FaultKind.CRASH, "server", DOWN)));
    simulation.sleep(TO_CRASH.plusMillis(1));
  }

  private static JoinRoomReply join(Host host, SimulatedServer server) throws InterruptedException {
    SimulatedClient client = SimulatedClient.logIn(host, server, JoinRoomReply.class);
    client.send(JoinRoomRequest.newBuilder().setRequestId(1).setRoomName("lobby").build());
    return client.next(JoinRoomReply.class);
  }
}
