package dev.wharf.protocol.route;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.wharf.protocol.PacketHandler;
import dev.wharf.protocol.PacketSession;
import dev.wharf.protocol.RawPacketHandler;
import dev.wharf.protocol.body.BodyParser;
import dev.wharf.protocol.body.ElementPlan;
import dev.wharf.protocol.catalog.PacketKind;
import dev.wharf.protocol.frame.FrameResult.Frame;
import java.nio.ByteBuffer;

/// Says what happens to the received packets with one id. Immutable.
public sealed interface Route<S extends PacketSession> {
  /// Returns the packet's name and id, for logs and error messages.
  String packet();

  /// A route that parses the packet and calls its handler.
  ///
  /// @param states the session states in which the packet is accepted
  /// @param plan says which elements of a body are counted before the body is parsed
  record Typed<S extends PacketSession, P extends Message>(
      String packet,
      StateSet states,
      Parser<P> parser,
      ElementPlan plan,
      PacketHandler<? super S, ? super P> handler)
      implements Route<S> {
    /// Parses the body of one packet, and calls the handler. Throws what the parser and the handler
    /// throw.
    public void handle(S session, Frame frame, BodyParser bodies) {
      handler.handle(session, bodies.parse(parser, plan, frame));
    }
  }

  /// A route that passes the bytes of the packet's body to the handler.
  ///
  /// @param states the session states in which the packet is accepted
  record Raw<S extends PacketSession>(
      String packet, StateSet states, RawPacketHandler<? super S> handler) implements Route<S> {
    /// Calls the handler with the body of one packet. Restores the position and the limit of the
    /// receive buffer, because the handler may change both.
    public void handle(S session, Frame frame) {
      ByteBuffer source = frame.source();
      int next = source.position();
      int end = source.limit();
      try {
        handler.handle(session, frame.showBody());
      } finally {
        source.limit(end).position(next);
      }
    }
  }

  /// A route that ignores the packet without parsing it.
  record Ignored<S extends PacketSession>(String packet) implements Route<S> {}

  /// A route that refuses the packet, because only the side that received the packet may send it.
  record Misdirected<S extends PacketSession>(PacketKind kind) implements Route<S> {
    @Override
    public String packet() {
      return kind.toString();
    }
  }
}
