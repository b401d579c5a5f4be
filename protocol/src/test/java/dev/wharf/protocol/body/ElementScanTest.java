package dev.wharf.protocol.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.wharf.protocol.ParseLimits;
import dev.wharf.protocol.testpackets.Bag;
import dev.wharf.protocol.testpackets.Hello;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ElementScanTest {
  private static final ParseLimits LIMITS = ParseLimits.defaults();

  @Test
  void needsNoScanWhereNothingRepeatsOrNests() {
    assertThat(Bodies.planOf(Hello.class).isEmpty()).isTrue();
    assertThat(Bodies.planOf(Bag.class).isEmpty()).isFalse();
  }

  @Test
  void countsEachKindOfElement() {
    Bag.Item item = Bag.Item.newBuilder().setKind(300).build();
    assertCount(1, Bag.newBuilder().setInner(Bag.newBuilder().setText("x")));
    assertCount(
        3, Bag.newBuilder().addBags(Bag.newBuilder().addBags(Bag.newBuilder().setOne(item))));
    assertCount(2, Bag.newBuilder().addItems(item).addItems(item));
    assertCount(3, Bag.newBuilder().addNames("").addNames("a").addNames("bb"));
    assertCount(4, Bag.newBuilder().addAllNumbers(List.of(0, 127, 128, -1)));
    assertCount(3, Bag.newBuilder().addAllUnpacked(List.of(0, 128, -1)));
    assertCount(2, Bag.newBuilder().addFours(1).addFours(-1));
    assertCount(2, Bag.newBuilder().addEights(1).addEights(-1));
    assertCount(2, Bag.newBuilder().putNamed("a", item));
    assertCount(1, Bag.newBuilder().setOne(item));
    assertCount(0, Bag.newBuilder().setText("no element"));
  }

  @Test
  void countsEachOccurrenceOfAField() {
    assertThat(Bodies.count(Bag.class, Bodies.repeated(1, 5, ""), LIMITS)).isEqualTo(5);
  }

  @Test
  void countsPackedAndUnpackedInEitherKindOfField() {
    byte[] packedInUnpackedField = {0x32, 3, 1, 2, 3};
    byte[] unpackedInPackedField = {0x28, 1, 0x28, 2};
    assertThat(Bodies.count(Bag.class, packedInUnpackedField, LIMITS)).isEqualTo(3);
    assertThat(Bodies.count(Bag.class, unpackedInPackedField, LIMITS)).isEqualTo(2);
  }

  @Test
  void stopsAtTheLimitInsideAPackedField() {
    Bag.Builder bag = Bag.newBuilder();
    for (int i = 0; i < 11; i++) {
      bag.addNumbers(i);
    }
    ParseLimits ten = LIMITS.withMaxElements(10);
    assertThatExceptionOfType(MalformedBodyException.class)
        .isThrownBy(() -> Bodies.count(Bag.class, bag.build().toByteArray(), ten))
        .withMessage("more elements than the limit of 10");
  }

  /// Compares the scan with protobuf itself. The scan must accept every body that protobuf accepts,
  /// and count the same number of elements.
  @Test
  void agreesWithProtobufOnRandomBodies() throws Exception {
    for (int seed = 0; seed < 20_000; seed++) {
      byte[] body = RandomBags.damagedBody(new Random(seed));
      ScanOracle.check(body);
    }
  }

  private static void assertCount(int expected, Bag.Builder bag) {
    assertThat(Bodies.count(Bag.class, bag.build().toByteArray(), LIMITS)).isEqualTo(expected);
  }
}
