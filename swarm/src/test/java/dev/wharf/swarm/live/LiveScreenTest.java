package dev.wharf.swarm.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.swarm.report.Snapshot;
import java.util.List;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class LiveScreenTest {
  @Test
  void at60ColumnsTheTablesHaveFewerColumns() {
    assertShows(
        Frames.frame(Frames.calm(), Frames.AS_PLANNED),
        60,
        24,
        """
         mixed                                                0:04
         █████████████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  42 %

         clients  498 of 500 online,  499 connected so far,  0 lost

         a second     asked     sent delivered  delivered, 1 min
         echo         2,000    2,000     1,999  ▆▇█ ▁▂▃▄▅▆▇█ ▁▂▃▄▅▆
         chat           500      500    10,001  ▁▂▃▄▅▆▇█ ▁▂▃▄▅▆▇█ ▁

         latency              p50      p90      p99    p99.9
         echo     1 s      252 us   380 us  5.96 ms  7.45 ms
                  run      252 us   380 us  5.96 ms  7.45 ms
         chat     1 s           -        -        -        -
                  run      252 us   380 us  5.96 ms  7.45 ms
         connect  1 s           -        -        -        -
         connect  run      252 us   380 us  5.96 ms  7.45 ms
         login    1 s           -        -        -        -
         login    run      252 us   380 us  5.96 ms  7.45 ms
         own lag  1 s      252 us   380 us  5.96 ms  7.45 ms
         own lag  run      252 us   380 us  5.96 ms  7.45 ms
         generator    CPU 0.37 of 2,  GC 3 ms
         errors       none

         + - clients   [ ] rate   p pause   q stop   ? help
        """);
  }

  @Test
  void aNoteIsTheFirstLineAndTheOtherLinesMakeRoom() {
    Frame calm = Frames.frame(Frames.calm(), Frames.AS_PLANNED);
    Frame noted =
        new Frame(calm.snapshot(), calm.history(), calm.state(), false, "open http://127.0.0.1/");
    for (int columns : new int[] {60, 140}) {
      List<String> lines = Frames.texts(noted, columns, 16);
      assertThat(lines).hasSize(16).first().isEqualTo(" open http://127.0.0.1/");
      assertThat(lines.get(1)).startsWith(" mixed");
      assertThat(lines.getLast()).isEqualTo(Frames.texts(calm, columns, 16).getLast());
    }
  }

  @Test
  void at80ColumnsEverythingIsInOneColumn() {
    assertShows(
        Frames.frame(Frames.full(), Frames.AS_PLANNED),
        80,
        40,
        """
         mixed (spike)                                                         1:02:05
         █████████████████│███████████░░░░░░│░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  42 %

         clients       12,326 of 12,345 online,  12,344 connected so far,  17 lost

         a second            asked       sent   delivered  delivered, 1 min
         echo                2,000      2,000       1,999  ▆▇█ ▁▂▃▄▅▆▇█ ▁▂▃▄▅▆▇█ ▁▂▃▄▅▆
         chat                  500        500      10,001   ▁▂▃▄▅▆▇█ ▁▂▃▄▅▆▇█ ▁

         latency                   p50      p90      p99    p99.9      max       count
         echo          1 s      252 us   380 us  5.96 ms  7.45 ms  10.3 ms       2,000
                       run      252 us   380 us  5.96 ms  7.45 ms  10.3 ms       8,000
         chat          1 s           -        -        -        -        -           0
                       run      252 us   380 us  5.96 ms  7.45 ms  10.3 ms   1,234,567
         connect       1 s           -        -        -        -        -           0
         connect       run      252 us   380 us  5.96 ms  7.45 ms  10.3 ms         500
         login         1 s           -        -        -        -        -           0
         login         run      252 us   380 us  5.96 ms  7.45 ms  10.3 ms         500
         own lag       1 s      252 us   380 us  5.96 ms  7.45 ms  10.3 ms       2,500
         own lag       run      252 us   380 us  5.96 ms  7.45 ms  10.3 ms      10,000
         generator    CPU 0.37 of 2,  GC 3 ms

         errors       1,246, reasons: 2
             1,234  server: RATE_LIMIT
                12  connect: Connection refused

         server       http://127.0.0.1:7780/metrics
         sessions               1  CPU, all of it     3.0 %  send queues    173.0 KiB
         packets in/s       2,187  packets out/s      6,561  handler           1.59 s
         job delay         4.78 s  late ticks/s   14,348,907  slow readers/s   531,441
         accepts/s            243  closes/s             729  GC ms/s               81
         heap                 9 B  game's buffers  41.1 MiB  JDK's buffers       27 B
         bytes in/s      19.2 KiB  bytes out/s     57.7 KiB

         hostile         attempts  unpunished  surprises  mostly
         all kinds            240           3          0
         half-packet          120           3          0  RATE_LIMIT
         flood                120           0          0  RATE_LIMIT

         + - clients   [ ] rate   p pause   q stop   ? help
        """);
  }

  @Test
  void with24LinesTheLeastImportantLinesAreLeftOut() {
    assertShows(
        Frames.frame(Frames.full(), Frames.AS_PLANNED),
        80,
        24,
        """
         mixed (spike)                                                         1:02:05
         █████████████████│███████████░░░░░░│░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  42 %
         clients       12,326 of 12,345 online,  12,344 connected so far,  17 lost
         a second            asked       sent   delivered  delivered, 1 min
         echo                2,000      2,000       1,999  ▆▇█ ▁▂▃▄▅▆▇█ ▁▂▃▄▅▆▇█ ▁▂▃▄▅▆
         chat                  500        500      10,001   ▁▂▃▄▅▆▇█ ▁▂▃▄▅▆▇█ ▁
         latency                   p50      p90      p99    p99.9      max       count
         echo          1 s      252 us   380 us  5.96 ms  7.45 ms  10.3 ms       2,000
                       run      252 us   380 us  5.96 ms  7.45 ms  10.3 ms       8,000
         chat          1 s           -        -        -        -        -           0
                       run      252 us   380 us  5.96 ms  7.45 ms  10.3 ms   1,234,567
         connect       run      252 us   380 us  5.96 ms  7.45 ms  10.3 ms         500
         login         run      252 us   380 us  5.96 ms  7.45 ms  10.3 ms         500
         own lag       run      252 us   380 us  5.96 ms  7.45 ms  10.3 ms      10,000
         generator    CPU 0.37 of 2,  GC 3 ms
         errors       1,246, reasons: 2
             1,234  server: RATE_LIMIT
         server       http://127.0.0.1:7780/metrics
         sessions               1  CPU, all of it     3.0 %  send queues    173.0 KiB
         packets in/s       2,187  packets out/s      6,561  handler           1.59 s
         hostile         attempts  unpunished  surprises  mostly
         all kinds            240           3          0
         half-packet          120           3          0  RATE_LIMIT
         + - clients   [ ] rate   p pause   q stop   ? help
        """);
  }

  @Test
  void at120ColumnsTheServerIsBesideTheLoad() {
    assertShows(
        Frames.frame(Frames.full(), Frames.AS_PLANNED),
        120,
        24,
        """
         mixed (spike)                                                                                                 1:02:05
         ███████████████████████████│██████████████████░░░░░░░░░│░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  42 %
                                                                                           generator    CPU 0.37 of 2,  GC 3 ms
         clients       12,326 of 12,345 online,  12,344 connected so far,  17 lost         errors       1,246, reasons: 2
                                                                                               1,234  server: RATE_LIMIT
         a second            asked       sent   delivered  delivered, 1 min                       12  connect: Connection refus
         echo                2,000      2,000       1,999  ▆▇█ ▁▂▃▄▅▆▇█ ▁▂▃▄▅▆▇█ ▁▂▃▄▅▆    server       http://127.0.0.1:7780/m
         chat                  500        500      10,001   ▁▂▃▄▅▆▇█ ▁▂▃▄▅▆▇█ ▁            sessions               1
                                                                                           CPU, all of it     3.0 %
         latency                   p50      p90      p99    p99.9      max       count     send queues    173.0 KiB
         echo          1 s      252 us   380 us  5.96 ms  7.45 ms  10.3 ms       2,000     packets in/s       2,187
                       run      252 us   380 us  5.96 ms  7.45 ms  10.3 ms       8,000     packets out/s      6,561
         chat          1 s           -        -        -        -        -           0     handler           1.59 s
                       run      252 us   380 us  5.96 ms  7.45 ms  10.3 ms   1,234,567     job delay         4.78 s
         connect       1 s           -        -        -        -        -           0     late ticks/s   14,348,907
         connect       run      252 us   380 us  5.96 ms  7.45 ms  10.3 ms         500     slow readers/s   531,441
         login         1 s           -        -        -        -        -           0     accepts/s            243
         login         run      252 us   380 us  5.96 ms  7.45 ms  10.3 ms         500     closes/s             729
         own lag       1 s      252 us   380 us  5.96 ms  7.45 ms  10.3 ms       2,500     hostile         attempts  unpunished
         own lag       run      252 us   380 us  5.96 ms  7.45 ms  10.3 ms      10,000     all kinds            240           3
                                                                                           half-packet          120           3
                                                                                           flood                120           0

         + - clients   [ ] rate   p pause   q stop   ? help
        """);
  }

  @Test
  void at200ColumnsThereIsRoomForTheWholeMinute() {
    assertShows(
        Frames.frame(Frames.full(), Frames.AS_PLANNED),
        200,
        50,
        """
         mixed (spike)                                                                                                                                                                                 1:02:05
         ███████████████████████████████████████████████│████████████████████████████████░░░░░░░░░░░░░░░│░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  42 %

         clients       12,326 of 12,345 online,  12,344 connected so far,  17 lost                                          generator    CPU 0.37 of 2,  GC 3 ms

         a second            asked       sent   delivered  delivered, 1 min                                                 errors       1,246, reasons: 2
         echo                2,000      2,000       1,999   ▁▂▃▄▅▆▇█ ▁▂▃▄▅▆▇█ ▁▂▃▄▅▆▇█ ▁▂▃▄▅▆▇█ ▁▂▃▄▅▆▇█ ▁▂▃▄▅▆▇█ ▁▂▃▄▅▆        1,234  server: RATE_LIMIT
         chat                  500        500      10,001   ▁▂▃▄▅▆▇█ ▁▂▃▄▅▆▇█ ▁                                                    12  connect: Connection refused

         latency                   p50      p90      p99    p99.9      max       count                                      server       http://127.0.0.1:7780/metrics
         echo          1 s      252 us   380 us  5.96 ms  7.45 ms  10.3 ms       2,000                                      sessions               1  CPU, all of it     3.0 %  send queues    173.0 KiB
                       run      252 us   380 us  5.96 ms  7.45 ms  10.3 ms       8,000                                      packets in/s       2,187  packets out/s      6,561  handler           1.59 s
         chat          1 s           -        -        -        -        -           0                                      job delay         4.78 s  late ticks/s   14,348,907  slow readers/s   531,441
                       run      252 us   380 us  5.96 ms  7.45 ms  10.3 ms   1,234,567                                      accepts/s            243  closes/s             729  GC ms/s               81
         connect       1 s           -        -        -        -        -           0                                      heap                 9 B  game's buffers  41.1 MiB  JDK's buffers       27 B
         connect       run      252 us   380 us  5.96 ms  7.45 ms  10.3 ms         500                                      bytes in/s      19.2 KiB  bytes out/s     57.7 KiB
         login         1 s           -        -        -        -        -           0
         login         run      252 us   380 us  5.96 ms  7.45 ms  10.3 ms         500                                      hostile         attempts  unpunished  surprises  mostly
         own lag       1 s      252 us   380 us  5.96 ms  7.45 ms  10.3 ms       2,500                                      all kinds            240           3          0
         own lag       run      252 us   380 us  5.96 ms  7.45 ms  10.3 ms      10,000                                      half-packet          120           3          0  RATE_LIMIT
                                                                                                                            flood                120           0          0  RATE_LIMIT

         + - clients   [ ] rate   p pause   q stop   ? help
        """);
  }

  @Test
  void atAnySizeNoLineWrapsAndNoneIsTooMany() {
    for (Snapshot snapshot : List.of(Frames.calm(), Frames.full())) {
      Frame frame = Frames.frame(snapshot, new Steering.State(1.2, true, false));
      for (int columns = 1; columns <= 220; columns++) {
        int width = columns;
        for (int rows : new int[] {1, 2, 5, 10, 24, 60}) {
          List<AttributedString> lines = LiveScreen.lines(frame, columns, rows);
          assertThat(lines).hasSizeLessThanOrEqualTo(rows);
          assertThat(lines)
              .as("at %d columns", columns)
              .allMatch(line -> line.columnLength() <= Math.max(1, width - 1));
        }
      }
    }
  }

  @Test
  void withAnyNumberOfLinesTheKeysAreTheLast() {
    Frame frame = Frames.frame(Frames.full(), Frames.AS_PLANNED);
    IntStream.rangeClosed(3, 40)
        .forEach(
            rows ->
                assertThat(Frames.texts(frame, 80, rows))
                    .last()
                    .isEqualTo(" + - clients   [ ] rate   p pause   q stop   ? help"));
  }

  @Test
  void showsAPauseAndAChangedRate() {
    Frame frame = Frames.frame(Frames.calm(), new Steering.State(1.2, true, false));
    List<String> lines = Frames.texts(frame, 80, 24);
    assertThat(lines.getFirst()).startsWith(" mixed   rate 120 %   paused");
    assertThat(lines.getLast()).contains("p resume");
  }

  @Test
  void showsRetriedLogins() {
    assertThat(Frames.texts(Frames.frame(Frames.retried(1_234), Frames.AS_PLANNED), 80, 24))
        .contains("               1,234 logins retried");
  }

  @Test
  void showsThatItStops() {
    Frame frame = Frames.frame(Frames.calm(), new Steering.State(1, false, true));
    assertThat(Frames.texts(frame, 80, 24).getLast()).startsWith(" stopping");
  }

  @Test
  void explainsTheKeysInsteadOfTheFigures() {
    assertThat(Frames.texts(Frames.help(Frames.calm()), 60, 24))
        .contains(" q         stop: wait for messages in flight, then report")
        .noneMatch(line -> line.contains("latency"));
  }

  private static void assertShows(Frame frame, int columns, int rows, String expected) {
    assertThat(String.join("\n", Frames.texts(frame, columns, rows)) + "\n").isEqualTo(expected);
  }
}
