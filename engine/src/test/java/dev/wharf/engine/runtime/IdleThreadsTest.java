package dev.wharf.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IdleThreadsTest {
  private final EngineRuntime runtime = EngineRuntime.system();
  private final IdleThreads pool = new IdleThreads(runtime);
  private final Queue<String> queue = new ConcurrentLinkedQueue<>();
  private final Queue<String> taken = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean isOver = new AtomicBoolean();

  private void takeAll() {
    for (String task = next(); task != null; task = next()) {
      taken.add(task);
    }
  }

  private String next() {
    return pool.take(queue::poll, isOver::get);
  }

  @Test
  void aThreadThatWaitsTakesANewTask() throws Exception {
    Thread thread = runtime.newThread("pool", this::takeAll);
    thread.start();
    for (int i = 1; i <= 100; i++) {
      queue.add("task " + i);
      pool.wakeOne();
      int count = i;
      await().until(() -> taken.size() == count);
    }
    isOver.set(true);
    runtime.unpark(thread);
    thread.join();
    assertThat(taken).contains("task 1", "task 100");
  }

  @Test
  void takesWhatIsLeftBeforeItEnds() {
    isOver.set(true);
    queue.add("last");
    takeAll();
    assertThat(taken).containsExactly("last");
  }

  /// One thread takes a task without being woken, and is then woken for a second task.
  @Test
  void aWakeUpOfAThreadThatHasATaskGoesToAnotherOne() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    Thread second = runtime.newThread("second", this::takeAll);
    CountDownLatch isDone = new CountDownLatch(1);
    Thread first =
        runtime.newThread(
            "first",
            () -> {
              String task =
                  pool.take(
                      () -> looks.incrementAndGet() == 1 ? null : takeLate(second), () -> false);
              taken.add(task);
              awaitDone(isDone); // the task takes long
            });
    first.start();
    await().until(() -> taken.contains("late") && taken.contains("second task"));
    isDone.countDown();
    first.join();
    isOver.set(true);
    runtime.unpark(second);
    second.join();
  }

  /// Lets the second thread wait behind the first one, and a second task come.
  private String takeLate(Thread second) {
    second.start();
    await().until(() -> second.getState() == Thread.State.TIMED_WAITING);
    queue.add("second task");
    pool.wakeOne();
    return "late";
  }

  private static void awaitDone(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
