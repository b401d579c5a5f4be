package dev.wharf.server.sight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SightTest {
  private final Sight sight = new Sight();

  @Test
  void findsWhatHasComeAndWhatHasGone() {
    SplittableRandom random = new SplittableRandom(1);
    Map<Integer, Integer> since = new HashMap<>();
    for (int tick = 1; tick < 500; tick++) {
      Set<Integer> now = new TreeSet<>();
      int wanted = random.nextInt(60);
      while (now.size() < wanted) {
        now.add(random.nextInt(80));
      }
      Set<Integer> gone = new HashSet<>(since.keySet());
      gone.removeAll(now);
      int entered = now.size() - since.size() + gone.size();
      since.keySet().retainAll(now);
      for (int object : now) {
        since.putIfAbsent(object, tick);
      }
      sight.update(now.stream().mapToInt(Integer::intValue).toArray(), now.size(), tick);
      assertThat(left()).isEqualTo(gone);
      assertThat(sight.enteredCount()).isEqualTo(entered);
      assertThat(seen()).isEqualTo(since);
    }
  }

  private Set<Integer> left() {
    Set<Integer> all = new HashSet<>();
    for (int i = 0; i < sight.leftCount(); i++) {
      all.add(sight.left(i));
    }
    return all;
  }

  private Map<Integer, Integer> seen() {
    Map<Integer, Integer> all = new HashMap<>();
    for (int i = 0; i < sight.count(); i++) {
      all.put(sight.object(i), sight.since(i));
    }
    return all;
  }

  @Test
  void afterAClearEverythingHasComeAndNothingHasGone() {
    sight.update(new int[] {1, 2}, 2, 1);
    sight.clear();
    sight.update(new int[] {2, 3}, 2, 2);
    assertThat(sight.enteredCount()).isEqualTo(2);
    assertThat(sight.leftCount()).isZero();
    assertThat(sight.hasEntered(0)).isTrue();
  }
}
