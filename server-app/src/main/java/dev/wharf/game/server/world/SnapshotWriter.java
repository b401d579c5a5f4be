package dev.wharf.game.server.world;

import dev.wharf.game.proto.GamePackets;
import dev.wharf.game.proto.Snapshot;
import dev.wharf.protocol.catalog.PacketKind;
import dev.wharf.server.sight.PositionHistory;
import dev.wharf.server.sight.Sight;

/// Writes [Snapshot] packets, as protobuf does, but without an object for each of them: a zone
/// writes thousands of them in each tick.
///
/// Not thread-safe: confined to the queue of its zone.
final class SnapshotWriter {
  private static final PacketKind KIND = GamePackets.CATALOG.kindOf(Snapshot.getDefaultInstance());

  /// The most bytes of a protobuf number of 32 bits.
  private static final int MOST_OF_NUMBER = 5;

  private static final int BYTES_OF_THE_REST = 64;

  /// The type of a field that has a length, such as a packed list.
  private static final int DELIMITED = 2;

  private static final int TYPE_BITS = 3;

  private final PositionHistory history;
  private final Numbers gaps;
  private final Numbers dx;
  private final Numbers dy;
  private final Numbers body;

  /// Numbers of variable length, as protobuf writes them.
  private static final class Numbers {
    private static final int MORE = 0x80;
    private static final int BITS = 7;

    final byte[] bytes;
    int length;

    Numbers(int capacity) {
      bytes = new byte[capacity];
    }

    void add(int number) {
      int rest = number;
      while ((rest & -MORE) != 0) {
        bytes[length++] = (byte) (rest | MORE);
        rest >>>= BITS;
      }
      bytes[length++] = (byte) rest;
    }

    /// Adds a number so that small negative ones are short, too.
    void addSigned(int number) {
      add((number << 1) ^ (number >> (Integer.SIZE - 1)));
    }

    void addAll(Numbers others) {
      System.arraycopy(others.bytes, 0, bytes, length, others.length);
      length += others.length;
    }
  }

  /// Creates a writer for a zone.
  ///
  /// @param most the most objects that a player sees
  SnapshotWriter(PositionHistory history, int most) {
    this.history = history;
    gaps = new Numbers(most * MOST_OF_NUMBER);
    dx = new Numbers(most * MOST_OF_NUMBER);
    dy = new Numbers(most * MOST_OF_NUMBER);
    body = new Numbers(most * MOST_OF_NUMBER * 3 + BYTES_OF_THE_REST);
  }

  /// Sends a player where everything in its sight is at a tick.
  ///
  /// @return the bytes of the packet
  int send(Traveller viewer, int tick) {
    int baseTick = viewer.baseTick(history, tick);
    collect(viewer.sight(), baseTick, tick);
    body.length = 0;
    number(Snapshot.TICK_FIELD_NUMBER, tick);
    number(Snapshot.BASE_TICK_FIELD_NUMBER, baseTick);
    number(Snapshot.INPUT_FIELD_NUMBER, viewer.input());
    number(Snapshot.X_FIELD_NUMBER, viewer.x());
    number(Snapshot.Y_FIELD_NUMBER, viewer.y());
    list(Snapshot.GAPS_FIELD_NUMBER, gaps);
    list(Snapshot.DX_FIELD_NUMBER, dx);
    list(Snapshot.DY_FIELD_NUMBER, dy);
    var _ = viewer.session().sendRaw(KIND.id(), body.bytes, body.length, KIND.sendPolicy());
    return body.length;
  }

  private void collect(Sight sight, int baseTick, int tick) {
    gaps.length = 0;
    dx.length = 0;
    dy.length = 0;
    int last = 0;
    for (int i = 0; i < sight.count(); i++) {
      int object = sight.object(i);
      int base = baseTick == 0 ? 0 : Math.max(baseTick, sight.since(i));
      int movedX = history.x(object, tick) - (base == 0 ? 0 : history.x(object, base));
      int movedY = history.y(object, tick) - (base == 0 ? 0 : history.y(object, base));
      if (movedX != 0 || movedY != 0 || base == 0) {
        gaps.add(object - last);
        dx.addSigned(movedX);
        dy.addSigned(movedY);
        last = object;
      }
    }
  }

  private void number(int field, int value) {
    if (value != 0) {
      body.add(field << TYPE_BITS);
      body.add(value);
    }
  }

  private void list(int field, Numbers values) {
    if (values.length > 0) {
      body.add((field << TYPE_BITS) | DELIMITED);
      body.add(values.length);
      body.addAll(values);
    }
  }
}
