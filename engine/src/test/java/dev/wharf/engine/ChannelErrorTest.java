package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.service.SocketClients;
import dev.wharf.engine.session.SocketSession;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests that a session ends when the start of an operation throws an error, because the JVM has no
/// memory or no stack. No operation may stay pending.
@Tag(EngineFixture.ONCE)
class ChannelErrorTest {
  /// The call of the channel that throws.
  enum Call {
    CONNECT,
    READ,
    WRITE,
    GATHERING_WRITE
  }

  @ParameterizedTest
  @EnumSource
  void anErrorOfAnOperationEndsTheSessionAndLeavesNothingPending(Call call) throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture(PortOptions.Shape.PER_WORKER, 1)) {
      SocketClients service = SocketClients.open(engine.port, EngineFixture.open().session());
      SessionState state = call == Call.CONNECT ? SessionState.CONNECTING : SessionState.CONNECTED;
      SocketSession session =
          new SocketSession(
              1,
              service,
              EngineFixture.open().session(),
              engine.port.workers().getFirst(),
              new Failing(call),
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
              null,
              state);
      session.makeHandler(probes);
      service.add(session);
      begin(session, call);
      Probe probe = probes.next();
      assertThat(probe.reason())
          .isEqualTo(call == Call.CONNECT ? CloseReason.CONNECT_FAILED : CloseReason.IO_ERROR);
      EngineFixture.until("ledger at zero", () -> engine.port.ledger().isZero());
    }
    probes.assertAllEndedOnceAndLast();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void leavesNoDescriptorOpenWhenASessionsSocketCannotBeSetUp() throws Exception {
    assertThat(
            ChildJvm.run(
                RefusedSetUps.class,
                "true",
                ChildJvm.NATIVE_ACCESS,
                "-Djava.net.preferIPv4Stack=true"))
        .contains("FAILED 20 LEFT OPEN 0");
  }

  private static void begin(SocketSession session, Call call) {
    if (call == Call.CONNECT) {
      session.connect();
      return;
    }
    session.start();
    if (call != Call.READ) {
      int packets = call == Call.GATHERING_WRITE ? 3 : 1;
      session.execute(
          () -> {
            for (int i = 0; i < packets; i++) {
              EngineFixture.send(session, ByteBuffer.allocate(8_000));
            }
          });
    }
  }

  /// A channel on which one kind of call throws an error. Calls of the other kinds never complete.
  private static final class Failing extends FakeChannel {
    private final Call failing;

    Failing(Call failing) {
      this.failing = failing;
    }

    private void begin(Call call) {
      if (call == failing) {
        throw new StackOverflowError("thrown by a test");
      }
    }

    @Override
    public <A extends @Nullable Object> void connect(
        SocketAddress remote, A attachment, CompletionHandler<Void, ? super A> handler) {
      begin(Call.CONNECT);
    }

    @Override
    public <A extends @Nullable Object> void read(
        ByteBuffer target,
        long timeout,
        TimeUnit unit,
        A attachment,
        CompletionHandler<Integer, ? super A> handler) {
      begin(Call.READ);
      super.read(target, timeout, unit, attachment, handler);
    }

    @Override
    public <A extends @Nullable Object> void write(
        ByteBuffer source,
        long timeout,
        TimeUnit unit,
        A attachment,
        CompletionHandler<Integer, ? super A> handler) {
      begin(Call.WRITE);
    }

    @Override
    public <A extends @Nullable Object> void write(
        ByteBuffer[] sources,
        int offset,
        int length,
        long timeout,
        TimeUnit unit,
        A attachment,
        CompletionHandler<Long, ? super A> handler) {
      begin(Call.GATHERING_WRITE);
    }
  }
}
