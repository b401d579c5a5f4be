package dev.wharf.protocol.body;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.wharf.protocol.ParseLimits;
import dev.wharf.protocol.frame.FrameResult.Frame;

/// Parses packet bodies into messages, and checks the [ParseLimits]. Immutable, thread-safe.
///
/// The parser first copies the body from direct memory into an array that belongs to the calling
/// thread, because protobuf reads an array twice as fast as direct memory, and creates half the
/// garbage.
public final class BodyParser {
  private final ParseLimits limits;

  /// Creates a parser with the given limits.
  public BodyParser(ParseLimits limits) {
    this.limits = limits;
  }

  /// Parses the body of a frame.
  ///
  /// @param plan the plan of the message type that the parser reads
  /// @throws MalformedBodyException when the body does not parse or breaks a limit
  public <P extends Message> P parse(Parser<P> parser, ElementPlan plan, Frame frame) {
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

  /// Returns the reason why protobuf could not read a body. The messages of protobuf's exceptions
  /// are fixed texts, so the reason contains nothing of the body.
  private static String reasonOf(InvalidProtocolBufferException e) {
    String message = e.getMessage();
    return message == null ? "not a protobuf message" : message;
  }
}
