package dev.wharf.swarm.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScenarioStateTest {
  private static final Set<Thread.State> ENDED_OR_BLOCKED =
      Set.of(Thread.State.TERMINATED, Thread.State.BLOCKED);

  private final ScenarioState state = new ScenarioState();
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicLong lastSent = new AtomicLong();

  @BeforeEach
  void runs() {
    state.set(ScenarioState.Status.RUNNING);
  }

  @Test
  void aPostponedIterationRunsOnceAndTheNewestReplacesTheOthers() {
    assertThat(state.runOrPostpone(1, () -> false, () -> send(1))).isTrue();
    assertThat(state.runOrPostpone(2, () -> false, () -> send(2))).isTrue();
    state.runPostponed(() -> false, this::send);
    assertThat(lastSent).hasValue(0);
    state.runPostponed(() -> true, this::send);
    state.runPostponed(() -> true, this::send);
    assertThat(lastSent).hasValue(2);
    assertThat(pending).hasValue(1);
  }

  /// One thread has an iteration at the moment at which another thread gets the reply to the
  /// iteration before, and could run the postponed one.
  @Test
  void aReplyIsFollowedByOneIteration() throws InterruptedException {
    assertThat(state.runOrPostpone(1, () -> false, () -> send(1))).isTrue();
    Thread reply = new Thread(() -> state.runPostponed(this::isSettled, this::send));
    BooleanSupplier seesTheReplyToo =
        () -> {
          boolean settled = isSettled();
          reply.start();
          await().until(() -> ENDED_OR_BLOCKED.contains(reply.getState()));
          return settled;
        };
    assertThat(state.runOrPostpone(2, seesTheReplyToo, () -> send(2))).isTrue();
    reply.join();
    assertThat(pending).hasValue(1);
    assertThat(lastSent).hasValue(2);
  }

  private boolean isSettled() {
    return pending.get() == 0;
  }

  private void send(long number) {
    int _ = pending.incrementAndGet();
    lastSent.set(number);
  }
}
