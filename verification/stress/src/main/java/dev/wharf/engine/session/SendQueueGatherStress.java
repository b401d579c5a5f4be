package dev.wharf.engine.session;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// Two threads send two packets each, and write what waits. The writer copies small packets
/// together while the other thread adds packets. The packets of one thread must leave in their
/// order.
@JCStressTest
@Outcome(id = "4, 0, 0", expect = Expect.ACCEPTABLE, desc = "All written in order, and freed.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A packet was lost, doubled or overtaken, or not freed.")
@State
public class SendQueueGatherStress {
  private final StressedSendQueue queue = new StressedSendQueue();

  @Actor
  public void first() {
    queue.offer(1);
    queue.offer(2);
  }

  @Actor
  public void second() {
    queue.offer(3);
    queue.offer(4);
  }

  @Arbiter
  public void outcome(III_Result result) {
    result.r1 = queue.close();
    String order = String.valueOf(queue.digits);
    boolean isInOrder =
        order.indexOf('1') < order.indexOf('2') && order.indexOf('3') < order.indexOf('4');
    result.r2 = isInOrder ? 0 : 1;
    result.r3 = queue.buffersOut();
  }
}
