package dev.wharf.swarm.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UserOrderTest {
  @Test
  void everyClientHasOnePlace() {
    assertThat(Users.order(1_000, 7))
        .containsExactlyInAnyOrder(IntStream.range(0, 1_000).toArray());
  }

  @Test
  void theOrderComesFromTheSeedAlone() {
    assertThat(Users.order(50, 5)).isEqualTo(Users.order(50, 5));
    assertThat(Users.order(50, 5)).isNotEqualTo(Users.order(50, 6));
    assertThat(Users.order(50, 5)).isNotEqualTo(IntStream.range(0, 50).toArray());
  }

  @Test
  void anyNumberOfFirstClientsIsSpreadOverTheRound() {
    int[] order = Users.order(1_000, 3);
    for (int there : new int[] {1_000, 500, 100, 10}) {
      int[] places =
          IntStream.range(0, 1_000).filter(place -> order[place] < there).sorted().toArray();
      int widest = IntStream.range(1, there).map(i -> places[i] - places[i - 1]).max().orElse(0);
      assertThat(widest).as(there + " in " + Arrays.toString(places)).isLessThan(3_000 / there);
    }
  }
}
