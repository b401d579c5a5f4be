package dev.wharf.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.wharf.engine.SendPolicy;
import dev.wharf.game.proto.GamePackets;
import dev.wharf.protocol.catalog.PacketDirection;
import dev.wharf.protocol.catalog.PacketKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Compares docs/wire-protocol.md with the code.
class WireProtocolDocTest {
  private static final Pattern PACKET_ROW =
      Pattern.compile("(?m)^\\| (\\d+) \\| `(\\w+)` \\| (.+?) \\|.*\\| ?(.*?) ?\\|$");
  private static final Pattern FRAME_ROW =
      Pattern.compile("(?m)^\\| `(\\w+ \\{[^`]*)` \\| `([0-9a-f ]+)` \\|$");
  private static final Pattern FRAME_LINE =
      Pattern.compile("(?m)^((\\w+) \\{(.*)\\}) = ([0-9a-f ]+)$");
  private static final Path DOCS = Path.of("..", "..", "docs");
  private static final Path FRAMES = DOCS.resolve("clients/conformance/frames.txt");
  private static final int HEADER_BYTES = 4;
  private static final int FIRST_GAME_ID = 100;

  private final String page = read(DOCS.resolve("wire-protocol.md"));

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
  void uncountedPacketsAreThoseOfTheCatalog() {
    String uncounted =
        GamePackets.CATALOG.kinds().stream()
            .filter(kind -> kind.direction() != PacketDirection.CLIENT_TO_SERVER && !kind.counts())
            .map(kind -> String.valueOf(kind.id()))
            .collect(Collectors.joining(", "));

    assertThat(page)
        .contains("all count except " + uncounted.replaceFirst(", (\\d+)$", " and $1") + ".");
    assertThat(GamePackets.CATALOG.kinds())
        .filteredOn(kind -> kind.direction() == PacketDirection.CLIENT_TO_SERVER)
        .allMatch(kind -> kind.counts() == (kind.id() >= FIRST_GAME_ID));
  }

  /// The page shows some of the frames in the file, with the same bytes.
  @Test
  void framesOfThePageAreInTheFile() {
    Map<String, String> frames =
        FRAME_LINE
            .matcher(read(FRAMES))
            .results()
            .collect(Collectors.toMap(line -> line.group(1), line -> line.group(4)));
    Map<String, String> told =
        FRAME_ROW
            .matcher(page)
            .results()
            .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));

    assertThat(told).hasSizeGreaterThan(3);
    assertThat(frames).containsAllEntriesOf(told);
  }

  @TestFactory
  Stream<DynamicTest> framesOfTheFileAreWhatTheEncoderWrites() {
    return FRAME_LINE
        .matcher(read(FRAMES))
        .results()
        .map(line -> DynamicTest.dynamicTest(line.group(1), () -> checkFrame(line)));
  }

  private static void checkFrame(MatchResult line) throws IOException {
    PacketKind kind =
        GamePackets.CATALOG.kinds().stream()
            .filter(one -> one.descriptor().getName().equals(line.group(2)))
            .findFirst()
            .orElseThrow();
    Message.Builder packet = DynamicMessage.newBuilder(kind.descriptor());
    TextFormat.merge(line.group(3), packet);
    byte[] frame = HexFormat.of().parseHex(line.group(4).replace(" ", ""));
    byte[] body = Arrays.copyOfRange(frame, HEADER_BYTES, frame.length);

    assertThat(frame).isEqualTo(frame(kind.id(), packet.build()));
    assertThat(DynamicMessage.parseFrom(kind.descriptor(), body)).isEqualTo(packet.build());
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

  /// Returns the frame of a packet. Builds the header without the code that this test checks.
  private static byte[] frame(int id, Message packet) {
    byte[] body = packet.toByteArray();
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    int size = body.length + HEADER_BYTES;
    frame.write(size);
    frame.write(size >> 8);
    frame.write(id);
    frame.write(id >> 8);
    frame.writeBytes(body);
    return frame.toByteArray();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
