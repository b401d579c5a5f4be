package dev.wharf.protocol.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.wharf.engine.SendPolicy;
import dev.wharf.protocol.options.WharfOptions;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.protocol.system.ServerNotice;
import dev.wharf.protocol.testpackets.Effect;
import dev.wharf.protocol.testpackets.Hello;
import dev.wharf.protocol.testpackets.MistakenPackets;
import dev.wharf.protocol.testpackets.NewerHello;
import dev.wharf.protocol.testpackets.Ping;
import dev.wharf.protocol.testpackets.Position;
import dev.wharf.protocol.testpackets.TestPackets;
import dev.wharf.protocol.util.IntTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketCatalogTest {
  private final PacketCatalog catalog = PacketCatalog.of(TestPackets.getDescriptor());

  @Test
  void readsIdDirectionAndPolicyFromTheOptions() {
    PacketKind hello = catalog.kindOf(Hello.getDefaultInstance());
    assertThat(hello.id()).isEqualTo(1);
    assertThat(hello.name()).isEqualTo("wharf.test.Hello");
    assertThat(hello.direction()).isEqualTo(PacketDirection.CLIENT_TO_SERVER);
    assertThat(hello.sendPolicy()).isSameAs(SendPolicy.KEEP);
    assertThat(catalog.kindOf(Effect.getDefaultInstance()).sendPolicy())
        .isSameAs(SendPolicy.DROP_NEWEST);
    PacketKind position = catalog.kindOf(Position.getDefaultInstance());
    assertThat(position.sendPolicy()).isEqualTo(SendPolicy.latestOnly(position.latestKey(0)));
  }

  @Test
  void findsKindsByIdDescriptorAndMessage() {
    PacketKind ping = catalog.kindOf(Ping.getDefaultInstance());
    assertThat(catalog.kindOf(3)).isSameAs(ping);
    assertThat(catalog.kindOf(Ping.getDescriptor())).isSameAs(ping);
    assertThat(catalog.kindOf(Ping.newBuilder())).isSameAs(ping);
  }

  @Test
  void findsNoOtherKinds() {
    assertThat(catalog.kindOf(0)).isNull();
    assertThat(catalog.kindOf(-1)).isNull();
    assertThat(catalog.kindOf(65_535)).isNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> catalog.kindOf(NewerHello.getDefaultInstance()))
        .withMessage("wharf.test.NewerHello is not a packet of this catalog");
  }

  @Test
  void listsKindsByRisingId() {
    assertThat(catalog.kinds()).extracting(PacketKind::id).containsExactly(1, 2, 3, 4, 5, 11);
  }

  @Test
  void namesAllProblemsAtOnce() {
    CatalogException thrown =
        catchThrowableOfType(
            CatalogException.class,
            () -> PacketCatalog.of(TestPackets.getDescriptor(), MistakenPackets.getDescriptor()));
    assertThat(thrown.problems())
        .containsExactlyInAnyOrder(
            "wharf.test.FirstHolder has a packet_id but no direction",
            "wharf.test.SecondHolder has packet_id 7, which wharf.test.FirstHolder has too",
            "wharf.test.Zero has packet_id 0, the header takes 1 to 65535",
            "wharf.test.TooLarge has packet_id 65536, the header takes 1 to 65535",
            "wharf.test.WithoutId has packet options but no packet_id",
            "wharf.test.Outer.Nested has packet options, but only top-level messages are packets",
            "wharf.test.MistakenFailure.OF_THE_SYSTEM is failure code 99, but a game's start at"
                + " 100",
            "wharf.test.OtherFailure.TAKEN is failure code 100, which OF_A_GAME is too");
    assertThat(thrown)
        .hasMessageStartingWith("the packet catalog has 8 problems:\n  - ")
        .hasMessageContainingAll(thrown.problems().toArray(new String[0]));
  }

  @Test
  void addsTheSystemPacketsAtTheGamesIds() {
    PacketCatalog moved =
        PacketCatalog.withSystem(HeaderFormat.SERVER_CORE, 5000, TestPackets.getDescriptor());
    assertThat(moved.kindOf(LoginRequest.getDefaultInstance()).id()).isEqualTo(5000);
    assertThat(moved.kindOf(ServerNotice.getDefaultInstance()).id()).isEqualTo(5019);
    assertThat(moved.kindOf(Hello.getDefaultInstance()).id()).isEqualTo(1);
  }

  @Test
  void keepsTheIdsOfTheSystemPacketsFree() {
    CatalogException thrown =
        catchThrowableOfType(
            CatalogException.class, () -> PacketCatalog.withSystem(TestPackets.getDescriptor()));
    assertThat(thrown.problems())
        .hasSize(6)
        .contains("wharf.test.Hello has packet_id 1, but 1 to 99 are the system packets'");
  }

  @Test
  void rejectsSystemPacketsWithoutRoomForThem() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PacketCatalog.withSystem(HeaderFormat.SERVER_CORE, 65_438))
        .withMessage("the system packets' ids begin at 1 to 65437, not at 65438");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PacketCatalog.withSystem(HeaderFormat.SERVER_CORE, 0));
  }

  @Test
  void namesFailures() {
    PacketCatalog alone = PacketCatalog.withSystem();
    assertThat(alone.failureName(FailureCode.KICKED_VALUE)).isEqualTo("KICKED");
    assertThat(alone.failureName(123)).isEqualTo("FAILURE_123");
    assertThat(alone.failureName(-1)).isEqualTo("FAILURE_4294967295");
  }

  @Test
  void checksIdsAgainstTheWidthOfTheHeadersField() {
    CatalogException thrown =
        catchThrowableOfType(
            CatalogException.class,
            () -> PacketCatalog.of(HeaderFormat.WIDE, MistakenPackets.getDescriptor()));
    assertThat(thrown.problems()).noneMatch(problem -> problem.contains("TooLarge"));
  }

  @Test
  void rejectsFilesWithoutPackets() {
    assertThatExceptionOfType(CatalogException.class)
        .isThrownBy(() -> PacketCatalog.of(WharfOptions.getDescriptor()))
        .withMessageContaining("no message has a packet_id, in [wharf/options.proto]");
  }

  @Test
  void countsAFileThatIsGivenTwiceOnce() {
    PacketCatalog twice =
        PacketCatalog.of(TestPackets.getDescriptor(), TestPackets.getDescriptor());
    assertThat(twice.kinds()).hasSameSizeAs(catalog.kinds());
  }

  /// Parses the descriptor without Wharf's extensions, as a program does that loads descriptors
  /// from a file and has no generated code.
  @Test
  void readsOptionsThatWereParsedWithoutOurExtensions() throws Exception {
    FileDescriptorProto bare =
        FileDescriptorProto.parseFrom(TestPackets.getDescriptor().toProto().toByteString());
    FileDescriptor[] imports = {WharfOptions.getDescriptor()};
    PacketCatalog loaded = PacketCatalog.of(FileDescriptor.buildFrom(bare, imports));
    assertThat(loaded.kinds()).extracting(PacketKind::id).containsExactly(1, 2, 3, 4, 5, 11);
  }

  @Test
  void keepsTheKeysOfDifferentKindsApart() {
    PacketKind position = catalog.kindOf(Position.getDefaultInstance());
    PacketKind effect = catalog.kindOf(Effect.getDefaultInstance());
    assertThat(position.latestKey(-1)).isNotEqualTo(effect.latestKey(-1));
    assertThat(position.latestKey(1)).isNotEqualTo(position.latestKey(2));
  }

  @Test
  void tableHoldsAnyKeys() {
    Random random = new Random(1);
    for (int size = 0; size < 300; size++) {
      Map<Integer, Integer> entries = new HashMap<>();
      for (int i = 0; i < size; i++) {
        entries.put(random.nextBoolean() ? random.nextInt(600) : random.nextInt(), i);
      }
      IntTable<Integer> table = new IntTable<>(entries);
      entries.forEach((key, value) -> assertThat(table.get(key)).isEqualTo(value));
      int stranger = random.nextInt();
      assertThat(table.get(stranger)).isEqualTo(entries.get(stranger));
    }
  }
}
