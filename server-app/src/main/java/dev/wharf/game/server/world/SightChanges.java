package dev.wharf.game.server.world;

import dev.wharf.game.proto.Appeared;
import dev.wharf.game.proto.Said;
import dev.wharf.game.proto.SightChanged;
import dev.wharf.game.proto.StateChanged;
import dev.wharf.server.player.GameSession;
import org.jspecify.annotations.Nullable;

/// Sends one player which objects have come into its sight, have gone, have changed, or have said
/// something. Allocates nothing while nothing changes.
///
/// Not thread-safe: confined to the queue of its zone.
final class SightChanges {
  /// The most entries of one packet. A text counts as several, because it is longer than a name.
  private static final int MOST_IN_PACKET = 32;

  private static final int ENTRIES_OF_TEXT = 4;
  private static final int MOST_BYTES_OF_ENTRY = 100;

  /// The most bytes of one packet.
  static final int MOST_BYTES = (MOST_IN_PACKET + ENTRIES_OF_TEXT) * MOST_BYTES_OF_ENTRY;

  private SightChanged.@Nullable Builder packet;
  private @Nullable GameSession receiver;
  private int tick;
  private int entries;
  private int bytes;

  /// Begins the changes of a player at a tick.
  void begin(GameSession session, int atTick) {
    receiver = session;
    tick = atTick;
    packet = null;
    entries = 0;
    bytes = 0;
  }

  void vanished(int object) {
    next().addVanished(object);
  }

  void appeared(Appeared object) {
    next().addAppeared(object);
  }

  void changed(int object, int state) {
    next().addChanged(StateChanged.newBuilder().setObject(object).setState(state));
  }

  void said(int object, String text) {
    next().addSaid(Said.newBuilder().setObject(object).setText(text));
    entries += ENTRIES_OF_TEXT - 1;
  }

  private SightChanged.Builder next() {
    if (entries >= MOST_IN_PACKET) {
      sendPacket();
    }
    SightChanged.Builder present = packet;
    if (present == null) {
      present = SightChanged.newBuilder().setTick(tick);
      packet = present;
    }
    entries++;
    return present;
  }

  /// Sends the changes that are not sent yet.
  ///
  /// @return the bytes of all packets since [#begin]
  int send() {
    sendPacket();
    return bytes;
  }

  private void sendPacket() {
    if (packet != null && receiver != null) {
      SightChanged complete = packet.build();
      packet = null;
      entries = 0;
      bytes += complete.getSerializedSize();
      receiver.send(complete);
    }
  }
}
