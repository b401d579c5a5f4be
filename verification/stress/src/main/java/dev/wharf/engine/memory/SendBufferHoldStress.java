package dev.wharf.engine.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// The caller closes a buffer while a send queue releases it. One of them is the last holder, and
/// must see what the other holder wrote before the end of its hold.
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The memory went back once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "It went back twice or never, or a write was not seen.")
@State
public class SendBufferHoldStress implements PooledBuffer.Home {
  private final CountedBuffers buffers = new CountedBuffers();
  private final PooledBuffer buffer = buffers.packet(1, this);
  private int callerWrote;
  private int queueWrote;
  private int notSeen;

  public SendBufferHoldStress() {
    buffer.retain();
  }

  @Actor
  public void caller() {
    callerWrote = 1;
    buffer.close();
  }

  @Actor
  public void queue() {
    queueWrote = 1;
    buffer.release();
  }

  @Arbiter
  public void outcome(II_Result result) {
    result.r1 = buffers.out();
    result.r2 = notSeen;
  }

  @Override
  public void recycle(PooledBuffer freed) {
    notSeen += 2 - callerWrote - queueWrote;
    buffers.recycle(freed);
  }

  @Override
  public PooledBuffer tryAcquire(int capacity) {
    return buffers.tryAcquire(capacity);
  }
}
