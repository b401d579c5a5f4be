package dev.wharf.protocol.body;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import dev.wharf.protocol.util.IntTable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lists the fields of a message type that [ElementScan] must read: repeated fields, whose elements
/// it counts, and fields that contain messages, in which it looks for more fields to count.
/// Immutable once [#of] has returned.
public final class ElementPlan {
  private IntTable<Field> fields = new IntTable<>(Map.of());
  private boolean empty = true;

  private ElementPlan() {}

  /// Creates the plan of a message type from its descriptor.
  public static ElementPlan of(Descriptor message) {
    return planFor(message, new HashMap<>());
  }

  /// Returns whether the message type has nothing to count, because no field is repeated and no
  /// field contains a message.
  boolean isEmpty() {
    return empty;
  }

  /// Returns the field with this number; null when the field is not counted.
  @Nullable Field field(int number) {
    return fields.get(number);
  }

  /// Returns the plan of `message`. Adds a new plan to `known` before the plan has its fields,
  /// because a message type may contain itself.
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

  /// The encodings of the elements of a packed field.
  enum Packing {
    NONE,
    VARINT,
    FIXED32,
    FIXED64
  }

  /// A field whose elements are counted.
  ///
  /// @param wireType the wire type of one element that is not packed
  /// @param nested the plan of the message that the field contains; null when the field contains no
  ///   message
  /// @param packing the encoding of packed elements
  record Field(int wireType, @Nullable ElementPlan nested, Packing packing) {
    boolean isPacked(int wireTypeSeen) {
      return packing != Packing.NONE && wireTypeSeen == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }
  }
}
