package dev.wharf.protocol.body;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import dev.wharf.protocol.ParseLimits;
import dev.wharf.protocol.testpackets.Bag;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/// Compares what [ElementScan] counts in a body of the message type Bag with what protobuf parses.
final class ScanOracle {
  private static final ParseLimits WIDE = new ParseLimits(16, 1_000_000);

  private ScanOracle() {}

  /// Checks that the scan accepts the body if protobuf accepts it. The scan must count at least as
  /// many elements as the parsed message has, because protobuf merges a field that occurs twice.
  /// When protobuf encodes the parsed message again, both counts must be the same.
  static void check(byte[] body) throws Exception {
    Bag parsed;
    try {
      parsed = plainParse(body);
    } catch (InvalidProtocolBufferException e) {
      return;
    }
    assertThat(Bodies.count(Bag.class, body, WIDE))
        .as(() -> HexFormat.of().formatHex(body))
        .isGreaterThanOrEqualTo(elementsOf(parsed));
    assertThat(Bodies.count(Bag.class, parsed.toByteArray(), WIDE))
        .as(() -> HexFormat.of().formatHex(body))
        .isEqualTo(elementsOf(parsed) + emptyMapValuesOf(parsed));
  }

  private static Bag plainParse(byte[] body) throws Exception {
    CodedInputStream input = CodedInputStream.newInstance(body);
    input.setRecursionLimit(WIDE.maxDepth());
    Bag parsed = GeneratedMessages.parserOf(Bag.class).parseFrom(input);
    input.checkLastTagWas(0);
    return parsed;
  }

  /// Counts the elements in a message. The value of a map entry counts only if it is not the
  /// default value, because a default value makes no new object, and may be missing in the encoded
  /// body.
  static int elementsOf(Message message) {
    int elements = 0;
    for (var field : message.getAllFields().entrySet()) {
      for (Object value : valuesOf(field.getKey(), field.getValue())) {
        boolean absent = message instanceof MapEntry<?, ?> && isDefault(value);
        elements += isCounted(field.getKey()) && !absent ? 1 : 0;
        elements += value instanceof Message nested ? elementsOf(nested) : 0;
      }
    }
    return elements;
  }

  /// Counts the elements that [#elementsOf] leaves out although protobuf writes them.
  private static int emptyMapValuesOf(Message message) {
    int empty = 0;
    for (var field : message.getAllFields().entrySet()) {
      for (Object value : valuesOf(field.getKey(), field.getValue())) {
        empty += message instanceof MapEntry<?, ?> && isDefault(value) ? 1 : 0;
        empty += value instanceof Message nested ? emptyMapValuesOf(nested) : 0;
      }
    }
    return empty;
  }

  private static Collection<?> valuesOf(FieldDescriptor field, Object value) {
    return field.isRepeated() ? (Collection<?>) value : List.of(value);
  }

  private static boolean isDefault(Object value) {
    return value instanceof Message message && message.equals(message.getDefaultInstanceForType());
  }

  private static boolean isCounted(FieldDescriptor field) {
    return field.isRepeated() || field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
  }
}
