package dev.wharf.protocol.body;

import com.google.protobuf.WireFormat;
import dev.wharf.protocol.ParseLimits;
import org.jspecify.annotations.Nullable;

/// Counts the elements of a body before protobuf creates an object for each of them. 4,096 bytes
/// can contain 2,048 empty messages, whose objects take a hundred times the memory of the bytes.
///
/// The scan reads protobuf's wire format like protobuf itself. It cuts over-long varints to 32
/// bits, skips fields of an unexpected wire type, and throws where protobuf throws. Only one thread
/// may use a scan at a time; it uses the same object for all bodies.
final class ElementScan {
  private static final int NO_GROUP = 0;
  private static final int MAX_VARINT_BYTES = 10;

  private byte[] bytes = {};
  private ParseLimits limits = ParseLimits.defaults();
  private int position;
  private int elements;

  /// Counts the elements of the body in the first `length` bytes.
  ///
  /// @return the number of elements
  /// @throws MalformedBodyException when the body has more elements or nests more deeply than the
  ///   limits allow, or is not a protobuf message
  int count(ElementPlan plan, byte[] body, int length, ParseLimits parseLimits) {
    bytes = body;
    limits = parseLimits;
    position = 0;
    elements = 0;
    message(plan, length, 0, NO_GROUP);
    return elements;
  }

  /// Reads the fields of a message up to index `end`, or up to the end tag of the group with the
  /// number `group`.
  private void message(@Nullable ElementPlan plan, int end, int depth, int group) {
    while (position < end) {
      int tag = varint(end);
      int number = WireFormat.getTagFieldNumber(tag);
      int wireType = WireFormat.getTagWireType(tag);
      if (number == 0) {
        throw new MalformedBodyException("field number 0");
      }
      if (wireType == WireFormat.WIRETYPE_END_GROUP) {
        requireEndOf(group, number);
        return;
      }
      field(plan == null ? null : plan.field(number), number, wireType, end, depth);
    }
    if (group != NO_GROUP) {
      throw truncated();
    }
  }

  private void field(
      ElementPlan.@Nullable Field field, int number, int wireType, int end, int depth) {
    if (field != null && field.isPacked(wireType)) {
      packed(field.packing(), end);
    } else if (field != null && field.wireType() == wireType) {
      add(1);
      value(field.nested(), number, wireType, end, depth);
    } else {
      value(null, number, wireType, end, depth);
    }
  }

  /// Reads one value. When `nested` is not null, the value is a message, and the elements inside
  /// are counted, too.
  private void value(@Nullable ElementPlan nested, int number, int wireType, int end, int depth) {
    switch (wireType) {
      case WireFormat.WIRETYPE_VARINT -> varint(end);
      case WireFormat.WIRETYPE_FIXED32 -> skip(4, end);
      case WireFormat.WIRETYPE_FIXED64 -> skip(8, end);
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> delimited(nested, end, depth);
      case WireFormat.WIRETYPE_START_GROUP -> message(nested, end, deeper(depth), number);
      default -> throw new MalformedBodyException("wire type " + wireType);
    }
  }

  private void delimited(@Nullable ElementPlan nested, int end, int depth) {
    int valueEnd = delimitedEnd(end);
    if (nested != null) {
      int inner = deeper(depth);
      if (!nested.isEmpty()) {
        message(nested, valueEnd, inner, NO_GROUP);
      }
    }
    position = valueEnd;
  }

  private void packed(ElementPlan.Packing packing, int end) {
    int valueEnd = delimitedEnd(end);
    add(
        switch (packing) {
          case NONE -> 0;
          case VARINT -> varintsUpTo(valueEnd);
          case FIXED32 -> (valueEnd - position) / 4;
          case FIXED64 -> (valueEnd - position) / 8;
        });
    position = valueEnd;
  }

  /// Returns the number of varints from the present position to `end`. Each varint has exactly one
  /// byte without the continuation bit: its last byte.
  private int varintsUpTo(int end) {
    int count = 0;
    for (int i = position; i < end; i++) {
      count += bytes[i] >= 0 ? 1 : 0;
    }
    return count;
  }

  private void add(int count) {
    elements += count;
    if (elements > limits.maxElements()) {
      throw new MalformedBodyException("more elements than the limit of " + limits.maxElements());
    }
  }

  private int deeper(int depth) {
    if (depth == limits.maxDepth()) {
      throw new MalformedBodyException("nests deeper than the limit of " + limits.maxDepth());
    }
    return depth + 1;
  }

  private int delimitedEnd(int end) {
    int length = varint(end);
    if (length < 0 || length > end - position) {
      throw truncated();
    }
    return position + length;
  }

  private void skip(int length, int end) {
    if (length > end - position) {
      throw truncated();
    }
    position += length;
  }

  private int varint(int end) {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      if (position == end) {
        throw truncated();
      }
      byte next = bytes[position++];
      value |= (next & 0x7FL) << (7 * i);
      if (next >= 0) {
        return (int) value;
      }
    }
    throw new MalformedBodyException("varint longer than " + MAX_VARINT_BYTES + " bytes");
  }

  private static void requireEndOf(int group, int number) {
    if (number != group) {
      throw new MalformedBodyException("group end without its beginning");
    }
  }

  private static MalformedBodyException truncated() {
    return new MalformedBodyException("a field reaches beyond the end");
  }
}
