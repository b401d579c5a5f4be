package dev.wharf.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.game.server.RunningServer;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests a server that loses its rings. The server either recovers, or drains and ends with an exit
/// code that only this failure has.
class WorkerDeathTest {
  private static final String LEDGER =
      "wharf-server ledger: 0 live sessions, 0 pending operations, 0 buffers out";
  private static final int WORKER_LOST = 4;

  @BeforeEach
  void needsARing() {
    try {
      CompletionPort.open(PortOptions.defaults().withProvider(PortOptions.Provider.URING)).close();
    } catch (UncheckedIOException e) {
      Assumptions.abort(e.getMessage());
    }
  }

  @Test
  void recoversWhenAllItsRingsAreLostOnce() throws Exception {
    try (ServerProcess server = ServerProcess.startRobbed("--port", "0", "--dev")) {
      int port = server.awaitReady();
      try (Socket client = connect(port)) {
        Thread.sleep(1_500); // a worker that dies sooner is not replaced
        server.tell("once");
        assertThat(client.getInputStream().read()).isEqualTo(-1);
      }
      RunningServer.eventually(
          () ->
              assertThat(server.errors().toString())
                  .contains("has taken the place of wharf-worker-1"));
      RunningServer.eventually(() -> assertIsServed(port));
      server.terminate();
      assertThat(server.awaitExit()).isZero();
      assertThat(server.output()).last().isEqualTo(LEDGER);
    }
  }

  @Test
  void drainsAndEndsWithACodeOfItsOwnWhenItsRingsAreLostRepeatedly() throws Exception {
    try (ServerProcess server = ServerProcess.startRobbed("--port", "0", "--dev")) {
      int port = server.awaitReady();
      try (Socket client = connect(port)) {
        server.tell("always");
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThat(server.awaitExit()).isEqualTo(WORKER_LOST);
      }
      assertThat(server.output()).last().isEqualTo(LEDGER);
      assertThat(server.errors().toString()).contains(" died, and cannot be replaced: ");
    }
  }

  private static Socket connect(int port) throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    return socket;
  }

  /// Fails unless the server answers a malformed frame with a failure, and closes the connection.
  private static void assertIsServed(int port) {
    try (Socket client = connect(port)) {
      client.getOutputStream().write(new byte[] {1, 0, 0, 0});
      assertThat(client.getInputStream().readAllBytes()).isNotEmpty();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
