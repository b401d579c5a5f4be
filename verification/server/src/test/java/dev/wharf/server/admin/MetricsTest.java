package dev.wharf.server.admin;

import static dev.wharf.game.server.RunningServer.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import dev.wharf.engine.CloseReason;
import dev.wharf.game.proto.ChatMessage;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.proto.JoinRoomReply;
import dev.wharf.game.proto.SayRequest;
import dev.wharf.game.server.AdminClient;
import dev.wharf.game.server.AdminServer;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.LoginRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tests that `/metrics` counts what the server does.
class MetricsTest {
  @Test
  void countsAcceptsAndClosesByReason() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      for (int i = 0; i < 3; i++) {
        server.player("player" + i);
      }
      TestClient rude = server.player("rude");
      rude.sendRaw(TestClient.frame(9999, new byte[0]));
      rude.awaitEnd();
      rude.close();
      TestClient polite = server.player("polite");
      polite.finish();
      polite.awaitEnd();
      server.awaitClosed(PacketCloseReasons.UNKNOWN_PACKET, 1);
      server.awaitClosed(CloseReason.PEER_CLOSED, 1);
      eventually(() -> assertThat(server.server().service().sessionCount()).isEqualTo(3));

      Map<String, Double> metrics = admin.metrics();
      assertThat(metrics)
          .containsEntry("wharf_accepts_total", 5.0)
          .containsEntry("wharf_sessions", 3.0)
          .containsEntry("wharf_players", 3.0)
          .containsEntry("wharf_closes_total{reason=\"unknown_packet\"}", 1.0)
          .containsEntry("wharf_closes_total{reason=\"peer_closed\"}", 1.0)
          .containsEntry("wharf_closes_total{reason=\"kicked\"}", 0.0)
          .containsEntry("wharf_packets_received_total{packet=\"unknown\"}", 1.0)
          .containsEntry(sent(Failure.getDescriptor()), 1.0)
          .containsEntry("wharf_game_events_total{event=\"logins\"}", 5.0);
      assertThat(sum(metrics, "wharf_closes_total{")).isEqualTo(2);
    }
  }

  @Test
  void countsAndTimesPacketsByTheirKind() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      TestClient alice = server.player("alice");
      for (int i = 0; i < 20; i++) {
        alice.echo(i);
      }
      eventually(
          () ->
              assertThat(admin.metrics())
                  .containsEntry(received(LoginRequest.getDescriptor()), 1.0)
                  .containsEntry(received(EchoRequest.getDescriptor()), 20.0)
                  .containsEntry(sent(LoginReply.getDescriptor()), 1.0)
                  .containsEntry(sent(EchoReply.getDescriptor()), 20.0)
                  .containsEntry(
                      labelled("wharf_handler_seconds_count", EchoRequest.getDescriptor()), 20.0));
      Map<String, Double> metrics = admin.metrics();
      assertThat(metrics.get(labelled("wharf_handler_seconds_sum", EchoRequest.getDescriptor())))
          .isPositive();
      assertThat(sum(metrics, "wharf_packet_bytes_received_total{"))
          .isEqualTo(metrics.get("wharf_bytes_received_total"))
          .isEqualTo(server.server().service().counters().bytesReceived());
      assertThat(sum(metrics, "wharf_packet_bytes_sent_total{"))
          .isEqualTo(metrics.get("wharf_bytes_sent_total"))
          .isEqualTo(server.server().service().counters().bytesSent());
    }
  }

  @Test
  void showsTheTimeOfPacketsByKindAlsoOfRefusedOnes() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      TestClient alice = server.player("alice");
      for (int i = 0; i < 20; i++) {
        alice.echo(i);
      }
      // The server parses this packet, and refuses it afterwards, because the client has not logged
      // in.
      server.connect().sendRaw(TestClient.frame(1, new byte[] {1, 2, 3}));
      server.awaitClosed(PacketCloseReasons.MALFORMED_BODY, 1);
      eventually(
          () ->
              assertThat(admin.table("packets"))
                  .containsValues(
                      EchoRequest.getDescriptor().getFullName(),
                      LoginRequest.getDescriptor().getFullName())
                  .containsEntry("rows.0.1", handledOf(admin, "rows.0.0"))
                  .hasEntrySatisfying(
                      "rows.0.3", micros -> assertThat(Double.parseDouble(micros)).isPositive()));
    }
  }

  private static String handledOf(AdminClient admin, String packet) {
    boolean isEcho =
        EchoRequest.getDescriptor().getFullName().equals(admin.table("packets").get(packet));
    return isEcho ? "20" : "2";
  }

  @Test
  void countsAPacketToARoomOnceForEachMember() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      TestClient alice = server.player("alice");
      TestClient bob = server.player("bob");
      int room = alice.join("lobby").getRoomId();
      bob.join("lobby");
      for (int i = 0; i < 3; i++) {
        alice.sayAndHear(room, i, "text " + i);
      }
      eventually(
          () ->
              assertThat(admin.metrics())
                  .containsEntry(received(SayRequest.getDescriptor()), 3.0)
                  .containsEntry(sent(ChatMessage.getDescriptor()), 6.0)
                  .containsEntry(sent(JoinRoomReply.getDescriptor()), 2.0)
                  .containsEntry("wharf_rooms", 1.0));
    }
  }

  @Test
  void showsThePacketsQueuedForASlowReader() {
    try (RunningServer server =
            AdminServer.start(
                "session.max-frame-bytes", "65535",
                "session.max-sent-frame-bytes", "65535",
                "session.send-queue-bytes", "64MiB",
                "session.send-queue-packets", "1000",
                "session.closing-timeout", "100ms",
                "shutdown.grace", "5s",
                "rate.packets-per-second", "0",
                "rate.bytes-per-second", "0");
        AdminClient admin = new AdminClient(server)) {
      TestClient slow = server.slowPlayer("slow");
      EchoRequest.Builder echo =
          EchoRequest.newBuilder().setPayload(ByteString.copyFrom(new byte[60_000]));
      for (int i = 0; i < 600; i++) {
        slow.send(echo);
      }
      eventually(
          () -> {
            Map<String, Double> metrics = admin.metrics();
            assertThat(metrics)
                .containsEntry("wharf_slow_sessions", 1.0)
                .containsEntry("wharf_slow_readers_total", 1.0);
            assertThat(metrics.get("wharf_send_queue_bytes"))
                .isGreaterThan(1_000_000)
                .isEqualTo(metrics.get("wharf_send_queue_largest_bytes"));
            assertThat(metrics.get("wharf_send_queue_packets")).isGreaterThan(10);
            assertThat(metrics.get("wharf_buffer_memory_bytes")).isGreaterThan(1_000_000);
          });
      slow.reset();
    }
  }

  @Test
  void measuresTheDelayOfTheWorkers() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      eventually(
          () ->
              assertThat(admin.metrics().get("wharf_job_delay_seconds_count"))
                  .isGreaterThanOrEqualTo(4));
    }
  }

  @Test
  void showsTheLedger() {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      server.player("alice");
      eventually(
          () ->
              assertThat(admin.metrics())
                  .containsEntry("wharf_ledger_sessions", 1.0)
                  // The pending operations are two accepts and a receive.
                  .containsEntry("wharf_ledger_operations", 3.0)
                  .containsEntry("wharf_ledger_buffers", 1.0));
    }
  }

  private static double sum(Map<String, Double> metrics, String prefix) {
    return metrics.entrySet().stream()
        .filter(sample -> sample.getKey().startsWith(prefix))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  private static String received(Descriptor packet) {
    return labelled("wharf_packets_received_total", packet);
  }

  private static String sent(Descriptor packet) {
    return labelled("wharf_packets_sent_total", packet);
  }

  private static String labelled(String name, Descriptor packet) {
    return name + "{packet=\"" + packet.getFullName() + "\"}";
  }
}
