package dev.wharf.engine.uring.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// One thread offers tasks while the loop's thread takes a batch, and then closes the inbox. Each
/// accepted task must run once, and in its order.
@JCStressTest
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "Both tasks were rejected.")
@Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "The second task was rejected.")
@Outcome(id = "2, 2, 0", expect = Expect.ACCEPTABLE, desc = "Both tasks ran.")
@Outcome(expect = Expect.FORBIDDEN, desc = "An accepted task was lost or overtaken.")
@State
public class TaskInboxStress {
  private final TaskInbox inbox = new TaskInbox();
  private int ran;
  private int overtaken;

  @Actor
  public void otherThread(III_Result result) {
    boolean first = inbox.offer(() -> run(0));
    boolean second = inbox.offer(() -> run(1));
    result.r1 = (first ? 1 : 0) + (second ? 1 : 0);
  }

  @Actor
  public void loop() {
    inbox.takeBatch();
    runBatch();
    inbox.close();
    runBatch();
  }

  @Arbiter
  public void outcome(III_Result result) {
    result.r2 = ran;
    result.r3 = overtaken;
  }

  private void run(int before) {
    if (ran++ != before) {
      overtaken++;
    }
  }

  private void runBatch() {
    Runnable task;
    while ((task = inbox.poll()) != null) {
      task.run();
    }
  }
}
