package dev.wharf.engine.nio2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Random operations on many connections at once, by many threads, with every buffer and every byte
/// accounted for.
///
/// `-Dwharf.nio2.operations=10000000` makes it long, `-Dwharf.nio2.provider=URING` has it run on
/// one provider alone, and `-Dwharf.nio2.seed=N` repeats the choices of a run; not how its threads
/// met.
@WithEveryGroup
class RandomOperationsTest extends ProviderTest {
  private static final long OPERATIONS = Long.getLong("wharf.nio2.operations", 150_000);
  private static final long SEED = Long.getLong("wharf.nio2.seed", System.nanoTime());

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void everyByteArrivesAndNoBufferIsTouchedByWhoDoesNotHaveIt() throws Exception {
    assumeFalse(
        setting.kind() == GroupKind.EXECUTOR && has(Providers.Defect.STRANDS_EVENTS),
        "its one polling thread is none of the group's, so that every closing could strand events");
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

  /// Waits as long as something happens.
  private static void awaitEnd(RandomOperations run) throws Exception {
    long before;
    do {
      before = run.operations();
      try {
        run.end().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        // has it come any further?
      }
    } while (run.operations() > before);
    throw new AssertionError("nothing happens any more: " + run);
  }
}
