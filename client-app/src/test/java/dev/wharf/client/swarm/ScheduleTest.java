package dev.wharf.client.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
  private static final long START = 1_000_000;
  private static final long PERIOD = 250_000_000;

  @Test
  void everyClientSendsAtItsOwnFixedPeriod() {
    Schedule schedule = fourASecond(10, 1);
    for (int client = 0; client < 10; client++) {
      long first = schedule.intendedAt(client, 1);
      for (long sequence = 1; sequence <= 8; sequence++) {
        assertThat(schedule.intendedAt(client, sequence))
            .isEqualTo(first + (sequence - 1) * PERIOD);
      }
    }
  }

  @Test
  void theClientsAreSpreadEvenlyOverThePeriod() {
    List<Long> times = firstTimes(fourASecond(10, 1));
    assertThat(times.stream().sorted())
        .containsExactlyElementsOf(
            IntStream.range(0, 10).mapToObj(i -> START + i * PERIOD / 10).toList());
  }

  @Test
  void allTimesAreWithinTheDuration() {
    Schedule schedule = fourASecond(7, 3);
    assertThat(schedule.messagesEach()).isEqualTo(8);
    assertThat(schedule.length()).isEqualTo(Duration.ofSeconds(2));
    assertThat(schedule.startNanos()).isEqualTo(START);
    for (int client = 0; client < 7; client++) {
      assertThat(schedule.intendedAt(client, 1)).isGreaterThanOrEqualTo(START);
      assertThat(schedule.intendedAt(client, 8)).isLessThan(START + 2_000_000_000L);
    }
  }

  @Test
  void theOrderComesFromTheSeedAlone() {
    assertThat(firstTimes(fourASecond(50, 5))).isEqualTo(firstTimes(fourASecond(50, 5)));
    assertThat(firstTimes(fourASecond(50, 5))).isNotEqualTo(firstTimes(fourASecond(50, 6)));
    assertThat(firstTimes(fourASecond(50, 5)))
        .isNotEqualTo(firstTimes(fourASecond(50, 5)).stream().sorted().toList());
  }

  @Test
  void aPositionAndItsClientAreDueAtTheSameTime() {
    Schedule schedule = fourASecond(33, 9);
    for (int position = 0; position < 33; position++) {
      int client = schedule.clientAt(position);
      assertThat(schedule.intendedAt(client, 2))
          .isEqualTo(schedule.intendedAtPosition(position, 2));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4, 2000, 8",
    "1, 1000, 1",
    "1, 10, 1",
    "0.01, 1000, 1",
    "3, 1000, 3",
    "10000, 1000, 10000"
  })
  void eachClientSendsRateTimesDurationAndOneAtLeast(double rate, long millis, long each) {
    Schedule schedule = Schedule.of(START, 3, rate, Duration.ofMillis(millis), 1);
    assertThat(schedule.messagesEach()).isEqualTo(each);
    assertThat(schedule.clients()).isEqualTo(3);
  }

  private static Schedule fourASecond(int clients, long seed) {
    return Schedule.of(START, clients, 4, Duration.ofSeconds(2), seed);
  }

  private static List<Long> firstTimes(Schedule schedule) {
    List<Long> times = new ArrayList<>();
    for (int client = 0; client < schedule.clients(); client++) {
      times.add(schedule.intendedAt(client, 1));
    }
    return times;
  }

  @Test
  void knowsHowManyAreDue() {
    Schedule schedule = Schedule.of(1_000, 7, 3, Duration.ofSeconds(2), 1);
    for (long now = 0; now < Duration.ofSeconds(3).toNanos(); now += 13_000_001) {
      long due = 0;
      for (int client = 0; client < 7; client++) {
        for (long sequence = 1; sequence <= schedule.messagesEach(); sequence++) {
          due += schedule.intendedAt(client, sequence) <= now ? 1 : 0;
        }
      }
      assertThat(schedule.dueBy(now)).as("after %d ns", now).isEqualTo(due);
    }
  }
}
