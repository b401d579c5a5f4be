package dev.wharf.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HandshakeExecutorTest {
  @Test
  void runsAFewAtATimeInOrderAndRefusesBeyondTheLimit() throws Exception {
    TlsCounters counters = new TlsCounters();
    HandshakeExecutor executor = new HandshakeExecutor(TestCertificates.RUNTIME, 1, 3, counters);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(3);
    List<Integer> order = new CopyOnWriteArrayList<>();
    executor.execute(
        () -> {
          running.countDown();
          awaitOrFail(released);
        });
    awaitOrFail(running);
    for (int i = 0; i < 3; i++) {
      int number = i;
      executor.execute(
          () -> {
            order.add(number);
            done.countDown();
          });
    }
    assertThat(executor.waiting()).isEqualTo(3);
    assertThatThrownBy(() -> executor.execute(() -> order.add(-1)))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(counters.failures(TlsFailure.OVERLOADED)).isEqualTo(1);
    released.countDown();
    awaitOrFail(done);
    assertThat(order).containsExactly(0, 1, 2);

    CountDownLatch again = new CountDownLatch(1);
    executor.execute(again::countDown);
    awaitOrFail(again);
  }

  private static void awaitOrFail(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
