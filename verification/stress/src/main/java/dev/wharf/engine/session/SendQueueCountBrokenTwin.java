package dev.wharf.engine.session;

import dev.wharf.engine.Twins;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Broken on purpose: the writer reads the number of written packets from a field of the queue
/// after it has given up its role. An earlier version of the engine had this fault.
@JCStressTest
@Outcome(id = "3", expect = Expect.ACCEPTABLE, desc = "Each packet was counted once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A writer has counted the packets of the next writer.")
@State
public class SendQueueCountBrokenTwin {
  private int packets = 2;
  private boolean writerBusy = true;
  private int lastWritten;
  private int firstCounted;
  private int secondCounted;

  @Actor
  public void writer() {
    firstCounted = write();
  }

  @Actor
  public void sender() {
    boolean mustWrite;
    synchronized (this) {
      packets++;
      mustWrite = !writerBusy;
      writerBusy = true;
    }
    secondCounted = mustWrite ? write() : 0;
  }

  @Arbiter
  public void outcome(I_Result result) {
    result.r1 = firstCounted + secondCounted;
  }

  private int write() {
    synchronized (this) {
      lastWritten = packets;
      packets = 0;
      writerBusy = false;
    }
    Twins.linger();
    return lastWritten;
  }
}
