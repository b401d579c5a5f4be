package dev.wharf.engine.uring.channels;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// One thread closes a channel while other operations of the channel begin and end. A request that
/// was claimed keeps the descriptor open.
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Closed once, under no request.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Closed under a request, twice or never.")
@State
public class NativeSocketCloseStress {
  private final StressedSocket stressed = new StressedSocket();
  private int closedUnderRequest;

  @Actor
  public void user() {
    closedUnderRequest = stressed.use(stressed.read) + stressed.use(stressed.write);
  }

  @Actor
  public void closer() {
    stressed.socket.close();
  }

  @Arbiter
  public void outcome(II_Result result) {
    result.r1 = closedUnderRequest;
    result.r2 = stressed.closes();
  }
}
