package dev.wharf.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.wharf.engine.SendPolicy;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.proto.GamePackets;
import dev.wharf.protocol.catalog.PacketDirection;
import dev.wharf.protocol.catalog.PacketKind;
import dev.wharf.protocol.system.HeartbeatRequest;
import dev.wharf.protocol.system.LoginRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Compares docs/wire-protocol.md with the code.
class WireProtocolDocTest {
  private static final Pattern PACKET_ROW =
      Pattern.compile("(?m)^\\| (\\d+) \\| `(\\w+)` \\| (.+?) \\|.*\\| ?(.*?) ?\\|$");
  private static final Pattern FRAME_ROW =
      Pattern.compile("(?m)^\\| `(\\w+) \\{[^`]*` \\| `([0-9a-f ]+)` \\|$");

  private final String page = read(Path.of("..", "..", "docs", "wire-protocol.md"));

  @Test
  void packetTableIsTheCatalog() {
    Map<Integer, String> told =
        PACKET_ROW
            .matcher(page)
            .results()
            .collect(
                Collectors.toMap(
                    row -> Integer.parseInt(row.group(1)),
                    row -> row.group(2) + ", " + row.group(3) + ", " + row.group(4),
                    (one, other) -> one + " and " + other,
                    TreeMap::new));

    assertThat(told).isEqualTo(catalog());
  }

  @Test
  void exampleFramesAreWhatTheEncoderWrites() {
    Map<String, String> told =
        FRAME_ROW
            .matcher(page)
            .results()
            .collect(Collectors.toMap(row -> row.group(1), row -> hex(row)));

    assertThat(told)
        .isEqualTo(
            Map.of(
                "LoginRequest",
                frame(LoginRequest.newBuilder().setRequestId(1).setName("alice").build()),
                "EchoRequest",
                frame(
                    EchoRequest.newBuilder()
                        .setSequence(1)
                        .setSentNanos(2)
                        .setPayload(ByteString.copyFromUtf8("hi"))
                        .build()),
                "HeartbeatRequest",
                frame(HeartbeatRequest.getDefaultInstance())));
  }

  private static Map<Integer, String> catalog() {
    return GamePackets.CATALOG.kinds().stream()
        .collect(
            Collectors.toMap(PacketKind::id, WireProtocolDocTest::row, (a, _) -> a, TreeMap::new));
  }

  private static String row(PacketKind kind) {
    return kind.descriptor().getName() + ", " + sender(kind.direction()) + ", " + slowReader(kind);
  }

  private static String sender(PacketDirection direction) {
    return switch (direction) {
      case CLIENT_TO_SERVER -> "client";
      case SERVER_TO_CLIENT -> "server";
      case BOTH -> "both";
    };
  }

  private static String slowReader(PacketKind kind) {
    if (kind.direction() == PacketDirection.CLIENT_TO_SERVER) {
      return "";
    }
    return switch (kind.sendPolicy()) {
      case SendPolicy.Keep _ -> "keep";
      case SendPolicy.DropNewest _ -> "drop newest";
      case SendPolicy.LatestOnly _ -> "latest only";
    };
  }

  private static String hex(MatchResult row) {
    return row.group(2).replace(" ", "");
  }

  /// Returns a packet's frame as text. Builds the frame without the code that this test checks.
  private static String frame(Message packet) {
    int id = GamePackets.CATALOG.kindOf(packet).id();
    byte[] body = packet.toByteArray();
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    int size = body.length + 4;
    frame.write(size);
    frame.write(size >> 8);
    frame.write(id);
    frame.write(id >> 8);
    frame.writeBytes(body);
    return HexFormat.of().formatHex(frame.toByteArray());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
