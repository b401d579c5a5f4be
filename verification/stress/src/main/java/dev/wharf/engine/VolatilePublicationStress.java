package dev.wharf.engine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Tests the pattern that every hand-over in the engine uses: a thread that reads a volatile field
/// also sees what the writing thread wrote before it wrote this field.
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Not published yet.")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Published between the two reads.")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Published, and its content seen.")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "Published, but its content not seen.")
@State
public class VolatilePublicationStress {
  private int content;
  private volatile int published;

  @Actor
  public void writer() {
    content = 1;
    published = 1;
  }

  @Actor
  public void reader(II_Result result) {
    result.r1 = published;
    result.r2 = content;
  }
}
