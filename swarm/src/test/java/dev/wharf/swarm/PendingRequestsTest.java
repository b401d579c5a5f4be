package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.SendResult;
import dev.wharf.swarm.PendingRequests.Match;
import dev.wharf.swarm.PendingRequests.Reply;
import dev.wharf.swarm.measure.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PendingRequestsTest {
  private final PendingRequests user = new PendingRequests();

  @Test
  void classifiesEachAnswer() {
    for (long number = 5; number < 15; number++) {
      assertThat(user.add(number, number * 100)).isTrue();
    }
    assertThat(user.answer(5)).isEqualTo(new Match(Reply.IN_ORDER, 500));
    assertThat(user.answer(7)).isEqualTo(new Match(Reply.IN_ORDER, 700));
    assertThat(user.answer(6)).isEqualTo(new Match(Reply.LATE, 600));
    assertThat(user.answer(6).kind()).isEqualTo(Reply.NOT_PENDING);
    assertThat(user.answer(4).kind()).isEqualTo(Reply.NEVER_SENT);
    assertThat(user.answer(15).kind()).isEqualTo(Reply.NEVER_SENT);
    assertThat(user.remove(8)).isTrue();
    assertThat(user.remove(8)).isFalse();
    assertThat(user.isEmpty()).isFalse();
    assertThat(user.abandon()).isEqualTo(6);
    assertThat(user.answer(9).kind()).isEqualTo(Reply.ABANDONED);
  }

  @Test
  void acceptsNoMoreThanItsLimit() {
    for (long number = 1; number <= PendingRequests.MAX; number++) {
      assertThat(user.add(number, number)).isTrue();
    }
    assertThat(user.add(PendingRequests.MAX + 1, 1)).isFalse();
    assertThat(user.answer(PendingRequests.MAX).scheduledAt()).isEqualTo(PendingRequests.MAX);
  }

  @Test
  void countsARequestAsLostOnlyWhenItWasSent() {
    Tally tally = new Tally();
    user.send(new Iteration(1, 100), () -> SendResult.QUEUED, tally);
    user.send(
        new Iteration(2, 200),
        () -> {
          tally.lostWithConnection(user.lose()); // counts both requests
          return SendResult.CLOSED;
        },
        tally);
    assertThat(tally.counts().sent()).isEqualTo(1);
    assertThat(tally.counts().notSent()).isEqualTo(1);
    assertThat(tally.lostWithConnection()).isEqualTo(1);
  }

  @Test
  void takesARequestThatWasNotSentOutOfTheCountOnlyWhenItWasCounted() {
    Tally tally = new Tally();
    user.send(new Iteration(1, 100), () -> SendResult.QUEUED, tally);
    tally.lostWithConnection(user.lose());
    user.send(new Iteration(2, 200), () -> SendResult.CLOSED, tally);
    assertThat(tally.lostWithConnection()).isEqualTo(1);
  }

  @Test
  void agreesWithASimpleModel() {
    SplittableRandom random = new SplittableRandom(4);
    TreeMap<Long, Long> model = new TreeMap<>();
    long next = 1;
    for (int i = 0; i < 20_000; i++) {
      if (model.size() < 50 && random.nextBoolean()) {
        next += random.nextInt(1, 3);
        assertThat(user.add(next, next * 3)).isTrue();
        model.put(next, next * 3);
      } else if (!model.isEmpty()) {
        List<Long> numbers = new ArrayList<>(model.keySet());
        long number = numbers.get(random.nextInt(numbers.size()));
        assertThat(user.answer(number).scheduledAt()).isEqualTo(model.remove(number));
      }
      assertThat(user.isEmpty()).isEqualTo(model.isEmpty());
    }
  }
}
