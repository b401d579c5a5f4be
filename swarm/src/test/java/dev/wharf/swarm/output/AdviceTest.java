package dev.wharf.swarm.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.swarm.report.Results;
import dev.wharf.swarm.report.SwarmResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdviceTest {
  @Test
  void saysWhatToDoWhenAServerTurnsClientsAwayByAddress() {
    SwarmResult result = Results.turnedAway();
    assertThat(Advice.of(result))
        .singleElement()
        .asString()
        .contains("--dev", "admission.max-per-address", "--from");
    assertThat(Summary.lines(result, SummaryTest.judge(result), List.of()))
        .anyMatch(line -> line.startsWith(" what to do: the server closed connections"));
    assertThat(HtmlReport.text(Results.report(result)))
        .contains("What to do: the server closed connections");
  }

  @Test
  void aServerThatEndsTurnsNobodyAway() {
    SwarmResult killed =
        Results.withErrors(
            Map.of(
                "connection lost, logs in again: PEER_CLOSED", 20L,
                "login rejected: PEER_RESET", 3L));
    assertThat(Advice.of(killed)).isEmpty();
  }

  @Test
  void saysNothingAboutAGoodRun() {
    assertThat(Advice.of(Results.good())).isEmpty();
  }
}
