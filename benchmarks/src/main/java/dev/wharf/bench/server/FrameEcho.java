package dev.wharf.bench.server;

import dev.wharf.engine.Session;
import dev.wharf.engine.SessionHandler;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.protocol.Frame;
import dev.wharf.protocol.FrameParser;
import dev.wharf.protocol.HeaderFormat;
import dev.wharf.protocol.Malformed;
import dev.wharf.protocol.NeedMore;
import java.nio.ByteBuffer;

/// Sends every frame back as it came, as a packet of its own; knows no protobuf.
final class FrameEcho implements SessionHandler {
  private final FrameParser frames =
      new FrameParser(HeaderFormat.SERVER_CORE, EchoServer.MAX_FRAME_BYTES);

  @Override
  public void onReceived(Session session, ByteBuffer received) {
    boolean more = true;
    while (more) {
      more =
          switch (frames.next(received)) {
            case Frame frame -> echo(session, received, frame.frameBytes());
            case NeedMore _ -> false;
            case Malformed malformed -> refuse(session, malformed);
          };
    }
  }

  /// Sends the bytes before the position, and leaves the buffer as it was.
  private static boolean echo(Session session, ByteBuffer received, int size) {
    int end = received.position();
    int limit = received.limit();
    received.limit(end).position(end - size);
    try (SendBuffer packet = session.sendBuffers().acquire(size)) {
      session.send(packet.writeBytes(received).seal());
    }
    received.limit(limit);
    return true;
  }

  private static boolean refuse(Session session, Malformed malformed) {
    session.close(malformed.closeReason(), malformed.detail());
    return false;
  }
}
