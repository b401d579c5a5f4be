package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.job.JobQueueCloseStress;
import dev.wharf.engine.job.JobQueueHandOnStress;
import dev.wharf.engine.job.JobQueueSerialStress;
import dev.wharf.engine.memory.RefCountOverReleaseStress;
import dev.wharf.engine.memory.RefCountReleaseStress;
import dev.wharf.engine.memory.RefCountRetainStress;
import dev.wharf.engine.memory.SendBufferCloseStress;
import dev.wharf.engine.memory.SendBufferHoldStress;
import dev.wharf.engine.memory.SendBufferShareStress;
import dev.wharf.engine.memory.SendBufferViewStress;
import dev.wharf.engine.session.IoOwnerStress;
import dev.wharf.engine.session.SendQueueAbandonStress;
import dev.wharf.engine.session.SendQueueCountStress;
import dev.wharf.engine.session.SendQueueFinishStress;
import dev.wharf.engine.session.SendQueueGatherStress;
import dev.wharf.engine.session.SendQueueHandOverStress;
import dev.wharf.engine.session.SendQueueOfferStress;
import dev.wharf.engine.session.SendQueueOpenStress;
import dev.wharf.engine.timer.TimerCloseStress;
import dev.wharf.engine.timer.TimerOnceStress;
import dev.wharf.engine.timer.TimerPeriodStress;
import dev.wharf.engine.uring.channels.NativeSocketCloseStress;
import dev.wharf.engine.uring.channels.NativeSocketReleaseStress;
import dev.wharf.engine.uring.ring.RingLoopWakeUpStress;
import dev.wharf.engine.uring.ring.TaskInboxStress;
import dev.wharf.engine.worker.WorkerWakeUpBrokenTwin;
import dev.wharf.engine.worker.WorkerWakeUpStress;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZII_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Runs the jcstress tests of this module under Lincheck, one schedule after another. Lincheck
/// decides at each access to shared memory which thread runs next. So it finds a race on a busy
/// machine as well, and its failure shows the schedule.
///
/// Under Lincheck, each write is visible to all threads at once. So only jcstress finds a missing
/// `volatile`. `WorkerEndStress` runs under jcstress alone, because Lincheck reports that it hangs.
class ScheduleTest {
  /// The number of schedules of each test. With `-Dwharf.stress=10`, there are ten times as many.
  private static final int SCHEDULES = 10 * Integer.getInteger("wharf.stress", 1);

  /// The most schedules of the broken twin. Its fault shows after some dozens of them.
  private static final int SCHEDULES_OF_TWIN = 1000;

  /// A jcstress test.
  ///
  /// @param <S> the state, which is the class of the test
  /// @param <R> the result of one run
  /// @param outcome fills the result when both actors have ended
  private record Race<S, R>(
      Class<S> type,
      Supplier<S> state,
      Supplier<R> result,
      BiConsumer<S, R> first,
      BiConsumer<S, R> second,
      BiConsumer<S, R> outcome) {

    /// Runs schedules until one has a forbidden outcome.
    ///
    /// @param onForbidden gets this outcome, before Lincheck fails
    void check(int schedules, Consumer<String> onForbidden) {
      Set<String> acceptable =
          Arrays.stream(type.getAnnotationsByType(Outcome.class))
              .filter(each -> each.expect() == Expect.ACCEPTABLE)
              .flatMap(each -> Arrays.stream(each.id()))
              .collect(Collectors.toSet());
      Lincheck.runConcurrentTest(
          schedules,
          () -> {
            String seen = run();
            if (!acceptable.contains(seen)) {
              onForbidden.accept(seen);
              throw new AssertionError("the outcome is " + seen);
            }
          });
    }

    private String run() {
      S test = state.get();
      R seen = result.get();
      Thread one = new Thread(() -> first.accept(test, seen));
      Thread other = new Thread(() -> second.accept(test, seen));
      one.start();
      other.start();
      try {
        one.join();
        other.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      outcome.accept(test, seen);
      return seen.toString();
    }

    @Override
    public String toString() {
      return type.getSimpleName();
    }
  }

  /// Returns the jcstress tests. Each state is created by a lambda with `new`, because Lincheck
  /// does not see a constructor that is called through a method reference.
  static Stream<Race<?, ?>> races() {
    return Stream.of(
        new Race<>(
            JobQueueCloseStress.class,
            () -> new JobQueueCloseStress(),
            () -> new IIII_Result(),
            (test, _) -> test.pusher(),
            (test, _) -> test.closer(),
            JobQueueCloseStress::outcome),
        new Race<>(
            JobQueueHandOnStress.class,
            () -> new JobQueueHandOnStress(),
            () -> new II_Result(),
            (test, _) -> test.first(),
            (test, _) -> test.second(),
            JobQueueHandOnStress::outcome),
        new Race<>(
            JobQueueSerialStress.class,
            () -> new JobQueueSerialStress(),
            () -> new II_Result(),
            (test, _) -> test.pusher(),
            (test, _) -> test.poster(),
            JobQueueSerialStress::outcome),
        new Race<>(
            RefCountOverReleaseStress.class,
            () -> new RefCountOverReleaseStress(),
            () -> new III_Result(),
            (test, _) -> test.first(),
            (test, _) -> test.second(),
            RefCountOverReleaseStress::outcome),
        new Race<>(
            RefCountReleaseStress.class,
            () -> new RefCountReleaseStress(),
            () -> new III_Result(),
            (test, _) -> test.first(),
            (test, _) -> test.second(),
            RefCountReleaseStress::freed),
        new Race<>(
            RefCountRetainStress.class,
            () -> new RefCountRetainStress(),
            () -> new ZZI_Result(),
            RefCountRetainStress::retain,
            RefCountRetainStress::release,
            RefCountRetainStress::count),
        new Race<>(
            SendBufferCloseStress.class,
            () -> new SendBufferCloseStress(),
            () -> new III_Result(),
            (test, _) -> test.first(),
            (test, _) -> test.second(),
            SendBufferCloseStress::outcome),
        new Race<>(
            SendBufferHoldStress.class,
            () -> new SendBufferHoldStress(),
            () -> new II_Result(),
            (test, _) -> test.caller(),
            (test, _) -> test.queue(),
            SendBufferHoldStress::outcome),
        new Race<>(
            SendBufferShareStress.class,
            () -> new SendBufferShareStress(),
            () -> new II_Result(),
            (test, _) -> test.caller(),
            (test, _) -> test.firstQueue(),
            SendBufferShareStress::outcome),
        new Race<>(
            SendBufferViewStress.class,
            () -> new SendBufferViewStress(),
            () -> new II_Result(),
            (test, _) -> test.first(),
            (test, _) -> test.second(),
            SendBufferViewStress::outcome),
        new Race<>(
            IoOwnerStress.class,
            () -> new IoOwnerStress(),
            () -> new IIII_Result(),
            IoOwnerStress::operation,
            (test, _) -> test.disconnect(),
            IoOwnerStress::outcome),
        new Race<>(
            SendQueueAbandonStress.class,
            () -> new SendQueueAbandonStress(),
            () -> new II_Result(),
            (test, _) -> test.sender(),
            (test, _) -> test.closer(),
            SendQueueAbandonStress::outcome),
        new Race<>(
            SendQueueCountStress.class,
            () -> new SendQueueCountStress(),
            () -> new II_Result(),
            (test, _) -> test.writer(),
            (test, _) -> test.sender(),
            SendQueueCountStress::outcome),
        new Race<>(
            SendQueueFinishStress.class,
            () -> new SendQueueFinishStress(),
            () -> new III_Result(),
            (test, _) -> test.writer(),
            (test, _) -> test.sender(),
            SendQueueFinishStress::outcome),
        new Race<>(
            SendQueueGatherStress.class,
            () -> new SendQueueGatherStress(),
            () -> new III_Result(),
            (test, _) -> test.first(),
            (test, _) -> test.second(),
            SendQueueGatherStress::outcome),
        new Race<>(
            SendQueueHandOverStress.class,
            () -> new SendQueueHandOverStress(),
            () -> new II_Result(),
            (test, _) -> test.first(),
            (test, _) -> test.second(),
            SendQueueHandOverStress::outcome),
        new Race<>(
            SendQueueOfferStress.class,
            () -> new SendQueueOfferStress(),
            () -> new IIII_Result(),
            SendQueueOfferStress::sender,
            (test, _) -> test.finisher(),
            SendQueueOfferStress::outcome),
        new Race<>(
            SendQueueOpenStress.class,
            () -> new SendQueueOpenStress(),
            () -> new II_Result(),
            (test, _) -> test.sender(),
            (test, _) -> test.opener(),
            SendQueueOpenStress::outcome),
        new Race<>(
            TimerCloseStress.class,
            () -> new TimerCloseStress(),
            () -> new ZII_Result(),
            TimerCloseStress::scheduler,
            (test, _) -> test.closer(),
            TimerCloseStress::outcome),
        new Race<>(
            TimerOnceStress.class,
            () -> new TimerOnceStress(),
            () -> new ZII_Result(),
            (test, _) -> test.timer(),
            TimerOnceStress::cancel,
            TimerOnceStress::outcome),
        new Race<>(
            TimerPeriodStress.class,
            () -> new TimerPeriodStress(),
            () -> new II_Result(),
            (test, _) -> test.timer(),
            (test, _) -> test.cancel(),
            TimerPeriodStress::outcome),
        new Race<>(
            NativeSocketCloseStress.class,
            () -> new NativeSocketCloseStress(),
            () -> new II_Result(),
            (test, _) -> test.user(),
            (test, _) -> test.closer(),
            NativeSocketCloseStress::outcome),
        new Race<>(
            NativeSocketReleaseStress.class,
            () -> new NativeSocketReleaseStress(),
            () -> new I_Result(),
            (test, _) -> test.read(),
            (test, _) -> test.write(),
            NativeSocketReleaseStress::outcome),
        new Race<>(
            RingLoopWakeUpStress.class,
            () -> new RingLoopWakeUpStress(),
            () -> new ZZ_Result(),
            (test, _) -> test.otherThread(),
            (test, _) -> test.loop(),
            RingLoopWakeUpStress::outcome),
        new Race<>(
            TaskInboxStress.class,
            () -> new TaskInboxStress(),
            () -> new III_Result(),
            TaskInboxStress::otherThread,
            (test, _) -> test.loop(),
            TaskInboxStress::outcome),
        new Race<>(
            WorkerWakeUpStress.class,
            () -> new WorkerWakeUpStress(),
            () -> new I_Result(),
            (test, _) -> test.otherThread(),
            (test, _) -> test.ownThread(),
            WorkerWakeUpStress::outcome));
  }

  @ParameterizedTest
  @MethodSource("races")
  void showsNoForbiddenOutcome(Race<?, ?> race) {
    race.check(SCHEDULES, _ -> {});
  }

  @Test
  void detectsTheForbiddenOutcomeOfABrokenTwin() {
    Race<?, ?> twin =
        new Race<>(
            WorkerWakeUpBrokenTwin.class,
            () -> new WorkerWakeUpBrokenTwin(),
            () -> new I_Result(),
            (test, _) -> test.otherThread(),
            (test, _) -> test.ownThread(),
            WorkerWakeUpBrokenTwin::outcome);
    List<String> forbidden = new CopyOnWriteArrayList<>();
    assertThatThrownBy(() -> twin.check(SCHEDULES_OF_TWIN, forbidden::add))
        .as("Lincheck's failure; at times it fails to describe the schedule")
        .isInstanceOfAny(LincheckAssertionError.class, IndexOutOfBoundsException.class);
    assertThat(forbidden).isNotEmpty();
  }
}
