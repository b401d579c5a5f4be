package dev.wharf.client.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.client.swarm.measure.LatencyRecorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PacerTest {
  private static final long MILLI = 1_000_000;

  private final FakeClock clock = new FakeClock();
  private final LatencyRecorder lag = new LatencyRecorder();
  private final List<Sent> sent = new ArrayList<>();

  private record Sent(int client, long sequence, long at) {}

  /// Time passes only when somebody waits for it, or is slow.
  private static final class FakeClock implements PaceClock {
    private long now;
    private boolean returnsEarly;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void parkUntil(long nanos) {
      now = returnsEarly ? now + Math.max(1, (nanos - now) / 2) : nanos;
    }

    void pass(long nanos) {
      now += nanos;
    }
  }

  @Test
  void sendsEachMessageExactlyAtItsTime() {
    Schedule schedule = schedule(4);
    pacer(schedule, 0, 1).run();
    assertThat(sent)
        .hasSize(40)
        .allSatisfy(one -> assertThat(one.at()).isEqualTo(due(schedule, one)));
    assertThat(sent).isSortedAccordingTo((a, b) -> Long.compare(a.at(), b.at()));
    assertThat(lag.total().count()).isEqualTo(40);
    assertThat(lag.total().max()).isLessThan(1_000);
  }

  @Test
  void waitsOnWhenTheClockReturnsEarly() {
    clock.returnsEarly = true;
    Schedule schedule = schedule(4);
    pacer(schedule, 0, 1).run();
    assertThat(sent)
        .hasSize(40)
        .allSatisfy(one -> assertThat(one.at()).isEqualTo(due(schedule, one)));
  }

  @Test
  void aSlowSendDoesNotShiftTheTimesOfThoseThatFollow() {
    Schedule schedule = schedule(1); // every 10 ms
    new Pacer(schedule, 0, 1, clock, this::sendTheThirdSlowly, lag).run();
    assertThat(sent.stream().map(one -> one.at() / MILLI))
        .as("what was due meanwhile goes at once, then all are on time again")
        .containsExactly(0L, 10L, 20L, 55L, 55L, 55L, 60L, 70L, 80L, 90L);
    assertThat(lag.total().count()).isEqualTo(10);
    assertThat(lag.total().max()).as("the fourth's").isBetween(25 * MILLI, 26 * MILLI);
    assertThat(lag.total().mean()).as("25, 15 and 5 ms").isBetween(4_400_000L, 4_600_000L);
  }

  @Test
  void theSharesTogetherSendEachMessageOnceAndAClientStaysInItsShare() {
    Schedule schedule = schedule(7);
    List<List<Sent>> shares = Stream.of(0, 1, 2).map(share -> sentBy(schedule, share, 3)).toList();
    assertThat(
            shares.stream().flatMap(List::stream).map(one -> one.client() * 100 + one.sequence()))
        .hasSize(70)
        .doesNotHaveDuplicates();
    assertThat(shares.stream().flatMap(share -> share.stream().map(Sent::client).distinct()))
        .doesNotHaveDuplicates();
  }

  @Test
  void endsWhenStopped() {
    Pacer[] pacer = new Pacer[1];
    pacer[0] =
        new Pacer(
            schedule(1),
            0,
            1,
            clock,
            (client, sequence) -> {
              send(client, sequence);
              if (sequence == 4) {
                pacer[0].stop();
              }
            },
            lag);
    pacer[0].run();
    assertThat(sent).hasSize(4);
  }

  private List<Sent> sentBy(Schedule schedule, int share, int shares) {
    sent.clear();
    clock.now = 0;
    pacer(schedule, share, shares).run();
    return List.copyOf(sent);
  }

  private Pacer pacer(Schedule schedule, int share, int shares) {
    return new Pacer(schedule, share, shares, clock, this::send, lag);
  }

  private void send(int client, long sequence) {
    sent.add(new Sent(client, sequence, clock.nanoTime()));
  }

  private void sendTheThirdSlowly(int client, long sequence) {
    send(client, sequence);
    clock.pass(sequence == 3 ? 35 * MILLI : 0);
  }

  private static long due(Schedule schedule, Sent one) {
    return schedule.intendedAt(one.client(), one.sequence());
  }

  private static Schedule schedule(int clients) {
    return Schedule.of(0, clients, 100, Duration.ofMillis(100), 1);
  }
}
