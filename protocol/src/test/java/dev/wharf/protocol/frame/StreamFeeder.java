package dev.wharf.protocol.frame;

import dev.wharf.protocol.frame.FrameResult.Frame;
import dev.wharf.protocol.frame.FrameResult.Malformed;
import dev.wharf.protocol.frame.FrameResult.NeedMore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// Feeds a stream of bytes to a parser in pieces, as the engine does. Bytes that the parser has not
/// consumed are fed again, before the next piece.
final class StreamFeeder {
  private StreamFeeder() {}

  /// Feeds a stream to a parser until all pieces are fed or the parser finds a malformed frame.
  ///
  /// @param pieceBytes a function from the number of bytes that are left to the length of the next
  ///   piece, which must be at least 1
  /// @return a line for each frame, in the form that [SimpleFrameReader#read] returns
  static List<String> feed(FrameParser parser, byte[] stream, IntUnaryOperator pieceBytes) {
    List<String> found = new ArrayList<>();
    ByteBuffer received = ByteBuffer.allocateDirect(stream.length + 1);
    int given = 0;
    while (given < stream.length) {
      int piece = Math.min(stream.length - given, pieceBytes.applyAsInt(stream.length - given));
      received.put(stream, given, piece).flip();
      given += piece;
      if (!drain(parser, received, found)) {
        return found;
      }
      received.compact();
    }
    return found;
  }

  private static boolean drain(FrameParser parser, ByteBuffer received, List<String> found) {
    while (true) {
      switch (parser.next(received)) {
        case Frame frame -> found.add(lineOf(frame));
        case NeedMore _ -> {
          return true;
        }
        case Malformed malformed -> {
          found.add("malformed " + malformed.frameBytes());
          return false;
        }
      }
    }
  }

  private static String lineOf(Frame frame) {
    byte[] body = new byte[frame.bodyBytes()];
    frame.copyBody(body);
    return Integer.toUnsignedLong(frame.packetId()) + " " + HexFormat.of().formatHex(body);
  }
}
