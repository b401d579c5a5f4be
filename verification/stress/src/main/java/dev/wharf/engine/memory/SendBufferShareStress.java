package dev.wharf.engine.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// The caller sends a buffer to a second queue and closes it, while the first queue releases it.
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "Freed by the second queue.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The memory went back while the second queue held it.")
@State
public class SendBufferShareStress {
  private final CountedBuffers buffers = new CountedBuffers();
  private final PooledBuffer buffer = buffers.packet(1);

  public SendBufferShareStress() {
    buffer.retain();
  }

  @Actor
  public void caller() {
    buffer.retain();
    buffer.close();
  }

  @Actor
  public void firstQueue() {
    buffer.release();
  }

  @Arbiter
  public void outcome(II_Result result) {
    result.r1 = buffers.out();
    buffer.release();
    result.r2 = buffers.out();
  }
}
