package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.engine.buffer.SendBuffer;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What happens when a port's buffer memory is used up.
class MemoryTest {
  private static final int LITTLE = 64 << 10;

  private static EngineFixture little(PortOptions.Shape shape) {
    return new EngineFixture(
        PortOptions.defaults().withShape(shape).withWorkers(2).withBufferMemoryBytes(LITTLE));
  }

  private static ServerOptions receiving(int initial) {
    return EngineFixture.open()
        .withSession(EngineFixture.open().session().withReceiveBytes(initial, 32 << 10));
  }

  @ParameterizedTest
  @EnumSource
  void refusesConnectionsUntilMemoryIsBack(PortOptions.Shape shape) throws Exception {
    try (EngineFixture engine = little(shape)) {
      ServerService server = engine.serve(receiving(16 << 10), Probes.echo());
      Socket[] inside = new Socket[4];
      for (int i = 0; i < 4; i++) {
        inside[i] = engine.socketTo(server);
        EngineFixture.until("is in", () -> server.counters().shed() == 0);
        int count = i + 1;
        EngineFixture.until("accepted", () -> server.counters().accepted() == count);
      }
      for (int i = 0; i < 3; i++) {
        Peers.assertClosedByOther(engine.socketTo(server));
      }
      EngineFixture.until("counted", () -> server.counters().shed() == 3);
      inside[0].close();
      EngineFixture.until("memory is back", () -> engine.port.ledger().buffersOut() == 3);
      Socket late = engine.socketTo(server);
      EngineFixture.until("accepted", () -> server.counters().accepted() == 5);
      inside[1].close();
      EngineFixture.until("memory is back", () -> engine.port.ledger().buffersOut() == 3);
      Peers.assertEchoes(late, 1);
      Peers.assertEchoes(inside[2], 2);
    }
  }

  /// A handler that was made, as for a player's place or a lease, hears its end.
  @ParameterizedTest
  @EnumSource
  void makesNoHandlerForAConnectionThatGetsNoBuffer(PortOptions.Shape shape) throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = little(shape)) {
      ServerService server = engine.serve(receiving(32 << 10), probes);
      for (int i = 0; i < 2; i++) {
        int count = i + 1;
        engine.socketTo(server);
        EngineFixture.until("accepted", () -> server.counters().accepted() == count);
      }
      for (int i = 0; i < 3; i++) {
        Peers.assertClosedByOther(engine.socketTo(server));
      }
      EngineFixture.until("counted", () -> server.counters().shed() == 3);
    }
    probes.assertAllEndedOnceAndLast();
  }

  @ParameterizedTest
  @EnumSource
  void givesTheBufferBackWhenNoHandlerCanBeMade(PortOptions.Shape shape) throws Exception {
    try (EngineFixture engine = little(shape)) {
      ServerService server =
          engine.serve(
              receiving(32 << 10),
              session -> {
                throw new IllegalStateException("no handler, by a test");
              });
      for (int i = 0; i < 5; i++) {
        Peers.assertClosedByOther(engine.socketTo(server));
      }
      EngineFixture.until("counted", () -> server.counters().handlerFailures() == 5);
      assertThat(engine.port.ledger().buffersOut()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shedsTheSessionThatAsksForMoreThanThereIs(PortOptions.Shape shape) throws Exception {
    SessionHandler greedy =
        (session, received) -> {
          try (SendBuffer packet = session.sendBuffers().acquire(received.get() << 10)) {
            session.send(packet.writeByte(1));
          }
        };
    Probes probes = new Probes(() -> greedy);
    try (EngineFixture engine = little(shape)) {
      ServerService honest = engine.serve(receiving(512), Probes.echo());
      Socket beside = engine.socketTo(honest);
      Peers.assertEchoes(beside, 1);
      ServerService server = engine.serve(receiving(512), probes);
      Socket socket = engine.socketTo(server);
      Probe probe = probes.next();
      socket.getOutputStream().write(64);
      assertThat(probe.reason()).isEqualTo(CloseReason.OVERLOADED);
      assertThat(server.counters().shed()).isEqualTo(1);
      assertThat(server.counters().handlerFailures()).isZero();
      Peers.assertEchoes(beside, 2);
      Socket modest = engine.socketTo(server);
      modest.getOutputStream().write(16);
      assertThat(modest.getInputStream().read()).isEqualTo(1);
    }
    probes.assertAllEndedOnceAndLast();
  }

  @Test
  void shedsTheSessionWhoseReceiveBufferCannotGrow() throws Exception {
    Probes probes = new Probes(() -> (session, received) -> {});
    try (EngineFixture engine = little(PortOptions.Shape.PER_WORKER);
        SendBuffer held = engine.port.sendBuffers().acquire(60 << 10).writeByte(1)) {
      assertThat(held.capacity()).isEqualTo(LITTLE);
    } catch (BufferMemoryExhaustedException e) {
      throw new AssertionError(e);
    }
    try (EngineFixture engine = little(PortOptions.Shape.PER_WORKER)) {
      SendBuffer held = engine.port.sendBuffers().acquire(16 << 10);
      SendBuffer alsoHeld = engine.port.sendBuffers().acquire(16 << 10);
      SendBuffer third = engine.port.sendBuffers().acquire(16 << 10);
      ServerService server = engine.serve(receiving(512), probes);
      Socket socket = engine.socketTo(server);
      socket.getOutputStream().write(new byte[16 << 10]);
      Probe probe = probes.next();
      assertThat(probe.reason()).isEqualTo(CloseReason.OVERLOADED);
      held.close();
      alsoHeld.close();
      third.close();
    }
    probes.assertAllEndedOnceAndLast();
  }

  @Test
  void tellsAClientThatThereIsNoMemoryForItsSession() throws Exception {
    try (EngineFixture engine = little(PortOptions.Shape.PER_WORKER)) {
      ServerService server = engine.serve(receiving(512), Probes.echo());
      ClientService client = ClientService.open(engine.port, EngineFixture.open().session());
      SendBuffer all = engine.port.sendBuffers().acquire(LITTLE);
      assertThatThrownBy(() -> client.connect(server.localAddress(), Probes.echo()))
          .isInstanceOf(BufferMemoryExhaustedException.class);
      assertThat(client.sessionCount()).isZero();
      all.close();
      Probes probes = Probes.echo();
      client.connect(server.localAddress(), probes);
      assertThat(probes.next().session().state()).isEqualTo(SessionState.CONNECTED);
    }
  }

  /// Each port's memory must be free for the next one when it is closed, and not when some garbage
  /// collection comes by: the tests' JVM has 256 MiB of direct memory.
  @Test
  void leavesNoMemoryBehindWhenAPortIsClosed() throws Exception {
    for (int i = 0; i < 150; i++) {
      try (EngineFixture engine = new EngineFixture()) {
        ServerService server = engine.serve(Probes.echo());
        for (int client = 0; client < 4; client++) {
          Peers.assertEchoes(engine.socketTo(server), client);
        }
      }
    }
  }
}
