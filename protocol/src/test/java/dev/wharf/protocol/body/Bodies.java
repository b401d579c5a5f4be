package dev.wharf.protocol.body;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import com.google.protobuf.WireFormat;
import dev.wharf.protocol.ParseLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/// Makes encoded bodies for the tests of the parser and the scan.
public final class Bodies {
  private Bodies() {}

  static <P extends Message> P parse(Class<P> type, byte[] body, ParseLimits limits) {
    return parse(type, body, body.length, limits);
  }

  static <P extends Message> P parse(Class<P> type, byte[] body, int length, ParseLimits limits) {
    return new BodyParser(limits)
        .parse(GeneratedMessages.parserOf(type), planOf(type), new ElementScan(), body, length);
  }

  static int count(Class<? extends Message> type, byte[] body, ParseLimits limits) {
    return new ElementScan().count(planOf(type), body, body.length, limits);
  }

  static ElementPlan planOf(Class<? extends Message> type) {
    Message instance = GeneratedMessages.instanceOf(type);
    if (instance == null) {
      throw new IllegalArgumentException(type.getName());
    }
    return ElementPlan.of(instance.getDescriptorForType());
  }

  /// Returns a body of nested messages, `depth` levels deep. Each message is in the field `number`
  /// of the message around it.
  static byte[] nested(int number, int depth) {
    ByteString body = ByteString.EMPTY;
    for (int i = 0; i < depth; i++) {
      body = field(number, Field.newBuilder().addLengthDelimited(body)).toByteString();
    }
    return body.toByteArray();
  }

  /// Returns the same nesting as [#nested], encoded as groups: each message stands between two
  /// tags.
  static byte[] nestedGroups(int number, int depth) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    writeTags(body, number, WireFormat.WIRETYPE_START_GROUP, depth);
    writeTags(body, number, WireFormat.WIRETYPE_END_GROUP, depth);
    return body.toByteArray();
  }

  private static void writeTags(OutputStream body, int number, int wireType, int times) {
    try {
      CodedOutputStream output = CodedOutputStream.newInstance(body);
      for (int i = 0; i < times; i++) {
        output.writeTag(number, wireType);
      }
      output.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns a body in which the field `number` occurs `times` times, each time with the same
  /// content.
  public static byte[] repeated(int number, int times, String content) {
    Field.Builder field = Field.newBuilder();
    for (int i = 0; i < times; i++) {
      field.addLengthDelimited(ByteString.copyFromUtf8(content));
    }
    return field(number, field).toByteArray();
  }

  static UnknownFieldSet field(int number, Field.Builder field) {
    return UnknownFieldSet.newBuilder().addField(number, field.build()).build();
  }
}
