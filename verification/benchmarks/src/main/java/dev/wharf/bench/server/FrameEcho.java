package dev.wharf.bench.server;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.Session;
import dev.wharf.engine.SessionHandler;
import dev.wharf.engine.SessionHandlerFactory;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.protocol.catalog.HeaderFormat;
import dev.wharf.protocol.frame.FrameParser;
import dev.wharf.protocol.frame.FrameResult.Frame;
import dev.wharf.protocol.frame.FrameResult.Malformed;
import dev.wharf.protocol.frame.FrameResult.NeedMore;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Sends every received frame on unchanged, each as a separate packet. Does not use protobuf.
class FrameEcho implements SessionHandler {
  /// Sends a frame back to the session that it came from.
  static final Route BACK = (session, id, packet) -> session.send(packet);

  private final Route route;
  private final FrameParser frames =
      new FrameParser(HeaderFormat.SERVER_CORE, EchoServer.MAX_FRAME_BYTES);

  /// Sends a frame to the sessions that must get it.
  @FunctionalInterface
  interface Route {
    void send(Session session, int id, SendBuffer packet);
  }

  FrameEcho(Route route) {
    this.route = route;
  }

  /// Creates the handlers of a server with broadcasts. Broadcast frames go to all sessions of the
  /// server, other frames back to their sender.
  static SessionHandlerFactory toAll() {
    Set<Session> all = ConcurrentHashMap.newKeySet();
    return session -> {
      all.add(session);
      return new FrameEcho((sender, id, packet) -> broadcast(all, sender, id, packet)) {
        @Override
        public void onDisconnected(Session ended, CloseReason reason) {
          all.remove(ended);
        }
      };
    };
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

  /// Sends the frame that ends at the position of the buffer. Leaves the buffer's position and
  /// limit as they are. Returns true, so that [#onReceived] continues with the next frame.
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

  private static void broadcast(Set<Session> all, Session sender, int id, SendBuffer packet) {
    if (id == EchoServer.BROADCAST_ID) {
      all.forEach(session -> session.send(packet, SendPolicy.KEEP));
    } else {
      sender.send(packet);
    }
  }

  private static boolean refuse(Session session, Malformed malformed) {
    session.close(malformed.closeReason(), malformed.detail());
    return false;
  }
}
