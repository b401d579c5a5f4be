package dev.wharf.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.game.tests.TestServer;
import dev.wharf.swarm.cut.CutRate;
import dev.wharf.swarm.cut.CutRelay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests the client in `web-client` in a real browser, against the real server.
@InBrowser
@Timeout(240)
class WebClientTest {
  private static final int ECHOES = 1_000;
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @Test
  void echoesAThousandPackets(Browser browser) {
    try (TestServer server = start();
        WebServer files = WebServer.start();
        Page page = browser.open().goTo(files.url("test/"))) {
      JsonNode result =
          result(page, "echo('%s', 'alice', %d)".formatted(url(port(server)), ECHOES));
      assertThat(result.get("replies"))
          .extracting(JsonNode::asInt)
          .containsExactlyElementsOf(IntStream.rangeClosed(1, ECHOES).boxed().toList());
      assertThat(result.get("unacknowledged").asInt()).isZero();
      assertThat(page.problems()).isEmpty();
    }
  }

  /// On average, each connection is cut after a second. One of eight is cut while its client logs
  /// in or resumes.
  @Test
  void losesNothingAlthoughConnectionsAreCut(Browser browser) throws IOException {
    try (TestServer server = start();
        CutRelay relay =
            CutRelay.start(
                ANY_PORT,
                new InetSocketAddress(ANY_PORT.getAddress(), port(server)),
                new CutRate(100),
                EngineRuntime.system());
        WebServer files = WebServer.start();
        Page page = browser.open().goTo(files.url("test/"))) {
      JsonNode result = result(page, play(relay.address().getPort()));
      assertThat(result.get("problems")).as(result.toString()).isEmpty();
      for (String fault : List.of("lost", "duplicated", "reordered", "wrong", "unacknowledged")) {
        assertThat(result.get(fault).asInt()).as(fault).isZero();
      }
      assertThat(result.get("resumed").asInt()).isGreaterThanOrEqualTo(9);
      assertThat(result.get("replayed").asInt()).isPositive();
      assertThat(relay.cut()).isGreaterThanOrEqualTo(9);
      // Each player gets the replies to 400 echoes, to 40 texts that are refused and to its join,
      // and 100 texts of each of the three players.
      assertThat(result.get("received").asInt()).isGreaterThanOrEqualTo(3 * (400 + 40 + 1 + 300));
    }
  }

  @ParameterizedTest
  @CsvSource({"light, 1280", "dark, 360"})
  void aPageAndTheConsoleChat(String scheme, int width, Browser browser) throws IOException {
    try (TestServer server = start();
        WebServer files = WebServer.start();
        Page page = browser.open().scheme(scheme).width(width);
        Console console = Console.start(server.port(), "Ann")) {
      page.goTo(files.url("page/?name=bert&server=" + url(port(server))));
      page.await("document.querySelector('#state').textContent === 'bert is in the lobby'");
      console.type("/join lobby").type("hello from the console");
      page.await(shows("Ann: hello from the console"));
      page.evaluate("document.querySelector('input').value = '<b>hello</b> from the page'");
      page.evaluate("document.querySelector('form').requestSubmit()");
      console.await("<b>hello</b> from the page");
      page.await(shows("bert: <b>hello</b> from the page"));
      assertThat(page.number("document.querySelectorAll('b').length")).isZero();
      assertThat(page.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
      page.keepPicture("chat-" + scheme + "-" + width);
      assertThat(page.problems()).isEmpty();
    }
  }

  /// The page in `docs/first-packet-from-the-browser.md`, as it stands there.
  @Test
  void thePageOfTheTutorialEchoes(@TempDir Path folder, Browser browser) throws IOException {
    String tutorial = Files.readString(Path.of("../../docs/first-packet-from-the-browser.md"));
    Files.writeString(folder.resolve("echo.html"), block(tutorial, "html"));
    try (TestServer server = start();
        WebServer files = WebServer.start(folder);
        Page page = browser.open().goTo(files.url("test/echo.html?server=" + url(port(server))))) {
      String shown = "document.querySelector('pre').textContent";
      page.await(shown + ".includes('echo 1')");
      assertThat(page.text(shown)).isEqualTo("logged in as browser\necho 1: hello\n");
      assertThat(tutorial).contains("```\n" + page.text(shown) + "```");
      assertThat(page.problems()).isEmpty();
    }
  }

  /// Returns the text of the first block of a language in a page.
  private static String block(String page, String language) {
    String start = "```" + language + "\n";
    int from = page.indexOf(start) + start.length();
    return page.substring(from, page.indexOf("```", from));
  }

  private static String shows(String line) {
    return "Array.from(document.querySelectorAll('#texts li')).some(li => li.textContent === '"
        + line
        + "')";
  }

  private static String play(int port) {
    return "play({url: '%s', name: 'web', players: 3, echoes: 400, resumes: 3, seconds: 180})"
        .formatted(url(port));
  }

  /// Calls a function of `check.js`, and returns its result.
  private static JsonNode result(Page page, String call) {
    page.evaluate(
        """
        import('/test/check.js').then(check => check.%s)
          .then(result => { window.result = {value: result}; },
                error => { window.result = {error: String(error)}; }); 0\
        """
            .formatted(call));
    page.await("window.result !== undefined");
    JsonNode result = page.evaluate("window.result");
    assertThat(result.has("error")).as(result.toString()).isFalse();
    return result.get("value");
  }

  private static TestServer start() {
    return TestServer.start(
        "websocket.enabled", "true", "websocket.port", "0", "rate.bytes-per-second", "0");
  }

  private static int port(TestServer server) {
    return server.server().webSocketAddress().orElseThrow().getPort();
  }

  private static String url(int port) {
    return "ws://127.0.0.1:" + port + "/";
  }
}
