package dev.wharf.swarm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.profile.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PacerTest {
  private static final long MILLI = 1_000_000;
  private static final Profile PROFILE = Profile.steady(Duration.ofMillis(100));

  private final FakeRuntime clock = new FakeRuntime();
  private final LatencyRecorder lag = new LatencyRecorder();
  private final List<Sent> sent = new ArrayList<>();
  private int absent = -1;

  private record Sent(int client, long number, long scheduledAt, long at) {}

  @Test
  void sendsEachMessageExactlyAtItsTimeWhichIsAWholeMillisecond() {
    run(4, 0, 1, this::send);
    assertThat(sent)
        .hasSize(40)
        .allSatisfy(one -> assertThat(one.at()).isEqualTo(one.scheduledAt()))
        .isSortedAccordingTo((a, b) -> Long.compare(a.at(), b.at()));
    assertThat(sent.stream().map(Sent::at).limit(5))
        .containsExactly(0L, 3 * MILLI, 5 * MILLI, 8 * MILLI, 10 * MILLI);
    assertThat(sent.stream().filter(one -> one.client() == 2).map(Sent::number))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(lag.total().count()).isEqualTo(40);
    assertThat(lag.total().max()).isLessThan(1_000);
  }

  @Test
  void keepsWaitingWhenTheClockReturnsEarly() {
    clock.returnsEarly = true;
    run(4, 0, 1, this::send);
    assertThat(sent)
        .hasSize(40)
        .allSatisfy(one -> assertThat(one.at()).isEqualTo(one.scheduledAt()));
  }

  @Test
  void aSlowSendDoesNotShiftTheTimesOfLaterMessages() {
    run(1, 0, 1, this::sendTheThirdSlowly); // every 10 ms
    assertThat(sent.stream().map(one -> one.at() / MILLI))
        .as("messages due meanwhile are sent at once, then all are on time again")
        .containsExactly(0L, 10L, 20L, 55L, 55L, 55L, 60L, 70L, 80L, 90L);
    assertThat(sent.stream().map(one -> one.scheduledAt() / MILLI))
        .containsExactly(0L, 10L, 20L, 30L, 40L, 50L, 60L, 70L, 80L, 90L);
    assertThat(lag.total().count()).isEqualTo(10);
    assertThat(lag.total().max()).as("lag of the fourth message").isBetween(25 * MILLI, 26 * MILLI);
    assertThat(lag.total().mean())
        .as("the mean of lags of 25, 15 and 5 ms")
        .isBetween(4_400_000L, 4_600_000L);
  }

  @Test
  void theSharesTogetherSendEachMessageOnceAndAClientStaysInItsShare() {
    List<List<Sent>> shares = Stream.of(0, 1, 2).map(share -> sentBy(7, share, 3)).toList();
    assertThat(shares.stream().flatMap(List::stream).map(one -> one.client() * 100 + one.number()))
        .hasSize(70)
        .doesNotHaveDuplicates();
    assertThat(shares.stream().flatMap(share -> share.stream().map(Sent::client).distinct()))
        .doesNotHaveDuplicates();
  }

  @Test
  void aDisconnectedClientSkipsItsMessagesAndTheOthersKeepTheirTimes() {
    run(4, 0, 1, this::send);
    List<Sent> all = List.copyOf(sent);
    sent.clear();
    clock.now = 0;
    absent = 2;
    run(4, 0, 1, this::send);
    assertThat(sent)
        .containsExactlyElementsOf(all.stream().filter(one -> one.client() != 2).toList());
  }

  @Test
  void messagesDueBeforeAChangeKeepTheirTimesAndTheRestFollowTheChange() {
    Schedule schedule = schedule();
    Pacer[] pacer = new Pacer[1];
    pacer[0] =
        pacer(
            schedule,
            1,
            0,
            1,
            (client, iteration) -> {
              send(client, iteration);
              if (iteration.number() == 3) {
                clock.now += 15 * MILLI; // the fourth iteration becomes due
                schedule.change(2, false);
              }
            });
    pacer[0].finish();
    pacer[0].run();
    assertThat(sent.stream().map(one -> one.scheduledAt() / 100_000))
        .containsExactly(
            0L, 100L, 200L, 300L, 380L, 430L, 480L, 530L, 580L, 630L, 680L, 730L, 780L, 830L, 880L,
            930L, 980L);
  }

  @Test
  void aPauseDelaysLaterMessagesAndTheProfile() {
    Schedule schedule = schedule();
    clock.now = 25 * MILLI;
    schedule.change(1, true);
    clock.now = 1025 * MILLI;
    assertThat(schedule.profileAt()).isEqualTo(25 * MILLI);
    schedule.change(1, false);
    Pacer pacer = pacer(schedule, 1, 0, 1, this::send);
    pacer.finish();
    pacer.run();
    assertThat(sent.stream().map(one -> one.scheduledAt() / MILLI))
        .containsExactly(0L, 10L, 20L, 1030L, 1040L, 1050L, 1060L, 1070L, 1080L, 1090L);
    assertThat(schedule.isOver()).isFalse();
    clock.now = 1100 * MILLI;
    assertThat(schedule.isOver()).isTrue();
  }

  /// A part has no users when there are more parts than users.
  @Test
  void aPartWithoutUsersWaitsUntilTheEndOfTheSchedule() {
    run(1, 1, 2, this::send);
    assertThat(sent).isEmpty();
    assertThat(clock.now).isBetween(89 * MILLI, 100 * MILLI);
  }

  @Test
  void endsWhenStopped() {
    Pacer[] pacer = new Pacer[1];
    pacer[0] =
        pacer(
            schedule(),
            1,
            0,
            1,
            (client, iteration) -> {
              send(client, iteration);
              if (iteration.number() == 4) {
                pacer[0].stop();
              }
            });
    pacer[0].run();
    assertThat(sent).hasSize(4);
  }

  private List<Sent> sentBy(int clients, int share, int shares) {
    sent.clear();
    clock.now = 0;
    run(clients, share, shares, this::send);
    return List.copyOf(sent);
  }

  private void run(int clients, int share, int shares, BiConsumer<Integer, Iteration> sender) {
    Pacer pacer = pacer(schedule(), clients, share, shares, sender);
    pacer.finish();
    pacer.run();
  }

  private Schedule schedule() {
    return new Schedule(PROFILE, List.of(100.0), 0, clock);
  }

  private Pacer pacer(
      Schedule schedule,
      int clients,
      int share,
      int shares,
      BiConsumer<Integer, Iteration> sender) {
    int[] order = IntStream.range(0, clients).toArray();
    Pacer.PacedUsers users =
        new Pacer.PacedUsers() {
          @Override
          public int[] order() {
            return order;
          }

          @Override
          public boolean isDue(int client) {
            return client != absent;
          }

          @Override
          public void runIteration(int client, Iteration iteration) {
            sender.accept(client, iteration);
          }
        };
    return new Pacer(schedule, 0, share, shares, 0, clock, users, lag);
  }

  private void send(int client, Iteration iteration) {
    sent.add(new Sent(client, iteration.number(), iteration.scheduledAt(), clock.nanoTime()));
  }

  private void sendTheThirdSlowly(int client, Iteration iteration) {
    send(client, iteration);
    clock.now += iteration.number() == 3 ? 35 * MILLI : 0;
  }
}
