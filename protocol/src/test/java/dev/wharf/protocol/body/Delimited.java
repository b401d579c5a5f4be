package dev.wharf.protocol.body;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.DynamicMessage;
import dev.wharf.protocol.ParseLimits;

/// A message that contains messages of its own type as groups, which stand between two tags. Field
/// 1 contains one group, and field 2 is repeated. The class is written by hand, because protoc's
/// code for groups compiles only with warnings.
final class Delimited {
  private static final Descriptor DESCRIPTOR = describe();

  private Delimited() {}

  static DynamicMessage parse(byte[] body, ParseLimits limits) {
    var parser = DynamicMessage.getDefaultInstance(DESCRIPTOR).getParserForType();
    return new BodyParser(limits)
        .parse(
            DiscardUnknownFieldsParser.wrap(parser),
            ElementPlan.of(DESCRIPTOR),
            new ElementScan(),
            body,
            body.length);
  }

  private static Descriptor describe() {
    DescriptorProto message =
        DescriptorProto.newBuilder()
            .setName("Delimited")
            .addField(group("inner", 1, FieldDescriptorProto.Label.LABEL_OPTIONAL))
            .addField(group("more", 2, FieldDescriptorProto.Label.LABEL_REPEATED))
            .build();
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder().setName("delimited.proto").addMessageType(message).build();
    try {
      return FileDescriptor.buildFrom(file, new FileDescriptor[0]).getMessageTypes().getFirst();
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FieldDescriptorProto group(
      String name, int number, FieldDescriptorProto.Label label) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setLabel(label)
        .setType(FieldDescriptorProto.Type.TYPE_GROUP)
        .setTypeName(".Delimited")
        .build();
  }
}
