package dev.wharf.protocol;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which fields of a message [ElementScan] must count, and which it must look into: made once from
/// the descriptor. Immutable once [#of] has returned.
final class ElementPlan {
  private IntTable<Field> fields = new IntTable<>(Map.of());
  private boolean empty = true;

  private ElementPlan() {}

  static ElementPlan of(Descriptor message) {
    return planFor(message, new HashMap<>());
  }

  /// Whether there is nothing to count: no field is repeated or holds a message.
  boolean isEmpty() {
    return empty;
  }

  /// The field with this number, or null when it need not be counted.
  @Nullable Field field(int number) {
    return fields.get(number);
  }

  /// Messages may hold themselves, so a plan is known before its fields are.
  private static ElementPlan planFor(Descriptor message, Map<Descriptor, ElementPlan> known) {
    ElementPlan seen = known.get(message);
    if (seen != null) {
      return seen;
    }
    ElementPlan plan = new ElementPlan();
    known.put(message, plan);
    plan.setFields(countedFields(message, known));
    return plan;
  }

  private static Map<Integer, Field> countedFields(
      Descriptor message, Map<Descriptor, ElementPlan> known) {
    Map<Integer, Field> counted = new HashMap<>();
    for (FieldDescriptor field : message.getFields()) {
      if (holdsMessage(field)) {
        ElementPlan nested = planFor(field.getMessageType(), known);
        counted.put(field.getNumber(), new Field(wireTypeOf(field), nested, Packing.NONE));
      } else if (field.isRepeated()) {
        counted.put(field.getNumber(), new Field(wireTypeOf(field), null, packingOf(field)));
      }
    }
    return counted;
  }

  private void setFields(Map<Integer, Field> counted) {
    fields = new IntTable<>(counted);
    empty = counted.isEmpty();
  }

  private static boolean holdsMessage(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
  }

  private static int wireTypeOf(FieldDescriptor field) {
    return switch (field.getType()) {
      case DOUBLE, FIXED64, SFIXED64 -> WireFormat.WIRETYPE_FIXED64;
      case FLOAT, FIXED32, SFIXED32 -> WireFormat.WIRETYPE_FIXED32;
      case INT32, INT64, UINT32, UINT64, SINT32, SINT64, BOOL, ENUM -> WireFormat.WIRETYPE_VARINT;
      case STRING, BYTES, MESSAGE -> WireFormat.WIRETYPE_LENGTH_DELIMITED;
      case GROUP -> WireFormat.WIRETYPE_START_GROUP;
    };
  }

  private static Packing packingOf(FieldDescriptor field) {
    return switch (wireTypeOf(field)) {
      case WireFormat.WIRETYPE_VARINT -> Packing.VARINT;
      case WireFormat.WIRETYPE_FIXED32 -> Packing.FIXED32;
      case WireFormat.WIRETYPE_FIXED64 -> Packing.FIXED64;
      default -> Packing.NONE;
    };
  }

  /// What the elements of a packed field look like.
  enum Packing {
    NONE,
    VARINT,
    FIXED32,
    FIXED64
  }

  /// A field to count.
  ///
  /// @param wireType of one element that stands alone
  /// @param nested the plan of the message that it holds, or null when it holds none
  /// @param packing what many elements in one piece look like
  record Field(int wireType, @Nullable ElementPlan nested, Packing packing) {
    boolean isPacked(int wireTypeSeen) {
      return packing != Packing.NONE && wireTypeSeen == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }
  }
}
