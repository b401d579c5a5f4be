package dev.wharf.protocol;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;

/// Makes messages of bodies, within [ParseLimits]. Immutable, thread-safe.
///
/// The body is copied out of direct memory into the thread's scratch array first: protobuf reads an
/// array twice as fast, and with half the garbage.
final class BodyParser {
  private final ParseLimits limits;

  BodyParser(ParseLimits limits) {
    this.limits = limits;
  }

  /// @throws MalformedBodyException when the body does not parse or breaks a limit
  <P extends Message> P parse(Parser<P> parser, ElementPlan plan, Frame frame) {
    Scratch scratch = Scratch.current();
    byte[] body = scratch.bytes(frame.bodyBytes());
    frame.copyBody(body);
    return parse(parser, plan, scratch.elementScan(), body, frame.bodyBytes());
  }

  <P extends Message> P parse(
      Parser<P> parser, ElementPlan plan, ElementScan scan, byte[] body, int length) {
    if (!plan.isEmpty()) {
      scan.count(plan, body, length, limits);
    }
    try {
      return parse(parser, body, length);
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedBodyException(reasonOf(e));
    }
  }

  private <P extends Message> P parse(Parser<P> parser, byte[] body, int length)
      throws InvalidProtocolBufferException {
    CodedInputStream input = CodedInputStream.newInstance(body, 0, length);
    input.setRecursionLimit(limits.maxDepth());
    P packet = parser.parseFrom(input, ExtensionRegistryLite.getEmptyRegistry());
    input.checkLastTagWas(0);
    return packet;
  }

  /// protobuf's messages are fixed sentences, with nothing of the body in them.
  private static String reasonOf(InvalidProtocolBufferException e) {
    String message = e.getMessage();
    return message == null ? "not a protobuf message" : message;
  }
}
