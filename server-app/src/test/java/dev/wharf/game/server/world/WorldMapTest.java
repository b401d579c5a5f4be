package dev.wharf.game.server.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.proto.Wall;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorldMapTest {
  private static final Wall WALL =
      Wall.newBuilder().setLeft(10).setTop(20).setRight(30).setBottom(40).build();
  private static final WorldMap MAP = new WorldMap(100, 50, 3, List.of(WALL));

  @ParameterizedTest
  @CsvSource({
    "0,0, 99,0, true",
    "0,0, 100,0, false",
    "0,0, 0,-1, false",
    "0,0, 0,50, false",
    "9,30, 31,30, false",
    "9,0, 9,49, true",
    "10,0, 10,49, false",
    "31,0, 31,49, true",
    "0,40, 20,41, true",
    "0,25, 30,10, false",
    "0,15, 12,14, true",
    "0,25, 10,20, false",
    "20,30, 20,30, false",
    "5,30, 20,49, false",
    "0,30, 9,49, true"
  })
  void aWayIsClearWhenItMeetsNoWall(int fromX, int fromY, int toX, int toY, boolean isClear) {
    assertThat(MAP.isClear(fromX, fromY, toX, toY)).isEqualTo(isClear);
    if (MAP.isClear(toX, toY, toX, toY)) {
      assertThat(MAP.isClear(toX, toY, fromX, fromY)).isEqualTo(isClear);
    }
  }

  @Test
  void eachPositionBelongsToOneZone() {
    for (int x = 0; x < MAP.width(); x++) {
      int zone = MAP.zoneOf(x);
      assertThat(x).isBetween(MAP.left(zone), MAP.left(zone + 1) - 1);
    }
    assertThat(MAP.left(0)).isZero();
    assertThat(MAP.left(MAP.zones())).isEqualTo(MAP.width());
  }

  @Test
  void freeSpotsAreInTheirZoneAndOutsideOfWalls() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 500; i++) {
      WorldMap.Spot spot = MAP.freeSpot(i % 3, random);
      assertThat(MAP.zoneOf(spot.x())).isEqualTo(i % 3);
      assertThat(MAP.isClear(spot.x(), spot.y(), spot.x(), spot.y())).isTrue();
    }
  }
}
