package dev.wharf.protocol;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.nio.ByteBuffer;

/// What happens to the packets of one id.
sealed interface Route<S extends PacketSession> {
  /// The packet's name and id, for people.
  String packet();

  /// Parsed, then handled.
  record Typed<S extends PacketSession, P extends Message>(
      PacketKind kind,
      StateSet states,
      Parser<P> parser,
      PacketHandler<? super S, ? super P> handler)
      implements Route<S> {
    @Override
    public String packet() {
      return kind.toString();
    }

    void handle(S session, Frame frame, BodyParser bodies) {
      handler.handle(session, bodies.parse(parser, kind.elementPlan(), frame));
    }
  }

  /// Handled as bytes.
  record Raw<S extends PacketSession>(
      String packet, StateSet states, RawPacketHandler<? super S> handler) implements Route<S> {
    void handle(S session, Frame frame) {
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

  /// Passed over, unparsed.
  record Ignored<S extends PacketSession>(String packet) implements Route<S> {}

  /// Only this side may send it, so it must not arrive.
  record Misdirected<S extends PacketSession>(PacketKind kind) implements Route<S> {
    @Override
    public String packet() {
      return kind.toString();
    }
  }
}
