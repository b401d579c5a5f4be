package dev.wharf.engine.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Two sessions write the same buffer. Each session takes a view, uses it, gives it back, and ends
/// its hold. No view may be in two writes at one time. A view in use is little-endian here, and a
/// view that was given back is big-endian.
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Each session had its own view.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Two writes used one view, or a hold was lost.")
@State
public class SendBufferViewStress {
  private final CountedBuffers buffers = new CountedBuffers();
  private final PooledBuffer buffer = buffers.packet(1);
  private int firstShared;
  private int secondShared;

  public SendBufferViewStress() {
    buffer.retain();
    buffer.returnView(buffer.takeView());
    buffer.retain();
    buffer.close();
  }

  @Actor
  public void first() {
    firstShared = write();
  }

  @Actor
  public void second() {
    secondShared = write();
  }

  @Arbiter
  public void outcome(II_Result result) {
    result.r1 = firstShared + secondShared;
    result.r2 = buffers.out();
  }

  /// Writes the buffer, and returns 1 when another write uses the same view.
  private int write() {
    ByteBuffer view = buffer.takeView();
    boolean isShared = view.order() == ByteOrder.LITTLE_ENDIAN;
    view.order(ByteOrder.LITTLE_ENDIAN);
    view.get();
    isShared |= view.position() != 1;
    view.order(ByteOrder.BIG_ENDIAN);
    buffer.returnView(view);
    buffer.release();
    return isShared ? 1 : 0;
  }
}
