package dev.wharf.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.server.CapturedLog;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.system.HeartbeatReply;
import dev.wharf.protocol.system.HeartbeatRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests that the log reports refused connections in few lines, with the key of the limit.
@Isolated("captures the log of the whole process")
class AdmissionWarningTest {
  private static final int CONNECTIONS = 5;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "admission.max-per-address",
        "admission.new-per-second-per-address",
        "admission.max-unauthenticated-per-network",
        "admission.max-unauthenticated",
        "admission.max-sessions"
      })
  void namesTheKeyInOneLineAndTellsTheSumAtTheEnd(String key) {
    List<String> lines = refusalsWith(key);
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst())
        .startsWith("refused /127.0.0.1:")
        .endsWith(": the limit is " + key + " = 1");
    assertThat(lines.getLast()).matches("refused \\d more: the limit is " + key + " = 1");
  }

  @Test
  void logsNothingWhenNoConnectionIsRefused() {
    assertThat(refusalsWith("chat.texts")).isEmpty();
  }

  private static List<String> refusalsWith(String key) {
    try (CapturedLog log = CapturedLog.open()) {
      try (RunningServer server =
          RunningServer.start("admission.exempt-loopback", "false", key, "1")) {
        TestClient first = server.connect();
        first.send(
            HeartbeatRequest.newBuilder()); // a client that has sent a packet is not displaced
        first.receive(HeartbeatReply.class);
        for (int i = 1; i < CONNECTIONS; i++) {
          server.connect();
        }
        RunningServer.eventually(
            () ->
                assertThat(
                        server.server().service().counters().accepted()
                            + server.server().service().counters().refusedByAddress()
                            + server.server().service().counters().refusedFull())
                    .isEqualTo(CONNECTIONS));
      }
      return log.lines().stream().filter(line -> line.startsWith("refused ")).toList();
    }
  }
}
