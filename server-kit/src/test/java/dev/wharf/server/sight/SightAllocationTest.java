package dev.wharf.server.sight;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Counts the memory that a zone's ticks allocate while everything moves, comes and goes.
class SightAllocationTest {
  private static final int OBJECTS = 300;
  private static final int SIDE = 1_000;
  private static final int MOST = 30;
  private static final int TICKS = 200;

  private final SightGrid grid = new SightGrid(SIDE, SIDE, 200, MOST, OBJECTS);
  private final PositionHistory history = new PositionHistory(OBJECTS);
  private final Sight[] sights = new Sight[OBJECTS];
  private final int[] found = new int[MOST];
  private final SplittableRandom random = new SplittableRandom(1);
  private int tick;
  private long entered;

  private void tick() {
    tick++;
    for (int i = 0; i < OBJECTS; i++) {
      int x = random.nextInt(SIDE);
      int y = random.nextInt(SIDE);
      grid.put(i, x, y);
      history.record(i, tick, x, y);
    }
    for (int i = 0; i < OBJECTS; i++) {
      sights[i].update(found, grid.seenBy(i, found), tick);
      entered += sights[i].enteredCount();
    }
  }

  @Test
  void ticksAllocateNothing() {
    for (int i = 0; i < OBJECTS; i++) {
      sights[i] = new Sight();
    }
    for (int i = 0; i < TICKS; i++) { // until each list has its size
      tick();
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < TICKS; i++) {
      tick();
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isZero();
    assertThat(entered).isGreaterThan(TICKS * OBJECTS);
  }
}
