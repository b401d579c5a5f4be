package dev.wharf.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wharf.swarm.output.HtmlReport;
import dev.wharf.swarm.output.Report;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the page that `wharf swarm --report` writes.
@InBrowser
class SwarmReportTest {
  private static final String EVIL =
      "</script><script>document.title='owned'</script><img src=x"
          + " onerror=\"document.title='owned'\"><!-- &amp; \"'` ${1} \u2028 \u0007";

  /// JavaScript that counts the painted pixels of the canvas: those that are not transparent.
  private static final String PAINTED =
      """
      Array.from(document.querySelectorAll('canvas')).map(canvas => {
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        return pixels.filter((value, i) => i % 4 === 3 && value > 0).length;
      })\
      """;

  /// JavaScript that counts the visible thresholds.
  private static final String ROWS_SHOWN =
      """
      Array.from(document.querySelectorAll('#thresholds tbody tr'))
        .filter(row => row.checkVisibility()).length\
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"light, 1280", "dark, 1280", "light, 360", "dark, 360"})
  void drawsItsChartsWithoutATroubleAndWithoutTheNetwork(
      String scheme, int width, Browser browser) {
    try (Page page = open(browser, SampleReports.good(90), scheme, width)) {
      int charts = page.number("Number(document.documentElement.dataset.charts)");
      assertThat(charts).isGreaterThan(12);
      assertThat(page.number("document.querySelectorAll('.chart canvas').length"))
          .isEqualTo(charts);
      assertThat(page.evaluate(PAINTED))
          .allSatisfy(painted -> assertThat(painted.asInt()).isGreaterThan(500));
      assertThat(page.problems()).isEmpty();
      assertThat(page.requests())
          .as("only the file itself")
          .allMatch(url -> url.startsWith("file:") || url.startsWith("data:"))
          .filteredOn(url -> url.startsWith("file:"))
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 360, 768, 1280, 2000})
  void neverScrollsSideways(int width, Browser browser) {
    for (Report report : new Report[] {SampleReports.good(90), SampleReports.evil(EVIL)}) {
      try (Page page = open(browser, report, "light", width)) {
        await()
            .atMost(Browser.PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(page.number("document.documentElement.scrollWidth"))
                        .isLessThanOrEqualTo(width));
        assertThat(page.evaluate(reachBeyond(width))).as("elements that are cut off").isEmpty();
      }
    }
  }

  @Test
  void showsTextOfPeersAsText(Browser browser) {
    try (Page page = open(browser, SampleReports.evil(EVIL), "light", 1280)) {
      assertThat(page.text("document.title")).startsWith("FAIL");
      assertThat(page.number("document.images.length")).isZero();
      assertThat(page.number("document.scripts.length")).isEqualTo(3);
      assertThat(page.text("document.body.innerText"))
          .contains("</script><script>document.title='owned'</script><img src=x onerror=");
      assertThat(page.text("document.querySelector('#time-charts').innerText"))
          .contains("<img src=x onerror=");
      assertThat(page.number("document.querySelectorAll('.chart').length")).isGreaterThan(12);
      assertThat(page.problems()).isEmpty();
    }
  }

  /// Tests the Content-Security-Policy of the page, which is a second defence: even if a script got
  /// into the page, it could not run or connect.
  @Test
  void runsNoForeignScriptAndOpensNoConnection(Browser browser) {
    try (Page page = open(browser, SampleReports.good(30), "light", 1280)) {
      page.evaluate(
          """
          const script = document.createElement('script');
          script.textContent = "document.title = 'owned'";
          document.body.append(script);
          fetch('http://127.0.0.1:9/').catch(() => { document.body.dataset.fetch = 'refused'; });\
          """);
      await().atMost(Browser.PATIENCE).until(() -> page.is("'fetch' in document.body.dataset"));
      assertThat(page.text("document.title")).startsWith("PASS");
      assertThat(page.problems()).anyMatch(problem -> problem.contains("Content Security Policy"));
      assertThat(page.requests()).noneMatch(url -> url.startsWith("http"));
    }
  }

  @Test
  void showsTheVerdictFirstAndTheBrokenThresholds(Browser browser) {
    try (Page page = open(browser, SampleReports.evil("x"), "light", 1280)) {
      assertThat(page.text("document.querySelector('h1').innerText"))
          .isEqualTo("FAIL: 4 of 131 thresholds broken");
      assertThat(page.text("document.querySelector('.broken').innerText").lines())
          .containsExactly(
              "not_sent == 0, found 3",
              "lost == 0, found 12",
              "out_of_order == 0, found 2",
              "hostile.xno-login.unpunished == 0, found 1");
    }
  }

  @ParameterizedTest
  @CsvSource({"light, 1280", "dark, 1280", "light, 360", "dark, 360"})
  void aPassOverDoubtfulFiguresIsNotGreenAndNamesThem(String scheme, int width, Browser browser) {
    String background = "getComputedStyle(document.querySelector('.verdict')).backgroundColor";
    String green;
    try (Page page = open(browser, SampleReports.good(30), scheme, width)) {
      green = page.text(background);
    }
    try (Page page = open(browser, SampleReports.doubtful(30), scheme, width)) {
      page.keepPicture(scheme + "-" + width + "-doubtful");
      assertThat(page.text("document.querySelector('h1').innerText"))
          .startsWith("PASS: ")
          .endsWith("; the figures are doubtful");
      assertThat(page.text("document.querySelector('.verdict .doubts').innerText"))
          .contains("Doubtful: the swarm, not the server, was the limit: its own lag: p99 ");
      assertThat(page.text(background)).isNotEqualTo(green);
    }
  }

  @Test
  void legendsShowTheMaximaWithoutAPointer(Browser browser) {
    try (Page page = open(browser, SampleReports.good(90), "light", 1280)) {
      assertThat(
              page.evaluate(
                  "Array.from(document.querySelectorAll('.u-legend .u-value'))"
                      + ".map(one => one.textContent)"))
          .hasSizeGreaterThan(30)
          .allSatisfy(
              value -> assertThat(value.asText()).matches("the whole run|up to [0-9.,]+.*"));
    }
  }

  @Test
  void noColumnIsCutOffOnAUsualScreen(Browser browser) {
    try (Page page = open(browser, SampleReports.good(90), "light", 1280)) {
      assertThat(
              page.number(
                  "Array.from(document.querySelectorAll('main .scroll'))"
                      + ".filter(one => one.scrollWidth > one.clientWidth).length"))
          .isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"light, 1280", "dark, 1280", "light, 360", "dark, 360"})
  void keptBoundsOnHostileClientsAreOutOfTheWayUntilAskedFor(
      String scheme, int width, Browser browser) {
    try (Page page = open(browser, SampleReports.evil("x"), scheme, width)) {
      assertThat(page.text("document.querySelector('.fold summary').innerText"))
          .isEqualTo("116 of 117 bounds on hostile clients kept");
      assertThat(page.number(ROWS_SHOWN)).as("14 honest, 1 broken").isEqualTo(15);
      page.evaluate("document.querySelector('.fold summary').click()");
      page.await(ROWS_SHOWN + " === 131");
      assertThat(page.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
    }
  }

  @Test
  void theChartsShareOneCursorWhichTheKeyboardMoves(Browser browser) {
    try (Page page = open(browser, SampleReports.good(90), "light", 1280)) {
      page.evaluate("document.querySelectorAll('#time-charts .plot')[1].focus()");
      page.press("Home", 36).press("ArrowRight", 39).press("ArrowRight", 39);
      String times =
          "Array.from(document.querySelectorAll('#time-charts .u-legend tr:first-child .u-value'))"
              + ".map(one => one.textContent)";
      await()
          .atMost(Browser.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(page.evaluate(times))
                      .hasSizeGreaterThan(10)
                      .allSatisfy(time -> assertThat(time.asText()).isEqualTo("3\u00a0s")));
    }
  }

  @Test
  void aNameInTheLegendHidesItsLineByKeyboardToo(Browser browser) {
    try (Page page = open(browser, SampleReports.good(90), "light", 1280)) {
      page.evaluate("document.querySelector('.u-legend th[role=button]').focus()");
      page.press("Enter", 13);
      await()
          .atMost(Browser.PATIENCE)
          .until(() -> page.number("document.querySelectorAll('.u-legend tr.u-off').length") == 1);
    }
  }

  @Test
  void eachChartIsATableToo(Browser browser) {
    try (Page page = open(browser, SampleReports.good(90), "light", 1280)) {
      page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)");
      await()
          .atMost(Browser.PATIENCE)
          .until(
              () ->
                  page.number("document.querySelectorAll('#time-charts details tbody').length")
                      == page.number("document.querySelectorAll('#time-charts .chart').length"));
      assertThat(page.number("document.querySelector('#time-charts details tbody').rows.length"))
          .isEqualTo(90);
      assertThat(page.text("document.querySelector('#time-charts details tbody th').textContent"))
          .isEqualTo("1\u00a0s");
    }
  }

  @Test
  void followsTheColoursWhileItIsOpen(Browser browser) {
    try (Page page = open(browser, SampleReports.good(90), "light", 1280)) {
      String page1 = page.text("getComputedStyle(document.body).backgroundColor");
      page.scheme("dark");
      await()
          .atMost(Browser.PATIENCE)
          .until(() -> !page.text("getComputedStyle(document.body).backgroundColor").equals(page1));
      assertThat(page.number("document.querySelectorAll('.chart canvas').length"))
          .isEqualTo(page.number("document.querySelectorAll('.chart').length"));
      assertThat(page.problems()).isEmpty();
    }
  }

  private Page open(Browser browser, Report report, String scheme, int width) {
    Path file = folder.resolve("report.html");
    HtmlReport.write(file, report);
    Page page = browser.open().scheme(scheme).width(width).goTo(file);
    page.keepPicture(scheme + "-" + width + (report.verdict().isGood() ? "" : "-fail"));
    return page;
  }

  /// Returns JavaScript that finds elements beyond the right edge of the screen, except those in
  /// scrolling areas.
  private static String reachBeyond(int width) {
    return """
    Array.from(document.querySelectorAll('main *, footer *'))
      .filter(one => !one.parentElement.closest('.scroll, .u-wrap, noscript'))
      .filter(one => Math.floor(one.getBoundingClientRect().right) > %d)
      .map(one => one.outerHTML.slice(0, 100))\
    """
        .formatted(width);
  }
}
