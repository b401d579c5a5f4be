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

/// Passes every frame on unchanged, as a packet of its own. It does not use protobuf.
class FrameEcho implements SessionHandler {
  /// Sends every frame back.
  static final Route BACK = (session, id, packet) -> session.send(packet);

  private final Route route;
  private final FrameParser frames =
      new FrameParser(HeaderFormat.SERVER_CORE, EchoServer.MAX_FRAME_BYTES);

  /// The receivers of a frame.
  @FunctionalInterface
  interface Route {
    void send(Session session, int id, SendBuffer packet);
  }

  FrameEcho(Route route) {
    this.route = route;
  }

  /// Creates the handlers of one server. Broadcast frames go to all of its sessions, other frames
  /// go back.
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

  /// Sends the bytes before the position. Does not change the buffer.
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
