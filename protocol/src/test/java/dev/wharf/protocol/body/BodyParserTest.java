package dev.wharf.protocol.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.google.protobuf.Message;
import dev.wharf.protocol.ParseLimits;
import dev.wharf.protocol.testpackets.Bag;
import dev.wharf.protocol.testpackets.Hello;
import dev.wharf.protocol.testpackets.NewerHello;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyParserTest {
  private static final ParseLimits LIMITS = ParseLimits.defaults();

  @Test
  void parsesTheFirstBytesOfALargerArray() {
    Hello hello = Hello.newBuilder().setName("Ann").setVersion(3).build();
    byte[] array = java.util.Arrays.copyOf(hello.toByteArray(), 100);
    array[99] = 1;
    assertThat(Bodies.parse(Hello.class, array, hello.getSerializedSize(), LIMITS))
        .isEqualTo(hello);
  }

  @Test
  void parsesAnEmptyBodyToTheDefault() {
    assertThat(Bodies.parse(Hello.class, new byte[0], LIMITS))
        .isEqualTo(Hello.getDefaultInstance());
  }

  @Test
  void dropsFieldsThatItDoesNotKnow() {
    byte[] newer =
        NewerHello.newBuilder().setName("Ann").setVersion(3).setAdded("more").build().toByteArray();
    Hello parsed = Bodies.parse(Hello.class, newer, LIMITS);
    assertThat(parsed.getUnknownFields().asMap()).isEmpty();
    assertThat(parsed).isEqualTo(Hello.newBuilder().setName("Ann").setVersion(3).build());
  }

  @ParameterizedTest
  @CsvSource({
    "0a, a length that is missing",
    "0a05416e, a string that reaches beyond the end",
    "0a02c328, a string that is not UTF-8",
    "07, wire type 7",
    "00, field number 0",
    "0c, a group end without its beginning",
    "53, a group without its end",
    "10ffffffffffffffffffff01, a varint of eleven bytes"
  })
  void refusesWhatIsNoMessage(String hex, String what) {
    byte[] body = HexFormat.of().parseHex(hex);
    assertRefused(Hello.class, body);
    assertRefused(Bag.class, HexFormat.of().parseHex(hex.replace("0a02c328", "6202c328")));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 11})
  void acceptsTheDeepestNestingAndRefusesOneLevelMore(int field) {
    assertThatNoException()
        .isThrownBy(() -> Bodies.parse(Bag.class, Bodies.nested(field, 16), LIMITS));
    assertThatExceptionOfType(MalformedBodyException.class)
        .isThrownBy(() -> Bodies.parse(Bag.class, Bodies.nested(field, 17), LIMITS))
        .withMessage("nests deeper than the limit of 16");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void acceptsTheDeepestDelimitedNestingAndRefusesOneLevelMore(int field) {
    assertThatNoException()
        .isThrownBy(() -> Delimited.parse(Bodies.nestedGroups(field, 16), LIMITS));
    assertThatExceptionOfType(MalformedBodyException.class)
        .isThrownBy(() -> Delimited.parse(Bodies.nestedGroups(field, 17), LIMITS))
        .withMessage("nests deeper than the limit of 16");
  }

  /// The message type has no field to count, so [ElementScan] does not read the body. Protobuf's
  /// own limit must refuse the deep nesting.
  @Test
  void refusesDeepGroupsInUnknownFields() {
    assertRefused(Hello.class, Bodies.nestedGroups(10, 2_000));
    assertRefused(Bag.class, Bodies.nestedGroups(99, 2_000));
  }

  /// The body has many elements of 2 bytes each. Parsing would create an object for each of them.
  @Test
  void refusesManyEmptyMessagesBeforeMakingThem() {
    byte[] bomb = Bodies.repeated(3, 2_000, "");
    assertThat(bomb).hasSize(4_000);
    assertThatExceptionOfType(MalformedBodyException.class)
        .isThrownBy(() -> Bodies.parse(Bag.class, bomb, LIMITS))
        .withMessage("more elements than the limit of 1024");
  }

  @Test
  void acceptsExactlyTheLimitOfElements() {
    Bag bag = Bodies.parse(Bag.class, Bodies.repeated(3, 1_024, ""), LIMITS);
    assertThat(bag.getItemsCount()).isEqualTo(1_024);
    assertRefused(Bag.class, Bodies.repeated(3, 1_025, ""));
  }

  private static void assertRefused(Class<? extends Message> type, byte[] body) {
    assertThatExceptionOfType(MalformedBodyException.class)
        .as(HexFormat.of().formatHex(body, 0, Math.min(body.length, 40)))
        .isThrownBy(() -> Bodies.parse(type, body, LIMITS));
  }
}
