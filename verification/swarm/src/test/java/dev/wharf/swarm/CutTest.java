package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.game.tests.Cli;
import dev.wharf.game.tests.TestServer;
import dev.wharf.swarm.cut.CutRate;
import dev.wharf.swarm.output.Summary;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.Resumes;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Threshold;
import dev.wharf.swarm.report.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests runs whose connections are cut (`--cut`), against a real server.
class CutTest {
  /// Most connections are cut several times, some while they resume a session. Nevertheless, each
  /// message arrives once and in order.
  @Test
  void losesNothingAlthoughConnectionsAreCut() {
    try (TestServer server = TestServer.start()) {
      SwarmResult result = run(server, new CutRate(60));
      Verdict verdict = Verdict.of(result, Threshold.withDefaults(List.of()));
      List<String> summary = Summary.lines(result, verdict, List.of());
      assertThat(verdict.broken()).as(String.join("\n", summary)).isEmpty();
      Resumes resumes = result.connections().resumes();
      assertThat(resumes.cuts()).isPositive();
      assertThat(resumes.absences()).isPositive();
      assertThat(resumes.resumed()).isEqualTo(resumes.absences());
      assertThat(resumes.attempts()).isGreaterThanOrEqualTo(resumes.resumed());
      assertThat(resumes.refused()).isEmpty();
      assertThat(resumes.time().count()).isEqualTo(resumes.resumed());
      assertThat(result.total().counts().isSpotless()).isTrue();
      assertThat(summary)
          .anyMatch(line -> line.matches(" resumes +cuts +lost connections +attempts .*"))
          .anyMatch(line -> line.startsWith(" resume "));
    }
  }

  /// The sessions can be resumed, but no connection is cut.
  @Test
  void cutsNothingAtARateOfZero() {
    try (TestServer server = TestServer.start()) {
      SwarmResult result = run(server, new CutRate(0));
      assertThat(result.connections().resumes()).isEqualTo(Resumes.NONE);
      assertThat(result.total().counts().isSpotless()).isTrue();
      assertThat(result.errors()).isEmpty();
    }
  }

  /// Without resuming, each cut is a disconnect, and the run fails.
  @Test
  void failsWhenTheServerResumesNoSession() {
    try (TestServer server = TestServer.start("resume.grace", "0s")) {
      SwarmResult result = run(server, new CutRate(100));
      assertThat(result.connections().disconnected()).isPositive();
      assertThat(result.errors())
          .containsEntry("resume: the server does not allow it", 20L)
          .containsKey("disconnected: IO_ERROR");
      assertThat(Verdict.of(result, Threshold.withDefaults(List.of())).isGood()).isFalse();
    }
  }

  private static SwarmResult run(TestServer server, CutRate cut) {
    SwarmOptions options =
        SwarmOptions.builder(server.address())
            .clients(20)
            .duration(Duration.ofSeconds(4))
            .workers(1)
            .cut(cut)
            .keepGoing(true)
            .settleTimeout(Duration.ofSeconds(20))
            .build();
    return new Swarm(options, new GameSwarm()).run(ProgressView.none());
  }

  @ParameterizedTest
  @CsvSource({
    "5, 'cut must be a share of the connections in each second, such as 5%/s, not ''5'''",
    "101%/s, 'cut must be 0%/s to 100%/s, not 101.0%/s'",
  })
  void rejectsOtherRates(String rate, String error) {
    Cli run = Cli.run("swarm", "--cut", rate);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(error);
  }
}
