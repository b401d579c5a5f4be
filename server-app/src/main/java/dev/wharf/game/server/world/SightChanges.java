package dev.wharf.game.server.world;

import dev.wharf.game.proto.Appeared;
import dev.wharf.game.proto.SightChanged;
import dev.wharf.game.proto.StateChanged;
import dev.wharf.server.player.GameSession;
import org.jspecify.annotations.Nullable;

/// Sends one player which objects have come into its sight, have gone, or have changed. Allocates
/// nothing while nothing changes.
///
/// Not thread-safe: confined to the queue of its zone.
final class SightChanges {
  /// The most entries of one packet, so that it stays far below the frame limit.
  private static final int MOST_IN_PACKET = 32;

  private SightChanged.@Nullable Builder packet;
  private @Nullable GameSession receiver;
  private int tick;
  private int entries;

  /// Begins the changes of a player at a tick.
  void begin(GameSession session, int atTick) {
    receiver = session;
    tick = atTick;
    packet = null;
    entries = 0;
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

  private SightChanged.Builder next() {
    if (entries == MOST_IN_PACKET) {
      send();
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
  void send() {
    SightChanged.Builder complete = packet;
    packet = null;
    entries = 0;
    if (complete != null && receiver != null) {
      receiver.send(complete);
    }
  }
}
