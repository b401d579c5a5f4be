package dev.wharf.engine.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// Two threads close a buffer that a send queue still holds. One close is rejected, and the memory
/// stays with the queue.
@JCStressTest
@Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "Closed once; freed by the queue.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A second close took away the queue's hold.")
@State
public class SendBufferCloseStress {
  private final CountedBuffers buffers = new CountedBuffers();
  private final PooledBuffer buffer = buffers.packet(1);
  private int firstRejected;
  private int secondRejected;

  public SendBufferCloseStress() {
    buffer.retain();
  }

  @Actor
  public void first() {
    try {
      buffer.close();
    } catch (IllegalStateException e) {
      firstRejected = 1;
    }
  }

  @Actor
  public void second() {
    try {
      buffer.close();
    } catch (IllegalStateException e) {
      secondRejected = 1;
    }
  }

  @Arbiter
  public void outcome(III_Result result) {
    result.r1 = firstRejected + secondRejected;
    result.r2 = buffers.out();
    buffer.release();
    result.r3 = buffers.out();
  }
}
