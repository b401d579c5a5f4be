package dev.wharf.game.server.chat;

import dev.wharf.server.player.Player;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The members who joined or left a room since its last tick. Every tick sends them to the other
/// members.
///
/// A member who joins gets a list of the members, and needs no packet about changes before that. So
/// each change has a number, and a member gets the changes that follow its own joining. Holds at
/// most [#MOST] changes; more are dropped and counted. Confined to the room's jobs.
final class MembershipChanges {
  /// The most changes that one tick sends.
  static final int MOST = 256;

  private List<Change> changes = new ArrayList<>();
  private long lastNumber;
  private long dropped;

  /// A player who joined or left.
  ///
  /// @param from the change goes to members who joined with this number or a later one
  /// @param until and with a number before this one
  record Change(Player player, boolean joined, long from, long until) {
    boolean isFor(long joinedAt) {
      return from <= joinedAt && joinedAt < until;
    }
  }

  /// Adds a player who joined.
  ///
  /// @return the number of this change
  long joined(Player player) {
    add(new Change(player, true, 0, ++lastNumber));
    return lastNumber;
  }

  /// Adds a player who left. When the player joined since the last tick, both changes cancel out.
  /// Then only members who joined in between get it, because the player was on their list.
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

  /// Returns the number of changes dropped since the last call.
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
