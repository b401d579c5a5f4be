package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.swarm.Outstanding.Asked;
import dev.wharf.swarm.Outstanding.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OutstandingTest {
  private final Outstanding book = new Outstanding();

  @Test
  void tellsWhatEachAnswerIs() {
    for (long number = 5; number < 15; number++) {
      assertThat(book.add(number, number * 100)).isTrue();
    }
    assertThat(book.answer(5)).isEqualTo(new Asked(Kind.IN_ORDER, 500));
    assertThat(book.answer(7)).isEqualTo(new Asked(Kind.IN_ORDER, 700));
    assertThat(book.answer(6)).isEqualTo(new Asked(Kind.LATE, 600));
    assertThat(book.answer(6).kind()).isEqualTo(Kind.BEFORE);
    assertThat(book.answer(4).kind()).isEqualTo(Kind.NEVER);
    assertThat(book.answer(15).kind()).isEqualTo(Kind.NEVER);
    assertThat(book.remove(8)).isTrue();
    assertThat(book.remove(8)).isFalse();
    assertThat(book.isEmpty()).isFalse();
    assertThat(book.abandon()).isEqualTo(6);
    assertThat(book.answer(9).kind()).isEqualTo(Kind.ABANDONED);
  }

  @Test
  void takesSoManyAndNoMore() {
    for (long number = 1; number <= Outstanding.MOST; number++) {
      assertThat(book.add(number, number)).isTrue();
    }
    assertThat(book.add(Outstanding.MOST + 1, 1)).isFalse();
    assertThat(book.answer(Outstanding.MOST).intended()).isEqualTo(Outstanding.MOST);
  }

  @Test
  void agreesWithASimpleModel() {
    SplittableRandom random = new SplittableRandom(4);
    TreeMap<Long, Long> model = new TreeMap<>();
    long next = 1;
    for (int i = 0; i < 20_000; i++) {
      if (model.size() < 50 && random.nextBoolean()) {
        next += random.nextInt(1, 3);
        assertThat(book.add(next, next * 3)).isTrue();
        model.put(next, next * 3);
      } else if (!model.isEmpty()) {
        List<Long> numbers = new ArrayList<>(model.keySet());
        long number = numbers.get(random.nextInt(numbers.size()));
        assertThat(book.answer(number).intended()).isEqualTo(model.remove(number));
      }
      assertThat(book.isEmpty()).isEqualTo(model.isEmpty());
    }
  }
}
