package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.tests.Cli;
import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.output.ReportFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the command `wharf swarm compare` with the arguments and exit codes of a shell.
class CompareCommandTest {
  private static final String REPORT =
      """
      {"format": 4, "verdict": "pass",
       "run": {"server": "a:1", "clients": 100, "scenarios": ["echo"], "seed": 1},
       "connections": {"asked": 100, "connect_failed": 0, "login_failed": 0, "disconnected": 0,
         "connect": LATENCY, "login": LATENCY},
       "scenarios": [{"name": "echo", "sent": 1000, "delivered": 1000,
         "delivered_per_second": 100.0, "not_sent": 0, "refused": 0, "lost": 0, "duplicated": 0,
         "out_of_order": 0, "corrupted": 0, "gaps": 0, "unexpected": 0, "latency": LATENCY}],
       "hostile": [{"kind": "flood", "unpunished": 0, "surprises": 0}],
       "generator_lag": LATENCY, "swarm": {"cpu_seconds": 0.5}, "failures": 0,
       "timeline": {"at": [[[[[[[1]]]]]]]}}
      """
          .replace(
              "LATENCY",
              "{\"count\": 10, \"p50\": 1000.0, \"p90\": 2000.0, \"p99\": 4000.0,"
                  + " \"p99.9\": 5000.0, \"max\": 6000.0}");

  @TempDir private Path folder;

  @Test
  void sameRunsAreNotWorse() throws IOException {
    Cli run = compare(REPORT, REPORT);
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.outLines())
        .contains(" PASS  nothing is worse", " echo delivered/s           100      100  x 1.00")
        .noneMatch(line -> line.contains("WORSE") || line.contains("asked for"))
        .allMatch(line -> line.length() <= 80);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"lost\": 0       | \"lost\": 1       | echo lost           |",
        "\"gaps\": 0       | \"gaps\": 7       | echo gaps           |",
        "\"disconnected\": 0 | \"disconnected\": 1 | disconnected        |",
        "\"failures\": 0   | \"failures\": 2   | failures            |",
        "\"pass\"          | \"fail\"          | verdict             |",
        "100.0             | 90.0              | echo delivered/s    | x 0.90",
        "\"p50\": 1000.0   | \"p50\": 1300.0   | echo p50            | x 1.30",
        "\"p99\": 4000.0   | \"p99\": 4500.0   | login p99           | x 1.13",
        "\"unpunished\": 0 | \"unpunished\": 1 | hostile flood unpunished |",
        "\"surprises\": 0  | \"surprises\": 3  | hostile flood surprises  | ",
        "\"flood\"        | \"silent\"       | hostile flood       |",
        "\"echo\", \"sent\"  | \"dance\", \"sent\"  | echo                |",
      })
  void whatIsWorseFails(String was, String is, String row, String ratio) throws IOException {
    Cli run = compare(REPORT, REPORT.replace(was, is));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.outLines())
        .anyMatch(
            line ->
                line.startsWith(" " + row + " ")
                    && line.endsWith("WORSE")
                    && (ratio == null || line.contains(ratio)))
        .anyMatch(line -> line.startsWith(" FAIL  "));
    Cli back = compare(REPORT.replace(was, is), REPORT);
    assertThat(back.outLines())
        .noneMatch(line -> line.startsWith(" " + row + " ") && line.endsWith("WORSE"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // This time grows by more than a tenth, but by less than 0.2 ms.
        "\"p50\": 1000.0   | \"p50\": 1190.0",
        // This time grows by more than 0.2 ms, but by less than a tenth.
        "\"p99\": 4000.0   | \"p99\": 4390.0",
        "100.0             | 91.0",
        // These figures are not judged, because too few messages decide them.
        "\"p99.9\": 5000.0 | \"p99.9\": 50000.0",
        "\"max\": 6000.0   | \"max\": 60000.0",
        "\"cpu_seconds\": 0.5 | \"cpu_seconds\": 5",
      })
  void whatIsWithinTheTolerancesOrNotJudgedPasses(String was, String is) throws IOException {
    Cli run = compare(REPORT, REPORT.replace(was, is));
    assertThat(run.outLines()).contains(" PASS  nothing is worse");
    assertThat(run.code()).isZero();
  }

  @Test
  void retriedLoginsAreShownButNotJudged() throws IOException {
    String later = REPORT.replace("\"login_failed\": 0", "\"login_failed\": 0, \"retried\": 7");
    Cli more = compare(REPORT, later);
    assertThat(more.code()).isZero();
    assertThat(more.outLines()).anyMatch(line -> line.matches(" retried +0 +7 *"));
    assertThat(compare(later, REPORT).outLines())
        .anyMatch(line -> line.matches(" retried +7 +0 +x 0.00 *"));
    assertThat(compare(REPORT, REPORT).out()).doesNotContain("retried");
  }

  @Test
  void theTolerancesCanBeChosen() throws IOException {
    String slower = REPORT.replace("\"p50\": 1000.0", "\"p50\": 1300.0");
    assertThat(compare(REPORT, slower, "--tolerance", "31%").code()).isZero();
    assertThat(compare(REPORT, slower, "--tolerance", "29%").code()).isEqualTo(1);
    assertThat(compare(REPORT, slower, "--tolerance-time", "0.4ms").code()).isZero();
    String little = REPORT.replace("\"p50\": 1000.0", "\"p50\": 1010.0");
    assertThat(compare(REPORT, little, "--tolerance", "0.5%", "--tolerance-time", "0.001ms").code())
        .isEqualTo(1);
  }

  @Test
  void showsOptionsThatDiffer() throws IOException {
    Cli run = compare(REPORT, REPORT.replace("\"clients\": 100", "\"clients\": 200"));
    assertThat(run.outLines()).contains(" asked for: clients was 100, now 200");
    assertThat(run.code()).isZero();
  }

  @Test
  void textOfAFileNeverReachesTheTerminalRaw() throws IOException {
    String odd = REPORT.replace("\"echo\", \"sent\"", "\"\\u001b[2Jecho\", \"sent\"");
    assertThat(compare(odd, odd).out()).contains("?[2Jecho p50").doesNotContain("\u001b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "               | is not a swarm's report: it has no format",
        "{\"format\": 2 | is not JSON, or not all of it",
        "hello          | is not JSON, or not all of it",
        "{}             | is not a swarm's report: it has no format",
        "[]             | is not a swarm's report: it has no format",
        "{\"format\": 1, \"verdict\": \"pass\"} | is of format 1: this version reads format 4"
            + " alone",
        "{\"format\": 4} | is not a swarm's report: it has no verdict",
      })
  void aBadFileIsNamedInOneLine(String text, String problem) throws IOException {
    expectBad(compare(text == null ? "" : text, REPORT), "before.json " + problem);
    expectBad(compare(REPORT, text == null ? "" : text), "after.json " + problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"lost\": 0,", "\"p50\": 1000.0,", "\"failures\": 0,"})
  void aMissingFigureIsNamed(String figure) throws IOException {
    String field = figure.substring(1, figure.lastIndexOf('"'));
    Cli run = compare(REPORT, REPORT.replace(figure, ""));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errLines())
        .singleElement()
        .asString()
        .contains("after.json", "it has no", field);
  }

  @Test
  void aFigureThatIsNoNumberIsNamed() throws IOException {
    expectBad(
        compare(REPORT, REPORT.replace("\"lost\": 0", "\"lost\": \"many\"")),
        "after.json is not a swarm's report: scenarios.0.lost is not a number");
  }

  @Test
  void rejectsDeepNesting() throws IOException {
    expectBad(compare("[".repeat(100_000), REPORT), "before.json is not JSON, or not all of it");
  }

  @Test
  void aFileThatIsTooBigIsNotRead() throws IOException {
    Path big = folder.resolve("big.json");
    try (RandomAccessFile file = new RandomAccessFile(big.toFile(), "rw")) {
      file.setLength(ReportFile.MOST_BYTES + 1);
    }
    expectBad(
        Cli.run("swarm", "compare", big.toString(), big.toString()),
        "big.json is too big: more than 16 MiB");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Cli run = Cli.run("swarm", "compare", folder + "/none.json", folder + "/none.json");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errLines())
        .containsExactly(
            "wharf swarm compare: there is no file "
                + folder
                + "/none.json (--help explains the options)");
    assertThat(Cli.run("swarm", "compare", folder.toString(), folder.toString()).code())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "-1%", "ten%", "1001%", "%", "99999999999%"})
  void aToleranceIsAPercentage(String tolerance) throws IOException {
    Cli run = compare(REPORT, REPORT, "--tolerance=" + tolerance);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("tolerance must be 0% to 1000%, such as 10%, not '" + tolerance);
  }

  @Test
  void hasAHelpText() {
    Cli run = Cli.run("swarm", "compare", "--help");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .startsWith("Usage: wharf swarm compare")
        .contains("--tolerance 25%", "(10%)", "  wharf swarm compare before.json after.json");
    assertThat(Cli.run("swarm", "compare", "--version").out()).startsWith("Wharf ");
  }

  private static void expectBad(Cli run, String problem) {
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.errLines())
        .singleElement()
        .asString()
        .startsWith("wharf swarm compare: ")
        .endsWith(problem + " (--help explains the options)");
  }

  private Cli compare(String before, String after, String... more) throws IOException {
    Path one = Files.writeString(folder.resolve("before.json"), before);
    Path two = Files.writeString(folder.resolve("after.json"), after);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("swarm", "compare", one.toString(), two.toString()));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray(String[]::new));
  }

  @Test
  void comparesPercentilesThatWereAskedFor() throws IOException {
    String quick = withHistogram(1_000);
    String slow = withHistogram(2_000);
    assertThat(compare(quick, slow).code()).as("no figure of the file is worse").isZero();
    Cli run = compare(quick, slow, "--percentiles", "p95,p99.99");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.outLines())
        .anyMatch(line -> line.matches(" echo p95 +950 us +1.90 ms +x 2.00 +WORSE"))
        .anyMatch(line -> line.matches(" echo p99.99 +1.00 ms +2.00 ms +x 2.00 +WORSE"));
    assertThat(compare(quick, slow, "--percentiles", "p0").err())
        .contains("'p0' is not a percentile such as p95 or p99.99");
  }

  private static String withHistogram(int mostMicros) {
    LatencyRecorder recorder = new LatencyRecorder();
    for (int i = 1; i <= 1_000; i++) {
      recorder.record(i * mostMicros);
    }
    String hdr = recorder.histogram().encoded();
    return REPORT.replace(
        "\"timeline\"",
        "\"histograms\": {\"echo\": {\"percentiles\": [[50, 1]], \"hdr\": \""
            + hdr
            + "\"}}, \"timeline\"");
  }
}
