package dev.wharf.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.game.tests.Cli;
import dev.wharf.game.tests.TestServer;
import dev.wharf.swarm.cut.CutRate;
import dev.wharf.swarm.cut.CutRelay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests the map of the world, `web-client/page/world.html`, in a real browser against the real
/// server. The scripts of the tests use the modules of the page that runs.
@InBrowser
@Timeout(300)
class WorldPageTest {
  private static final String MODULES =
      """
      Promise.all([import('/page/world/main.js'), import('/dist/messages.js')])
        .then(([app, messages]) => Object.assign(window, {app, messages})); 0\
      """;

  /// A world that a player sees as a whole, and that has no walls.
  private static final Map<String, String> ONE_SIGHT =
      Map.of(
          "world.width", "100",
          "world.height", "20",
          "world.zones", "1",
          "world.sight", "100",
          "world.walkers", "3");

  /// A world in which a player sees a part of its zone, and that has no walls.
  private static final Map<String, String> SMALL =
      Map.of(
          "world.width", "60",
          "world.height", "30",
          "world.zones", "2",
          "world.sight", "10",
          "world.walkers", "20");

  @ParameterizedTest
  @CsvSource({"light, 1920, 1080", "dark, 1920, 1080", "light, 390, 844", "dark, 390, 844"})
  void showsEverythingOnEachScreen(String scheme, int width, int height, Browser browser) {
    try (TestServer server = start(Map.of("world.max-watchers", "1"));
        WebServer files = WebServer.start();
        Page page = browser.open().scheme(scheme).size(width, height)) {
      open(page, files, server, "ann");
      page.await("app.map.drawn === 100");
      page.await("document.getElementById('latency').textContent.endsWith(' ms')");
      page.evaluate(
          """
          new PerformanceObserver(list => { window.shifts = list.getEntries().length; })
            .observe({type: 'layout-shift', buffered: true}); window.shifts = 0\
          """);
      assertFits(page, width, height);
      page.evaluate("document.getElementById('walk').click()");
      page.await("app.scene.mode === 'walk' && !document.getElementById('say').disabled");
      page.await("Math.abs(app.map.camera.x - app.scene.walk.shownX) < 1");
      assertFits(page, width, height);
      page.keepPicture("world-" + scheme + "-" + width);
      assertThat(page.number("window.shifts")).as("shifts of the layout").isZero();
      assertThat(page.problems()).isEmpty();
    }
  }

  /// One page records what it sees at each tick. Another page, which follows the first one, records
  /// what it highlights. Ticks that both have must agree.
  @Test
  void highlightsExactlyWhatTheFollowedPlayerSees(Browser browser) {
    try (TestServer server = start(SMALL);
        WebServer files = WebServer.start();
        Page followed = open(browser.open(), files, server, "bert");
        Page map = open(browser.open(), files, server, "ann")) {
      walk(followed);
      followed.evaluate(
          """
          window.seen = {};
          app.client.on(messages.SnapshotSchema, ({tick}) => {
            seen[tick] = [...app.scene.sight.objects.keys()].sort((a, b) => a - b).join();
          }); 0\
          """);
      map.evaluate(
          """
          window.marked = {};
          app.client.on(messages.FollowedSchema, ({zone, object, tick}) => {
            const {picture} = app.scene;
            const {end, marks} = picture.zones[zone];
            const numbers = Array.from({length: end}, (_, i) => i);
            marked[tick] = numbers.filter(i => marks[i] === picture.mark && i !== object).join();
          }); 0\
          """);
      clickOn(map, followed);
      map.await("document.getElementById('state').textContent.startsWith('You follow bert')");
      map.await("Object.keys(window.marked).length > 20");
      Map<String, String> marked = texts(map.evaluate("window.marked"));
      Map<String, String> seen = texts(followed.evaluate("window.seen"));
      marked.keySet().retainAll(seen.keySet());
      assertThat(marked)
          .hasSizeGreaterThan(10)
          .allSatisfy(
              (tick, numbers) -> {
                assertThat(numbers).as("tick " + tick).isEqualTo(seen.get(tick));
              });
      assertThat(marked.values().stream().distinct()).as("the sight changes").hasSizeGreaterThan(1);
      map.press("Escape", 27);
      map.await("app.scene.followed === undefined && app.scene.eye === undefined");
      assertThat(map.problems()).isEmpty();
      assertThat(followed.problems()).isEmpty();
    }
  }

  @Test
  void aKeyMovesThePlayerOnTheServer(Browser browser) {
    try (TestServer server = start(SMALL);
        WebServer files = WebServer.start();
        Page player = open(browser.open(), files, server, "bert");
        Page map = open(browser.open(), files, server, "ann")) {
      player.press("ArrowUp", 38); // enters the world
      player.await("app.scene.mode === 'walk'");
      clickOn(map, player);
      map.await("app.scene.followed?.isAnswered");
      int before = map.number("app.scene.followed.x");
      boolean goesRight = before < 600;
      String key = goesRight ? "ArrowRight" : "ArrowLeft";
      int code = goesRight ? 39 : 37;
      player.hold(key, code);
      player.await("Math.abs(app.scene.walk.x - %d) > 200".formatted(before));
      player.release(key, code);
      map.await("Math.abs(app.scene.followed.x - %d) > 200".formatted(before));
      player.await("app.scene.walk.claims.length === 1");
      int x = player.number("Math.round(app.scene.walk.x)");
      map.await("app.scene.followed.x === " + x);
      assertThat(x > before).isEqualTo(goesRight);
      assertThat(player.problems()).isEmpty();
    }
  }

  /// Each page records the texts that it draws, because a bubble goes after five seconds.
  @Test
  void thosePlayersWhoSeeTheSpeakerHaveABubble(Browser browser) {
    String text = "<b>hello</b> to all of you who are near me in this world";
    try (TestServer server = start(ONE_SIGHT);
        WebServer files = WebServer.start();
        Page speaker = open(browser.open(), files, server, "bert");
        Page listener = open(browser.open(), files, server, "cleo")) {
      List<Page> both = List.of(speaker, listener);
      for (Page page : both) {
        walk(page);
        page.evaluate(
            """
            window.texts = new Set();
            const {fillText} = CanvasRenderingContext2D.prototype;
            CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
              texts.add(text);
              fillText.call(this, text, ...rest);
            }; 0\
            """);
      }
      speaker.await("app.scene.sight.objects.size === 4");
      speaker.press("Enter", 13).await("document.activeElement.id === 'text'");
      speaker.type(text).evaluate("document.getElementById('speak').requestSubmit()");
      for (Page page : both) {
        page.await("[...texts].join(' ').includes('%s')".formatted(text));
        assertThat(page.is("texts.has('%s')".formatted(text))).as("in one line").isFalse();
        page.await("app.scene.sight.bubbles.size === 0");
        assertThat(page.number("document.querySelectorAll('b').length")).isZero();
        assertThat(page.problems()).isEmpty();
      }
      assertThat(speaker.text("document.getElementById('text').value")).isEmpty();
    }
  }

  @Test
  void saysThatNobodyMayWatch(Browser browser) {
    try (TestServer server = start(Map.of("world.max-watchers", "0", "world.sight", "200"));
        WebServer files = WebServer.start();
        Page page = open(browser.open(), files, server, "ann")) {
      page.await("document.getElementById('state').textContent.startsWith('Nobody may watch')");
      walk(page);
      page.await("app.scene.sight.objects.size > 0");
      page.await("app.map.drawn >= app.scene.sight.objects.size / 2");
      assertThat(page.is("app.scene.picture === undefined")).isTrue();
      assertThat(page.problems()).isEmpty();
    }
  }

  /// On average, the connection is cut every three seconds. An error in the page, such as a packet
  /// that contradicts what the page knows, would be a problem of the page.
  @Test
  void goesOnAfterALostConnection(Browser browser) throws IOException {
    try (TestServer server = start(SMALL);
        CutRelay relay =
            CutRelay.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port(server)),
                new CutRate(30),
                EngineRuntime.system());
        WebServer files = WebServer.start();
        Page page = open(browser.open(), files, relay.address().getPort(), "ann")) {
      walk(page);
      page.evaluate(
          """
          window.states = [];
          new MutationObserver(() => states.push(document.getElementById('state').textContent))
            .observe(document.getElementById('state'), {childList: true});
          window.resumed = 0;
          app.client.on('resumed', () => { window.resumed++; }); 0\
          """);
      page.await("window.resumed >= 3");
      page.await("states.some(text => text.startsWith('The connection is lost'))");
      page.await("document.getElementById('state').textContent.startsWith('You walk as ann')");
      page.evaluate("window.ticks = [app.scene.sight.tick, app.scene.picture.zones[0].tick]");
      page.await("app.scene.sight.tick > ticks[0] && app.scene.picture.zones[0].tick > ticks[1]");
      assertThat(page.problems()).allMatch(problem -> problem.contains("WebSocket connection to"));
    }
  }

  /// Plays the recording of 2,000 objects, which takes 20 seconds, and prints the script time of a
  /// frame: packets and drawing. A busy machine is slower, so that the test asserts no time.
  @Test
  void showsTwoThousandObjects(Browser browser) {
    try (WebServer files = WebServer.start();
        Page page = browser.open().scheme("light").size(1920, 1080)) {
      page.goTo(files.url("page/world.html?recording"));
      page.evaluate(MODULES);
      page.await("window.app !== undefined");
      page.evaluate(
          """
          window.packets = 0;
          app.client.on(messages.OverviewSchema, () => { window.packets++; });
          app.client.on('ended', () => { window.measured ??= {
            packets: window.packets, frames: app.meter.frames, drawn: app.map.drawn,
            median: app.meter.percentile(0.5), p95: app.meter.percentile(0.95) }; }); 0\
          """);
      page.await("window.measured !== undefined");
      JsonNode measured = page.evaluate("window.measured");
      System.out.printf(
          "world.html, 2,000 objects: %d frames, script time of a frame: p50 %.1f ms, p95 %.1f"
              + " ms%n",
          measured.get("frames").asInt(),
          measured.get("median").asDouble(),
          measured.get("p95").asDouble());
      assertThat(measured.get("drawn").asInt()).isEqualTo(2_000);
      assertThat(measured.get("packets").asInt()).isGreaterThan(1_900);
      assertThat(measured.get("frames").asInt()).isGreaterThan(100);
      assertThat(page.problems()).isEmpty();
    }
  }

  /// Writes the picture of the README to `target/world.png`. Copy it to `docs/world.png` by hand
  /// when the page looks different.
  @Test
  void hasItsPictureTaken(Browser browser) throws Exception {
    try (TestServer server =
            start(Map.of("world.width", "240", "world.height", "120", "world.walkers", "30"));
        WebServer files = WebServer.start();
        Page page = browser.open().scheme("light").size(1200, 800)) {
      open(page, files, server, "ann");
      CompletableFuture<Cli> swarm = CompletableFuture.supplyAsync(() -> swarm(server, 200));
      page.await("app.scene.picture.figures().players === 200");
      page.await("app.scene.picture.figures().bytesPerSecond > 0");
      JsonNode player =
          page.evaluate(
              """
              (({x, y, kind, end}) => Array.from({length: end}, (_, i) => i)
                .filter(i => kind[i] === 1 && x[i] > 600 && x[i] < 1800 && y[i] > 600 && y[i] < 1800)
                .map(i => [x[i], y[i]])[0])(app.scene.picture.zones[0])\
              """);
      clickNear(page, player.get(0).asInt(), player.get(1).asInt());
      page.await("app.scene.followed?.isAnswered && app.scene.followed.sees > 5");
      page.evaluate("app.map.camera.goal.scale = 0.36; 0");
      page.await("Math.abs(app.map.camera.scale - 0.36) < 0.01 && app.meter.frames > 100");
      page.screenshot(Path.of("target", "world.png"));
      assertThat(page.problems()).isEmpty();
      Cli run = swarm.get(90, TimeUnit.SECONDS);
      assertThat(run.code()).as(run.out()).isZero();
    }
  }

  private static Cli swarm(TestServer server, int clients) {
    return Cli.run(
        "swarm",
        "--progress",
        "none",
        "--port",
        "" + server.port(),
        "--scenario",
        "walk",
        "--clients",
        "" + clients,
        "--duration",
        "25s");
  }

  private static int port(TestServer server) {
    return server.server().webSocketAddress().orElseThrow().getPort();
  }

  private static Page open(Page page, WebServer files, TestServer server, String name) {
    return open(page, files, port(server), name);
  }

  private static Page open(Page page, WebServer files, int port, String name) {
    page.goTo(files.url("page/world.html?name=%s&server=ws://127.0.0.1:%d/".formatted(name, port)));
    page.evaluate(MODULES);
    page.await("window.app?.scene.world !== undefined || window.app?.client.isLoggedIn");
    return page;
  }

  private static void walk(Page page) {
    page.evaluate("document.getElementById('walk').click()");
    page.await("app.scene.mode === 'walk' && app.scene.sight.tick > 0");
  }

  /// Clicks in the map on the player of another page, who stands still.
  private static void clickOn(Page map, Page player) {
    int zone = player.number("app.scene.sight.zone");
    int object = player.number("app.scene.sight.object");
    map.await("app.scene.picture?.has(%d, %d)".formatted(zone, object));
    int x = map.number("app.scene.picture.zones[%d].toX[%d]".formatted(zone, object));
    int y = map.number("app.scene.picture.zones[%d].toY[%d]".formatted(zone, object));
    clickNear(map, x, y);
    map.await("app.scene.followed?.object === " + object);
  }

  /// Clicks in the map on a point of the world.
  private static void clickNear(Page map, int x, int y) {
    JsonNode place =
        map.evaluate(
            """
            (({left, top}) => [
              left + app.map.camera.toPixelX(%d), top + app.map.camera.toPixelY(%d)
            ])(app.map.canvas.getBoundingClientRect())\
            """
                .formatted(x, y));
    map.click(place.get(0).asDouble(), place.get(1).asDouble());
  }

  /// Asserts that nothing is wider than its place, and that all controls are on the screen.
  private static void assertFits(Page page, int width, int height) {
    assertThat(page.number("document.documentElement.scrollWidth")).isEqualTo(width);
    assertThat(page.number("document.documentElement.scrollHeight")).isEqualTo(height);
    JsonNode wrong =
        page.evaluate(
            """
            [...document.querySelectorAll('dt, dd, button, input, li, h1, canvas')].filter(one => {
              const {left, top, right, bottom} = one.getBoundingClientRect();
              const isInside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
              return !isInside || one.scrollWidth > one.clientWidth;
            }).map(one => one.outerHTML)\
            """);
    assertThat(wrong).as("elements that do not fit").isEmpty();
    assertThat(
            page.is(
                "app.map.canvas.width === Math.round(app.map.canvas.clientWidth *"
                    + " devicePixelRatio)"))
        .isTrue();
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new TreeMap<>();
    object.properties().forEach(each -> texts.put(each.getKey(), each.getValue().asText()));
    return texts;
  }

  private static TestServer start(Map<String, String> settings) {
    Map<String, String> all = new TreeMap<>(settings);
    all.putIfAbsent("world.max-watchers", "5");
    all.put("websocket.enabled", "true");
    all.put("websocket.port", "0");
    all.put("rate.bytes-per-second", "0");
    return TestServer.start(
        all.entrySet().stream()
            .flatMap(each -> Stream.of(each.getKey(), each.getValue()))
            .toArray(String[]::new));
  }
}
