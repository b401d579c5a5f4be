package dev.wharf.swarm.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyRecorderTest {
  private static final double DIGITS =
      0.2; // in percent: three digits are one thousandth, and values are rounded up

  private final LatencyRecorder recorder = new LatencyRecorder();
  private final LatencyRecorder.Interval fromTheBeginning = recorder.newInterval();

  @Test
  void hasPercentilesWithThreeDigits() {
    for (int millis = 1; millis <= 1000; millis++) {
      recorder.record(Duration.ofMillis(millis).toNanos());
    }
    LatencySummary total = recorder.total();
    assertThat(total.count()).isEqualTo(1000);
    assertThat(total.mean() / 1e6).isCloseTo(500.5, within(500.5 * DIGITS / 100));
    assertThat(total.p50() / 1e6).isCloseTo(500, within(500 * DIGITS / 100));
    assertThat(total.p90() / 1e6).isCloseTo(900, within(900 * DIGITS / 100));
    assertThat(total.p99() / 1e6).isCloseTo(990, within(990 * DIGITS / 100));
    assertThat(total.p999() / 1e6).isCloseTo(999, within(999 * DIGITS / 100));
    assertThat(total.max() / 1e6).isCloseTo(1000, within(1000 * DIGITS / 100));
    assertThat(total.above()).isZero();
  }

  @Test
  void isZeroWithoutValues() {
    assertThat(recorder.total()).isEqualTo(LatencySummary.NONE);
  }

  @Test
  void countsValuesAboveItsRange() {
    recorder.record(LatencyRecorder.LONGEST.toNanos() + 1);
    recorder.record(Long.MAX_VALUE);
    recorder.record(1_000_000);
    LatencySummary total = recorder.total();
    assertThat(total.count()).isEqualTo(3);
    assertThat(total.above()).isEqualTo(2);
    assertThat(total.max() / 1e9).isCloseTo(300, within(300 * DIGITS / 100));
  }

  @Test
  void countsNegativeValuesAsZero() {
    recorder.record(-5);
    assertThat(recorder.total().count()).isEqualTo(1);
    assertThat(recorder.total().p50()).isLessThan(1_000);
  }

  @Test
  void returnsTheLatestValuesAloneAndKeepsTheTotal() {
    recorder.record(1_000_000);
    assertThat(fromTheBeginning.next().count()).isEqualTo(1);
    recorder.record(9_000_000);
    recorder.record(9_000_000);
    LatencySummary latest = fromTheBeginning.next();
    assertThat(latest.count()).isEqualTo(2);
    assertThat(latest.p50() / 1e6).isCloseTo(9, within(9 * DIGITS / 100));
    assertThat(fromTheBeginning.next()).isEqualTo(LatencySummary.NONE);
    assertThat(recorder.total().count()).isEqualTo(3);
    assertThat(recorder.total().count()).isEqualTo(3);
  }

  @Test
  void eachReaderGetsEveryValueOnce() {
    recorder.record(1_000_000);
    LatencyRecorder.Interval late = recorder.newInterval();
    LatencyRecorder.Interval often = recorder.newInterval();
    for (int i = 0; i < 3; i++) {
      recorder.record(2_000_000);
      assertThat(often.next().count()).isEqualTo(1);
    }
    assertThat(late.next().count()).isEqualTo(3);
    assertThat(late.next()).isEqualTo(LatencySummary.NONE);
    assertThat(fromTheBeginning.next().count()).isEqualTo(4);
    assertThat(recorder.total().count()).isEqualTo(4);
  }

  @Test
  void histogramsOfSeveralProcessesAddUp() {
    recorder.record(1_000_000);
    recorder.record(LatencyRecorder.LONGEST.toNanos() + 1);
    LatencyHistogram one = recorder.histogram();
    LatencyHistogram read = LatencyHistogram.decode(one.encoded(), one.summary().above());
    LatencySummary both = one.plus(read).summary();
    assertThat(both.count()).isEqualTo(4);
    assertThat(both.above()).isEqualTo(2);
    assertThat(both.p50()).isEqualTo(one.summary().p50());
    assertThat(LatencyHistogram.NONE.plus(one).summary()).isEqualTo(one.summary());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAA", "no base64!", "HISTFAAAAAR42mNgYGBgAGIAAAQAAQ=="})
  void rejectsATextThatIsNoHistogram(String text) {
    assertThatThrownBy(() -> LatencyHistogram.decode(text, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void gathersFromAllThreadsWhileTheyRecord() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(Thread.ofPlatform().start(() -> recordMany(20_000)));
    }
    long seen = 0;
    while (threads.stream().anyMatch(Thread::isAlive)) {
      seen += fromTheBeginning.next().count();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    seen += fromTheBeginning.next().count();
    assertThat(seen).isEqualTo(80_000);
    assertThat(recorder.total().count()).isEqualTo(80_000);
  }

  private void recordMany(int count) {
    for (int i = 0; i < count; i++) {
      recorder.record(1_000_000);
    }
  }
}
