package dev.wharf.engine.nio2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Makes random operations on many connections at once, on many threads, and checks every buffer
/// and every byte.
///
/// `-Dwharf.nio2.operations=10000000` makes a long run. `-Dwharf.nio2.provider=URING` uses one
/// provider only. `-Dwharf.nio2.seed=N` repeats the random choices of a run, but not the order in
/// which its threads ran.
@WithEveryGroup
class RandomOperationsTest extends ProviderTest {
  private static final long OPERATIONS = Long.getLong("wharf.nio2.operations", 150_000);
  private static final long SEED = Long.getLong("wharf.nio2.seed", System.nanoTime());

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void everyByteArrivesAndChannelsUseOnlyLentBuffers() throws Exception {
    assumeFalse(
        setting.kind() == GroupKind.EXECUTOR && has(Providers.Defect.STRANDS_EVENTS),
        "its polling thread is not in the group, so each close could strand events");
    boolean closesOnGroup =
        setting.kind() == GroupKind.FIXED_1 && has(Providers.Defect.STRANDS_EVENTS);
    try (RandomOperations run =
        new RandomOperations(
            provider(), group(), closesOnGroup, OPERATIONS / GroupKind.values().length, SEED)) {
      awaitEnd(run);
      run.buffers().checkAllAreBack();
      assertThat(run.connectionsOpened()).isPositive();
    } catch (Exception | AssertionError e) {
      throw new AssertionError("with -Dwharf.nio2.seed=" + SEED + " and " + setting, e);
    }
  }

  private boolean has(Providers.Defect defect) {
    return setting.provider().has(defect);
  }

  /// Waits for the end of the run. Fails when the run makes no more operations before its end.
  private static void awaitEnd(RandomOperations run) throws Exception {
    long before;
    do {
      before = run.operations();
      try {
        run.end().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        // The loop checks whether the run has made operations since the last look.
      }
    } while (run.operations() > before);
    throw new AssertionError("the run makes no operations any more: " + run);
  }
}
