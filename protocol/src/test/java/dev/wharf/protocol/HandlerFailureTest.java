package dev.wharf.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.ServerOptions;
import dev.wharf.engine.ServerService;
import dev.wharf.engine.ServiceCounters;
import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.testpackets.Hello;
import dev.wharf.protocol.testpackets.TestPackets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests, over a real connection, that the engine counts the exceptions that packet handlers throw.
class HandlerFailureTest {
  private static final PacketCatalog CATALOG = PacketCatalog.of(TestPackets.getDescriptor());
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final PacketProtocol<ThrowsWhenRefused> protocol =
      PacketProtocol.of(
          PacketRouter.<ThrowsWhenRefused>forServer(CATALOG)
              .on(Hello.class, (session, hello) -> fail(session, hello.getName()))
              .ignoreTheRest()
              .build());

  private static final class ThrowsWhenRefused extends PacketSession {
    ThrowsWhenRefused(PacketLink link) {
      super(link);
    }

    @Override
    protected void onRefused(Refusal refusal) {
      if (refusal.reason().equals(PacketCloseReasons.WRONG_DIRECTION)) {
        throw new IllegalStateException("thrown by the test");
      }
    }
  }

  private static void fail(PacketSession session, String how) {
    switch (how) {
      case "exception" -> throw new IllegalStateException("thrown by the test");
      case "error" -> throw new AssertionError("thrown by the test");
      case "stack" -> fail(session, how);
      case "heap" -> throw new OutOfMemoryError("thrown by the test");
      case "buffers" -> acquireAll(session);
      default -> throw new IllegalArgumentException(how);
    }
  }

  private static void acquireAll(PacketSession session) {
    try (SendBuffer _ = session.session().sendBuffers().acquire(16 << 10)) {
      acquireAll(session);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "exception, HANDLER_FAILED, 1, 0",
    "error,     HANDLER_FAILED, 1, 0",
    "stack,     HANDLER_FAILED, 1, 0",
    "heap,      OVERLOADED,     0, 1",
    "buffers,   OVERLOADED,     0, 1"
  })
  void countsWhatAHandlerThrows(String how, String reason, long failures, long shed)
      throws IOException {
    Hello hello = Hello.newBuilder().setName(how).build();
    assertCounted(frame(hello), engineReason(reason), failures, shed);
  }

  @Test
  void countsWhatOnRefusedThrows() throws IOException {
    byte[] wrongDirection = {4, 0, 2, 0};
    assertCounted(wrongDirection, PacketCloseReasons.WRONG_DIRECTION, 1, 0);
  }

  private void assertCounted(byte[] frame, CloseReason reason, long failures, long shed)
      throws IOException {
    PortOptions options = PortOptions.defaults().withWorkers(1).withBufferMemoryBytes(256 << 10);
    try (CompletionPort port = CompletionPort.open(options);
        ServerService service =
            ServerService.start(port, server(), protocol.sessions(ThrowsWhenRefused::new))) {
      ServiceCounters counters = service.counters();
      try (Socket socket = connect(service)) {
        socket.getOutputStream().write(frame);
        await().atMost(PATIENCE).until(() -> counters.closed(reason) == 1);
      }
      assertThat(List.of(counters.handlerFailures(), counters.shed()))
          .containsExactly(failures, shed);
    }
  }

  private static CloseReason engineReason(String name) {
    return CloseReason.ofEngine().stream()
        .filter(reason -> reason.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Socket connect(ServerService service) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), service.localAddress().getPort());
  }

  private static ServerOptions server() {
    return ServerOptions.onLoopback(0)
        .withSession(
            SessionOptions.defaults()
                .withLoginTimeout(Duration.ZERO)
                .withClosingTimeout(Duration.ofMillis(200)));
  }

  private static byte[] frame(Hello hello) {
    byte[] body = hello.toByteArray();
    byte[] frame = new byte[4 + body.length];
    CATALOG.header().write(frame, 0, CATALOG.kindOf(hello).id(), body.length);
    System.arraycopy(body, 0, frame, 4, body.length);
    return frame;
  }
}
