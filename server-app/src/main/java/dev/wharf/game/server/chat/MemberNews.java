package dev.wharf.game.server.chat;

import dev.wharf.server.player.Player;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who came and went since a room's last tick, for those members that do not know it from the list
/// they got when they joined. Bounded: what is more than [#MOST] is dropped, and counted.
///
/// It counts comings and goings, as its own time: a member knows what was before it came.
///
/// Of the room's jobs alone.
final class MemberNews {
  /// The most that is told in one tick.
  static final int MOST = 256;

  private List<Item> items = new ArrayList<>();
  private long time;
  private long dropped;

  /// Somebody came or went.
  ///
  /// @param from members that came at this time or later are to be told
  /// @param until and before this time
  record Item(Player player, boolean came, long from, long until) {
    boolean isFor(long cameAt) {
      return from <= cameAt && cameAt < until;
    }
  }

  /// A player came.
  ///
  /// @return when
  long came(Player player) {
    add(new Item(player, true, 0, ++time));
    return time;
  }

  /// A player went. One that came since the last tick is told to those only that came in between,
  /// and have seen it.
  void went(Player player) {
    Item coming = takeComing(player);
    add(new Item(player, false, coming == null ? 0 : coming.until(), ++time));
  }

  /// What there is to tell, in order; from now on there is nothing.
  List<Item> take() {
    List<Item> taken = items;
    if (!taken.isEmpty()) {
      items = new ArrayList<>();
    }
    return taken;
  }

  /// How much was dropped since the last call.
  long takeDropped() {
    long taken = dropped;
    dropped = 0;
    return taken;
  }

  private void add(Item item) {
    if (items.size() < MOST) {
      items.add(item);
    } else {
      dropped++;
    }
  }

  private @Nullable Item takeComing(Player player) {
    for (int i = items.size() - 1; i >= 0; i--) {
      if (items.get(i).came() && items.get(i).player().id() == player.id()) {
        return items.remove(i);
      }
    }
    return null;
  }
}
