package dev.wharf.game.tests;

import com.google.protobuf.Message;
import dev.wharf.game.proto.GamePackets;
import dev.wharf.game.tests.FaultyRelay.Frame;
import dev.wharf.game.tests.FaultyRelay.Meddler;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/// Makes meddlers that cause a fault. The fault concerns only the `nth` packet of one kind on one
/// connection, counted from 1.
public final class Faults {
  private Faults() {}

  /// Makes a meddler that passes every packet on unchanged.
  public static Meddler none() {
    return List::of;
  }

  public static Meddler lose(Message kind, int nth) {
    return onNth(kind, nth, _ -> List.of());
  }

  public static Meddler repeat(Message kind, int nth) {
    return onNth(kind, nth, frame -> List.of(frame, frame));
  }

  /// Makes a meddler that changes one bit of the packet's last byte, which belongs to the packet's
  /// content.
  public static Meddler corrupt(Message kind, int nth) {
    return onNth(kind, nth, frame -> List.of(flipped(frame)));
  }

  /// Makes a meddler that changes fields of the packet.
  ///
  /// @param change returns the changed packet
  public static <P extends Message> Meddler rewrite(P kind, int nth, UnaryOperator<P> change) {
    return onNth(kind, nth, frame -> List.of(rewritten(kind, frame, change)));
  }

  /// Makes a meddler that delays the packet until the next packet of its kind has passed.
  public static Meddler swap(Message kind, int nth) {
    return new Swap(idOf(kind), nth);
  }

  /// Makes a meddler that ends the connection instead of passing the packet on.
  public static Meddler cut(Message kind, int nth) {
    return onNth(
        kind,
        nth,
        _ -> {
          throw new IOException("cut");
        });
  }

  /// Makes a meddler that runs an action before it passes the packet on.
  public static Meddler before(Message kind, int nth, Runnable action) {
    return onNth(
        kind,
        nth,
        frame -> {
          action.run();
          return List.of(frame);
        });
  }

  private static Meddler onNth(Message kind, int nth, Meddler action) {
    return new Meddler() {
      private final int id = idOf(kind);
      private int seen;

      @Override
      public List<Frame> pass(Frame frame) throws IOException {
        return frame.id() == id && ++seen == nth ? action.pass(frame) : List.of(frame);
      }
    };
  }

  private static int idOf(Message kind) {
    return GamePackets.CATALOG.kindOf(kind).id();
  }

  private static Frame flipped(Frame frame) {
    byte[] body = frame.body().clone();
    body[body.length - 1] ^= 1;
    return new Frame(frame.id(), body);
  }

  @SuppressWarnings("unchecked")
  private static <P extends Message> Frame rewritten(P kind, Frame frame, UnaryOperator<P> change)
      throws IOException {
    P packet = (P) kind.getParserForType().parseFrom(frame.body());
    return new Frame(frame.id(), change.apply(packet).toByteArray());
  }

  private static final class Swap implements Meddler {
    private final int id;
    private final int nth;
    private int seen;
    private Frame held;

    Swap(int id, int nth) {
      this.id = id;
      this.nth = nth;
    }

    @Override
    public List<Frame> pass(Frame frame) {
      if (frame.id() != id) {
        return List.of(frame);
      }
      seen++;
      if (seen == nth) {
        held = frame;
        return List.of();
      }
      return seen == nth + 1 ? List.of(frame, held) : List.of(frame);
    }
  }
}
