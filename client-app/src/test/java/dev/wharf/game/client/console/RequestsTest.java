package dev.wharf.game.client.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestsTest {
  private final Requests requests = new Requests();

  @Test
  void anAnswerEndsOnlyItsRequest() {
    Requests.Request first = requests.begin();
    Requests.Request second = requests.begin();
    requests.end(first.id());
    requests.end(first.id());
    requests.end(12_345);
    assertThat(first.answer()).isCompleted();
    assertThat(second.answer()).isNotDone();
  }

  @Test
  void everyRequestHasANumberOfItsOwnAndNoneIsZero() {
    Set<Integer> ids = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      ids.add(requests.begin().id());
    }
    assertThat(ids).hasSize(100).doesNotContain(0);
  }

  @Test
  void endsAllRequestsWhenTheConnectionEnds() {
    Requests.Request first = requests.begin();
    Requests.Request second = requests.begin();
    requests.endAll();
    assertThat(first.answer()).isCompleted();
    assertThat(second.answer()).isCompleted();
    assertThat(requests.begin().answer()).isNotDone();
  }

  @Test
  void keepsALimitedNumberPending() {
    for (int i = 0; i < 1000; i++) {
      assertThat(requests.begin().answer()).isNotDone();
    }
    assertThat(requests.begin().answer())
        .as("a request above the limit is not pending")
        .isCompleted();
  }
}
