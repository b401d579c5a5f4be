package dev.wharf.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Makes random operations on many connections at once, on many threads, and checks every buffer
/// and every byte.
///
/// `-Dwharf.nio2.operations=10000000` makes a long run. `-Dwharf.nio2.provider=URING` uses one
/// provider only. `-Dwharf.nio2.seed=N` repeats the random choices of a run ([Setting#SEED]).
@WithEveryGroup
class RandomOperationsTest extends ProviderTest {
  private static final long OPERATIONS = Long.getLong("wharf.nio2.operations", 150_000);

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void everyByteArrivesAndChannelsUseOnlyLentBuffers() throws Exception {
    assumeFalse(
        setting.kind() == GroupKind.EXECUTOR && has(Providers.Defect.STRANDS_EVENTS),
        "its polling thread is not in the group, so each close could strand events");
    boolean closesOnGroup =
        setting.kind() == GroupKind.FIXED_1 && has(Providers.Defect.STRANDS_EVENTS);
    long operations = OPERATIONS / GroupKind.values().length;
    world().disturbNetwork();
    try (RandomOperations run =
        new RandomOperations(world(), group(), closesOnGroup, operations, Setting.SEED)) {
      awaitEnd(run);
      run.buffers().checkAllAreBack();
      assertThat(run.connectionsOpened()).isPositive();
    } catch (Exception | AssertionError e) {
      throw new AssertionError("with -Dwharf.nio2.seed=" + Setting.SEED + " and " + setting, e);
    }
  }

  private boolean has(Providers.Defect defect) {
    return setting.provider().has(defect);
  }

  /// Waits for the end of the run. Fails when the run makes no more operations before its end.
  private void awaitEnd(RandomOperations run) throws Exception {
    long before;
    do {
      before = run.operations();
      if (runtime().await(run.end(), PATIENCE)) {
        run.end().get();
        return;
      }
    } while (run.operations() > before);
    throw new AssertionError("the run makes no operations any more: " + run);
  }
}
