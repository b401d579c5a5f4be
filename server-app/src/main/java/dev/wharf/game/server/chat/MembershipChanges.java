package dev.wharf.game.server.chat;

import dev.wharf.server.player.Player;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The joining and leaving of members since a room's last tick. Every tick sends these changes to
/// the members whom they concern.
///
/// A member who joins gets a list of the members, and needs no packet about earlier changes. So
/// each change has a number, and a member gets only changes with a higher number than its own
/// joining. Keeps at most [#MOST] changes; further ones are dropped and counted. Only jobs of the
/// room use this object.
final class MembershipChanges {
  /// The most changes that one tick sends.
  static final int MOST = 256;

  private List<Change> changes = new ArrayList<>();
  private long lastNumber;
  private long dropped;

  /// One change: a player has joined or left. The room sends the change to the members whose
  /// joining has a number from `from` (included) to `until` (excluded).
  ///
  /// @param joined true when the player has joined, false when the player has left
  record Change(Player player, boolean joined, long from, long until) {
    boolean isFor(long joinedAt) {
      return from <= joinedAt && joinedAt < until;
    }
  }

  /// Adds the change that a player has joined.
  ///
  /// @return the number of this change
  long joined(Player player) {
    add(new Change(player, true, 0, ++lastNumber));
    return lastNumber;
  }

  /// Adds the change that a player has left. When the player joined since the last tick, the change
  /// about its joining is removed. In this case, only members who joined between these two changes
  /// are told that the player has left, because only their list has the player.
  void left(Player player) {
    Change joining = takeJoining(player);
    add(new Change(player, false, joining == null ? 0 : joining.until(), ++lastNumber));
  }

  /// Removes and returns all changes, the oldest first.
  List<Change> take() {
    List<Change> taken = changes;
    if (!taken.isEmpty()) {
      changes = new ArrayList<>();
    }
    return taken;
  }

  /// Returns the number of changes that were dropped since the last call.
  long takeDropped() {
    long taken = dropped;
    dropped = 0;
    return taken;
  }

  private void add(Change change) {
    if (changes.size() < MOST) {
      changes.add(change);
    } else {
      dropped++;
    }
  }

  private @Nullable Change takeJoining(Player player) {
    for (int i = changes.size() - 1; i >= 0; i--) {
      if (changes.get(i).joined() && changes.get(i).player().id() == player.id()) {
        return changes.remove(i);
      }
    }
    return null;
  }
}
