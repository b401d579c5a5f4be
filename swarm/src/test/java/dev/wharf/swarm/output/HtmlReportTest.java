package dev.wharf.swarm.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.swarm.measure.MetricsPoller;
import dev.wharf.swarm.report.Ending;
import dev.wharf.swarm.report.Results;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Threshold;
import dev.wharf.swarm.report.Timeline;
import dev.wharf.swarm.report.TimelineRecorder;
import dev.wharf.swarm.report.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests the page without its scripts. The tests in verification/browser run the page with its
/// scripts in a browser.
class HtmlReportTest {
  private static final String EVIL = "</script><script>alert(1)</script><b a='\"'>&amp;";

  @TempDir private Path folder;

  @Test
  void showsTheVerdictFirst() {
    String good = text(Results.good());
    assertThat(good)
        .contains(
            "<title>PASS · 100 clients, mixed, 10.0 s · Wharf swarm</title>",
            "<h1>PASS: nothing lost, duplicated, out of order or corrupted</h1>");
    assertThat(good.indexOf("<h1>")).isLessThan(good.indexOf("What was tested"));
    String bad = text(Results.bad());
    assertThat(bad)
        .contains("<h1>FAIL: 14 of 14 thresholds broken</h1>", "<li>lost == 0, found 107</li>");
  }

  @Test
  void holdsAllTotalsWithoutAScript() {
    assertThat(text(Results.good()))
        .contains(
            "<th scope=\"row\">chat</th><td>1,000</td><td>20,000</td><td>20,000</td><td>0</td>",
            "<th scope=\"row\">all</th><td>5,000</td><td>24,000</td>",
            "<th scope=\"row\">echo</th><td>250 µs</td><td>400 µs</td><td>1.20 ms</td>",
            "<dt>Java of the swarm</dt><dd>25.0.1</dd>");
    assertThat(text(Results.bad())).contains("<th scope=\"row\">connect: refused</th><td>2</td>");
  }

  @Test
  void onlyAUnitAfterANumberBecomesMicroseconds() {
    Ending ending = new Ending(Duration.ZERO, "address already in use");
    SwarmResult result = SwarmResult.none(Results.good().info(), ending, Timeline.NONE);
    assertThat(text(result)).contains("address already in use");
  }

  @Test
  void showsTheOutcomesOfEachHostileKind() {
    assertThat(text(Results.withHostile(Results.good())))
        .contains(
            "<th scope=\"row\">flood</th><td>5</td><td>1,200</td><td>0</td><td>0</td>",
            "<th scope=\"row\">trickle</th><td>3</td><td>40</td><td>7</td><td>2</td>",
            "<th scope=\"row\">trickle</th><td>not ended</td><td>7</td><td>250 µs</td>"
                + "<td>12.0 ms</td>");
    assertThat(text(Results.good())).doesNotContain("ostile");
  }

  @Test
  void foldsOnlyTheBoundsOfHostileClients() {
    String page = text(Results.withHostile(Results.good()), List.of("flood", "trickle"));
    String shown = page.substring(page.indexOf("<section id=\"thresholds\">"), page.indexOf("<de"));
    String folded = page.substring(page.indexOf("<details class=\"fold\">"), page.indexOf("</de"));
    assertThat(shown)
        .contains(
            "<th scope=\"row\">lost == 0</th><td>0</td><td>✓ kept</td>",
            "<th scope=\"row\">hostile.trickle.unpunished == 0</th><td>7</td><td>✗ broken</td>")
        .doesNotContain("hostile.flood");
    assertThat(folded)
        .contains(
            "<summary>4 of 6 bounds on hostile clients kept</summary>",
            "<th scope=\"row\">hostile.flood.surprises == 0</th><td>0</td><td>✓ kept</td>")
        .doesNotContain("✗ broken");
    assertThat(text(Results.withHostile(Results.good()), List.of("flood")))
        .contains("<summary>3 of 3 bounds on hostile clients kept</summary>");
    assertThat(text(Results.good())).doesNotContain("<details");
  }

  @Test
  void loadsNoResources() {
    String page = text(Results.good());
    assertThat(page)
        .contains("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
        .doesNotContain("unsafe-inline", "unsafe-eval");
    assertThat(Pattern.compile("<[^>]+\\s(src|href)=\"(?!#|data:)").matcher(page).find()).isFalse();
  }

  @Test
  void holdsTheLicenseOfTheChartLibrary() {
    assertThat(text(Results.good()))
        .contains(
            "The MIT License", "Permission is hereby granted, free of charge", "uPlot (v1.6.");
  }

  @Test
  void escapesTextOfPeers() {
    Timeline timeline =
        new Timeline(
            List.of(Results.point(1, 1, 1, Map.of(EVIL, 1L))),
            List.of(new Timeline.Mark(EVIL, 0)),
            new MetricsPoller.Polls("http://h/" + EVIL, 1, 1, EVIL));
    SwarmResult result = Results.with(Results.good(), timeline);
    result.errors().put(EVIL, 1L);
    String page = HtmlReport.text(Results.report(result, List.of(EVIL)));
    assertThat(page)
        .doesNotContain("alert(1)</script>", "<script>alert", "<b a=")
        .contains(
            "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
                + "&lt;b a=&#39;&quot;&#39;&gt;&amp;amp;",
            "\\u003c/script\\u003e\\u003cscript\\u003ealert(1)");
    assertThat(page.split("<script", -1)).as("only the page's own scripts").hasSize(4);
  }

  @Test
  void replacesControlAndDirectionCharacters() {
    List<String> notes = List.of("a\u202eb\u0007c\u0000d\ud83de é 漢 😀");
    assertThat(HtmlReport.text(Results.report(Results.good(), notes)))
        .contains("a\\u202eb\\u0007c\\u0000d\\ud83de é 漢 😀");
  }

  @Test
  void neverExceedsItsSizeForAnyLengthOfRun() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    List<Timeline.Point> points =
        IntStream.rangeClosed(1, TimelineRecorder.MOST_POINTS)
            .mapToObj(
                second ->
                    Results.point(
                        second * 24,
                        random.nextDouble(1e6),
                        random.nextLong(1_000_000),
                        manyErrors(random)))
            .toList();
    Timeline timeline = new Timeline(points, List.of(), MetricsPoller.Polls.NONE);
    Report report = Results.report(Results.with(Results.good(), timeline));
    Path file = folder.resolve("report.html");
    HtmlReport.write(file, report);
    assertThat(Files.size(file)).isLessThan(HtmlReport.MOST_BYTES).isGreaterThan(150_000);
    assertThat(Files.readString(file)).contains("</html>");
    assertThat(text(Results.good()).getBytes(StandardCharsets.UTF_8).length).isLessThan(120_000);
  }

  @Test
  void warnsWhenTheSwarmMayHaveBeenTheLimit() {
    String caution = "Doubtful: the swarm, not the server, was the limit: its own lag: p99 ";
    assertThat(text(Results.good())).doesNotContain(caution);
    assertThat(text(late()))
        .contains(caution, "; the figures are doubtful</h1>", "class=\"verdict doubt\"");
  }

  private static SwarmResult late() {
    SwarmResult good = Results.good();
    return new SwarmResult(
        good.run(),
        good.connections(),
        good.scenarios(),
        Results.latency(5_000, 10),
        new SwarmResult.Generator(good.use(), ""),
        0,
        new TreeMap<>(),
        List.of(),
        Timeline.NONE,
        Map.of(),
        List.of());
  }

  private static Map<String, Long> manyErrors(SplittableRandom random) {
    Map<String, Long> errors = new TreeMap<>();
    for (int i = 0; i < 60; i++) {
      errors.put("disconnected: reason number " + i, random.nextLong(1_000));
    }
    return errors;
  }

  private static String text(SwarmResult result, List<String> hostileKinds) {
    Verdict verdict = Verdict.of(result, Threshold.withDefaults(List.of(), hostileKinds));
    Report report = Results.report(result);
    return HtmlReport.text(new Report(result, verdict, report.environment(), report.notes()));
  }

  private static String text(SwarmResult result) {
    return HtmlReport.text(Results.report(result));
  }
}
