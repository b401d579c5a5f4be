package dev.wharf.server.sight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SightGridTest {
  private static final int WIDTH = 300;
  private static final int HEIGHT = 200;
  private static final int CAPACITY = 400;

  /// Compares the grid with a search through all pairs.
  @ParameterizedTest
  @CsvSource({"1,5", "30,1", "30,5", "30,400", "299,20", "1000,400"})
  void findsWhatTheRuleSays(int radius, int most) {
    SplittableRandom random = new SplittableRandom(radius * 31L + most);
    SightGrid grid = new SightGrid(WIDTH, HEIGHT, radius, most, CAPACITY);
    for (int step = 0; step < 3_000; step++) {
      int object = random.nextInt(CAPACITY);
      if (random.nextInt(4) == 0) {
        grid.remove(object);
      } else {
        grid.put(object, random.nextInt(WIDTH), random.nextInt(HEIGHT));
      }
      if (step % 50 == 0) {
        int viewer = random.nextInt(CAPACITY);
        if (grid.contains(viewer)) {
          assertThat(seen(grid, viewer)).isEqualTo(rule(grid, viewer, radius, most));
        }
      }
    }
    assertThat(grid.count()).isEqualTo((int) all(grid).count());
  }

  private static int[] seen(SightGrid grid, int viewer) {
    int[] found = new int[grid.most()];
    return Arrays.copyOf(found, grid.seenBy(viewer, found));
  }

  private static int[] rule(SightGrid grid, int viewer, int radius, int most) {
    return all(grid)
        .filter(object -> object != viewer && square(grid, viewer, object) <= radius * radius)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingInt(object -> square(grid, viewer, object))
                .thenComparing(Comparator.naturalOrder()))
        .limit(most)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }

  private static IntStream all(SightGrid grid) {
    return IntStream.range(0, CAPACITY).filter(grid::contains);
  }

  private static int square(SightGrid grid, int a, int b) {
    int dx = grid.x(a) - grid.x(b);
    int dy = grid.y(a) - grid.y(b);
    return dx * dx + dy * dy;
  }

  @Test
  void theBorderOfTheRadiusIsInSight() {
    SightGrid grid = new SightGrid(WIDTH, HEIGHT, 5, 10, 3);
    grid.put(0, 10, 10);
    grid.put(1, 13, 14);
    grid.put(2, 14, 14);
    assertThat(seen(grid, 0)).containsExactly(1);
    assertThat(seen(grid, 1)).containsExactly(0, 2);
  }

  @Test
  void ofEquallyNearObjectsTheSmallerNumberIsNearer() {
    SightGrid grid = new SightGrid(WIDTH, HEIGHT, 5, 2, 4);
    grid.put(3, 10, 10);
    grid.put(0, 11, 11);
    grid.put(1, 9, 10);
    grid.put(2, 11, 10);
    assertThat(seen(grid, 3)).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, WIDTH})
  void refusesAPositionOutside(int x) {
    SightGrid grid = new SightGrid(WIDTH, HEIGHT, 5, 2, 4);
    assertThatThrownBy(() -> grid.put(0, x, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(grid.count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, SightGrid.MOST_SIDE + 1})
  void refusesSidesThatAreTooSmallOrTooLarge(int side) {
    assertThatThrownBy(() -> new SightGrid(side, 1, 1, 1, 1))
        .hasMessageContaining("width must be from 1 to 32000, not " + side);
    assertThatThrownBy(() -> new SightGrid(1, 1, side, 1, 1)).hasMessageContaining("radius");
  }
}
