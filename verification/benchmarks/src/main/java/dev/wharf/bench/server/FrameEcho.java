package dev.wharf.bench.server;

import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.Session;
import dev.wharf.engine.SessionHandler;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.protocol.Frame;
import dev.wharf.protocol.FrameParser;
import dev.wharf.protocol.HeaderFormat;
import dev.wharf.protocol.Malformed;
import dev.wharf.protocol.NeedMore;
import java.nio.ByteBuffer;

/// Sends every frame on as it came, as a packet of its own; knows no protobuf.
final class FrameEcho implements SessionHandler {
  /// Every frame goes back.
  static final Route BACK = (session, id, packet) -> session.send(packet);

  /// Frames for all go to all; the others go back.
  static final Route TO_ALL = FrameEcho::broadcast;

  private final Route route;
  private final FrameParser frames =
      new FrameParser(HeaderFormat.SERVER_CORE, EchoServer.MAX_FRAME_BYTES);

  /// Where a frame goes.
  @FunctionalInterface
  interface Route {
    void send(Session session, int id, SendBuffer packet);
  }

  FrameEcho(Route route) {
    this.route = route;
  }

  @Override
  public void onReceived(Session session, ByteBuffer received) {
    boolean more = true;
    while (more) {
      more =
          switch (frames.next(received)) {
            case Frame frame -> forward(session, received, frame);
            case NeedMore _ -> false;
            case Malformed malformed -> refuse(session, malformed);
          };
    }
  }

  /// Sends the bytes before the position, and leaves the buffer as it was.
  private boolean forward(Session session, ByteBuffer received, Frame frame) {
    int size = frame.frameBytes();
    int end = received.position();
    int limit = received.limit();
    received.limit(end).position(end - size);
    try (SendBuffer packet = session.sendBuffers().acquire(size)) {
      route.send(session, frame.packetId(), packet.writeBytes(received).seal());
    }
    received.limit(limit);
    return true;
  }

  private static void broadcast(Session session, int id, SendBuffer packet) {
    if (id == EchoServer.BROADCAST_ID) {
      session.service().broadcast(packet, SendPolicy.KEEP);
    } else {
      session.send(packet);
    }
  }

  private static boolean refuse(Session session, Malformed malformed) {
    session.close(malformed.closeReason(), malformed.detail());
    return false;
  }
}
