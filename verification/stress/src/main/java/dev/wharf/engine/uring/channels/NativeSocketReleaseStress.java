package dev.wharf.engine.uring.channels;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// The last two requests of a closed channel end at the same time.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "The descriptor was closed once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The descriptor was closed twice or never.")
@State
public class NativeSocketReleaseStress {
  private final StressedSocket stressed = new StressedSocket();

  public NativeSocketReleaseStress() {
    stressed.socket.tryClaim(stressed.read);
    stressed.socket.tryClaim(stressed.write);
    stressed.socket.close();
  }

  @Actor
  public void read() {
    stressed.socket.release(stressed.read);
  }

  @Actor
  public void write() {
    stressed.socket.release(stressed.write);
  }

  @Arbiter
  public void outcome(I_Result result) {
    result.r1 = stressed.closes();
  }
}
