package dev.wharf.game.server.world;

import dev.wharf.server.config.Checked;
import dev.wharf.server.config.Checks;
import dev.wharf.server.config.Default;
import dev.wharf.server.config.Key;
import dev.wharf.server.config.Range;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.config.Settings;
import java.time.Duration;

/// The size of the world, and its limits.
@Settings("world")
public record WorldSettings(
    @Key("the width of the world in metres") @Default("600") @Range("20..1600") int width,
    @Key("the height of the world in metres") @Default("400") @Range("20..1600") int height,
    @Key("the number of zones, which run side by side") @Default("2") @Range("1..16") int zones,
    @Key("the most players in one zone") @Default("5000") @Range("1..100000") int maxPlayers,
    @Key("the walkers that the server moves, in each zone") @Default("50") @Range("0..10000")
        int walkers,
    @Key("the most objects that the game adds to a zone, besides its walkers")
        @Default("1000")
        @Range("0..100000")
        int maxObjects,
    @Key("how far a player sees, in metres") @Default("30") @Range("1..500") int sight,
    @Key("the most objects that a player sees: the nearest ones") @Default("100") @Range("1..1000")
        int mostInSight,
    @Key("the largest speed of a player, in metres a second") @Default("6") @Range("1..100")
        int speed,
    @Key("the most clients that may watch the whole world from outside; 0 for none")
        @Default(value = "0", inDevelopment = "10")
        @Range("0..1000")
        int maxWatchers,
    @Key("the time between two ticks of a zone") @Default("50ms") @Range("20ms..1s") Duration tick)
    implements Checked {
  /// The units of a metre.
  static final int UNITS = 20;

  /// The most bytes of one object in a snapshot: three numbers of at most five bytes.
  private static final int BYTES_IN_SNAPSHOT = 15;

  /// The most bytes of a wall: four numbers of at most three bytes, their tags, and a tag and a
  /// length for all.
  private static final int BYTES_OF_WALL = 18;

  private static final int BYTES_WITHOUT_OBJECTS = 64;

  private static final double NANOS = 1e9;

  /// Returns the largest speed of a player, in units a second.
  int unitsPerSecond() {
    return speed * UNITS;
  }

  /// Returns the distance that a player may walk in a tick.
  double unitsPerTick() {
    return unitsPerSecond() * (tick.toNanos() / NANOS);
  }

  @Override
  public void check(Checks checks) {
    int most = BYTES_WITHOUT_OBJECTS + mostInSight * BYTES_IN_SNAPSHOT;
    int frame = checks.of(ServerConfig.Session.class).maxSentFrameBytes();
    checks.errorIf(
        most > frame,
        "world.most-in-sight",
        "a snapshot of them may have %d bytes, more than session.max-sent-frame-bytes (%d)"
            .formatted(most, frame));
    int walls = BYTES_WITHOUT_OBJECTS + WorldMap.of(this).walls().size() * BYTES_OF_WALL;
    checks.errorIf(
        walls > frame,
        "world.width",
        "the packet with the walls of a world of %d m by %d m may have %d bytes, more than session.max-sent-frame-bytes (%d)"
            .formatted(width, height, walls, frame));
    checks.errorIf(
        zones > 1 && width / zones < sight,
        "world.zones",
        "a zone would be %d m wide, less than world.sight (%d m)".formatted(width / zones, sight));
  }
}
