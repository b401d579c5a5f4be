package dev.wharf.engine.timer;

import dev.wharf.engine.Twins;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/// Broken on purpose: the thread that puts the job back into the timer does not look at the state
/// again after it has published the job's place. So neither thread may free the place.
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "The job is no longer in the timer.")
@Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "The ended job takes a place.")
@State
public class TimerPeriodBrokenTwin {
  private volatile boolean ended;
  private volatile @Nullable Place place;

  private static final class Place {
    boolean isFree;
  }

  @Actor
  public void timer() {
    boolean isOver = ended;
    Twins.linger();
    Place taken = new Place();
    place = taken;
    if (isOver) {
      taken.isFree = true;
    }
  }

  @Actor
  public void cancel() {
    ended = true;
    Place seen = place;
    if (seen != null) {
      seen.isFree = true;
    }
  }

  @Arbiter
  public void outcome(Z_Result result) {
    result.r1 = place.isFree;
  }
}
