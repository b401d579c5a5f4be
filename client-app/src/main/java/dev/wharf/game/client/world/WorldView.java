package dev.wharf.game.client.world;

import dev.wharf.game.proto.Appeared;
import dev.wharf.game.proto.EnterWorldReply;
import dev.wharf.game.proto.SightChanged;
import dev.wharf.game.proto.Snapshot;
import dev.wharf.game.proto.ZoneEntered;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A client's picture of the world: its own position and the objects in sight, after each packet of
/// the server.
///
/// Not thread-safe: the client's worker uses it.
public final class WorldView {
  /// The snapshots that a client keeps, so that the server can send differences to them.
  private static final int KEPT = 64;

  private final Map<Integer, Seen> objects = new TreeMap<>();
  private @Nullable EnterWorldReply world;
  private int entry;
  private int zone;
  private int object;
  private int x;
  private int y;
  private int tick;
  private int heardAt;
  private Map<Integer, String> heard = Map.of();

  /// An object in sight, and where it was at the snapshots that the client keeps.
  public static final class Seen {
    private final Appeared appeared;
    private final int since;
    private final int[] ticks = new int[KEPT];
    private final int[] xs = new int[KEPT];
    private final int[] ys = new int[KEPT];
    private int x;
    private int y;

    private Seen(Appeared appeared, int since) {
      this.appeared = appeared;
      this.since = since;
      this.x = appeared.getX();
      this.y = appeared.getY();
    }

    /// Returns what the server has said of the object.
    public Appeared appeared() {
      return appeared;
    }

    /// Returns where the object was at the last snapshot.
    public int x() {
      return x;
    }

    /// Returns where the object was at the last snapshot.
    public int y() {
      return y;
    }

    /// Moves the object to its base plus a difference.
    ///
    /// @return false when the client does not know the base
    private boolean move(int baseTick, int dx, int dy, int tick) {
      int place = baseTick & (KEPT - 1);
      boolean isFromAppearance = baseTick != 0 && since > baseTick;
      if (baseTick != 0 && !isFromAppearance && ticks[place] != baseTick) {
        return false;
      }
      x = dx + (baseTick == 0 ? 0 : isFromAppearance ? appeared.getX() : xs[place]);
      y = dy + (baseTick == 0 ? 0 : isFromAppearance ? appeared.getY() : ys[place]);
      int next = tick & (KEPT - 1);
      ticks[next] = tick;
      xs[next] = x;
      ys[next] = y;
      return true;
    }
  }

  /// Creates the view of a client that is not in the world.
  public WorldView() {}

  /// Handles the reply to the request to enter.
  public void apply(EnterWorldReply reply) {
    world = reply;
  }

  /// Forgets everything, because the client is in another zone.
  public void apply(ZoneEntered entered) {
    objects.clear();
    tick = 0;
    entry = entered.getEntry();
    zone = entered.getZone();
    object = entered.getObject();
    x = entered.getX();
    y = entered.getY();
  }

  /// Adds and removes objects.
  ///
  /// @return null, or what is wrong with the packet
  public @Nullable String apply(SightChanged changes) {
    for (int gone : changes.getVanishedList()) {
      if (objects.remove(gone) == null) {
        return "object " + gone + " has vanished, but was not in sight";
      }
    }
    for (Appeared one : changes.getAppearedList()) {
      if (objects.put(one.getObject(), new Seen(one, changes.getTick())) != null) {
        return "object " + one.getObject() + " has appeared, but was in sight";
      }
    }
    hear(changes);
    return null;
  }

  /// Keeps what was said at the latest tick.
  private void hear(SightChanged changes) {
    if (changes.getSaidCount() > 0) {
      Map<Integer, String> all = new HashMap<>(heardAt == changes.getTick() ? heard : Map.of());
      changes.getSaidList().forEach(each -> all.put(each.getObject(), each.getText()));
      heard = all;
      heardAt = changes.getTick();
    }
  }

  /// Moves the client and the objects in sight.
  ///
  /// @return null, or what is wrong with the packet
  public @Nullable String apply(Snapshot snapshot) {
    x = snapshot.getX();
    y = snapshot.getY();
    tick = snapshot.getTick();
    int listed = 0;
    int next = listed < snapshot.getGapsCount() ? snapshot.getGaps(listed) : -1;
    for (Map.Entry<Integer, Seen> each : objects.entrySet()) {
      boolean isListed = each.getKey() == next;
      int dx = isListed ? snapshot.getDx(listed) : 0;
      int dy = isListed ? snapshot.getDy(listed) : 0;
      if (!each.getValue().move(snapshot.getBaseTick(), dx, dy, tick)) {
        return "object " + each.getKey() + " has no position at tick " + snapshot.getBaseTick();
      }
      if (isListed) {
        listed++;
        next = listed < snapshot.getGapsCount() ? next + snapshot.getGaps(listed) : -1;
      }
    }
    return listed == snapshot.getGapsCount() ? null : "object " + next + " is not in sight";
  }

  /// Returns what the server has said of the world; null before the client is in it.
  public @Nullable EnterWorldReply world() {
    return world;
  }

  /// Returns the number of the last [ZoneEntered].
  public int entry() {
    return entry;
  }

  /// Returns the zone in which the client is.
  public int zone() {
    return zone;
  }

  /// Returns the client's own number in its zone.
  public int object() {
    return object;
  }

  /// Returns the client's own position.
  public int x() {
    return x;
  }

  /// Returns the client's own position.
  public int y() {
    return y;
  }

  /// Returns the tick of the last snapshot since the client has entered the zone; 0 for none.
  public int tick() {
    return tick;
  }

  /// Returns what was said at the tick of the last snapshot, by the numbers of the speakers.
  public Map<Integer, String> heard() {
    return heardAt == tick ? heard : Map.of();
  }

  /// Returns the objects in sight, by their numbers.
  public Map<Integer, Seen> objects() {
    return objects;
  }
}
