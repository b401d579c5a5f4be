package dev.wharf.swarm.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.report.Metrics;
import dev.wharf.swarm.report.ProcessResult;
import dev.wharf.swarm.report.Results;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Threshold;
import dev.wharf.swarm.report.Verdict;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SummaryTest {
  @Test
  void showsAGoodRun() {
    SwarmResult result = Results.good();
    assertThat(text(result, List.of("server     a note")))
        .isEqualTo(
            """

             100 clients, mixed, 10.0 s against 127.0.0.1:7777

             clients  asked  connected  logged in  failed  disconnected
                        100        100        100       0             0

             messages   sent  a second  expected  delivered  a second  settling
             echo      4,000       400     4,000      4,000       400         0
             chat      1,000       100    20,000     20,000     2,000         0

                   lost  duplicated  out of order  corrupted
             echo     0           0             0          0
             chat     0           0             0          0

             echo.states  12

             latency           p50      p90      p99    p99.9     max   count
             connect        250 us   400 us  1.20 ms  12.0 ms  130 ms     100
             login          750 us  1.20 ms  3.60 ms  36.0 ms  390 ms     100
             echo           250 us   400 us  1.20 ms  12.0 ms  130 ms   4,000
             chat           500 us   800 us  2.40 ms  24.0 ms  260 ms  20,000
             generator lag  250 us   400 us  1.20 ms  12.0 ms  130 ms   5,000

             swarm      CPU 4.2 s in 10.5 s (0.40 of 4 processors), 3 GC pauses, 7 ms
             errors     none
             server     a note

             PASS  nothing was lost, duplicated, out of order or corrupted
            """);
  }

  @Test
  void showsAllFaults() {
    assertThat(text(Results.bad(), List.of()))
        .isEqualTo(
            """

             ended early: it was stopped

             1,000 clients, echo, 60.0 s against [::1]:7777

             clients  asked  connected  logged in  failed  disconnected
                      1,000      1,015        995       5             4

             17 logins were retried: the server let nobody in at the moment

             resumes  cuts  lost connections  attempts  resumed  sent again
                        30                29        33       27          45

             2 resumes were refused: RESUME_REFUSED: the server was restarted

             messages       sent  a second  expected  delivered  a second  settling
             echo      1,000,000    16,667   999,994    999,887    16,664        40

                   lost  duplicated  out of order  corrupted
             echo   107           8             9         10

             echo: 5 messages not sent
             echo: 6 messages refused by the server
             echo: 11 numbers left out by the server
             echo: 12 deliveries of what nobody sent

             latency            p50      p90      p99    p99.9     max    count
             connect         250 us   400 us  1.20 ms  12.0 ms  130 ms      998
             login           250 us   400 us  1.20 ms  12.0 ms  130 ms      995
             resume          500 us   800 us  2.40 ms  24.0 ms  260 ms       27
             echo           0.00 us  0.00 us  0.00 us  0.00 us   300 s  999,887
             generator lag        -        -        -        -       -        0

             3 were above 300.0 s
             swarm      CPU 100.0 s in 61.0 s (1.64 of 4 processors), 0 GC pauses, 0 ms
             left over  1 live sessions, 0 pending operations, 0 buffers out
             errors
                        2 connect: refused
                        1,004 disconnected: RESET
             doubtful:   the run ended early: it was stopped

             broken: connect.failed == 0, found 2
             broken: login.failed == 0, found 3
             broken: disconnected == 0, found 4
             broken: not_sent == 0, found 5
             broken: refused == 0, found 6
             broken: lost == 0, found 107
             broken: duplicated == 0, found 8
             broken: out_of_order == 0, found 9
             broken: corrupted == 0, found 10
             broken: gaps == 0, found 11
             broken: unexpected == 0, found 12
             broken: failures == 0, found 13
             broken: left_over == 0, found 1
             broken: stopped == 0, found 1
             FAIL  14 of 14 bounds
            """);
  }

  @Test
  void aValueWithABarIsNoRowOfATable() {
    assertThat(text(Results.good(), List.of("a | b", "| c"))).contains(" a | b\n", " | c\n");
    SwarmResult lost =
        Results.ofProcesses().plusLost(ProcessResult.lost("x|y", "", "killed", 1, null));
    assertThat(text(lost, List.of())).contains(" x|y ");
  }

  @Test
  void isNoWiderThanATerminal() {
    for (SwarmResult result : List.of(Results.good(), Results.bad())) {
      assertThat(text(result, List.of()).lines()).allMatch(line -> line.length() <= 80);
    }
  }

  @Test
  void doesNotClaimThatNothingWasLostWhenTheBoundAllowedIt() {
    SwarmResult result =
        Results.of(Results.ECHO, new Counts(1_000, 0, 0, 20_000, 19_999, 0, 0, 0, 0, 0, 0));
    Threshold lax = Threshold.parse("lost <= 1", Metrics.names(List.of(), List.of()));
    Verdict verdict = Verdict.of(result, Threshold.withDefaults(List.of(lax)));
    assertThat(Summary.lines(result, verdict, List.of()))
        .endsWith(" PASS  all 14 bounds were kept");
  }

  static Verdict judge(SwarmResult result) {
    return Verdict.of(result, Threshold.withDefaults(List.of()));
  }

  /// Returns the summary without spaces at the ends of lines, because the text block with the
  /// expected summary cannot hold them.
  private static String text(SwarmResult result, List<String> notes) {
    return Summary.lines(result, judge(result), notes).stream()
        .map(line -> line.stripTrailing() + "\n")
        .collect(Collectors.joining());
  }
}
