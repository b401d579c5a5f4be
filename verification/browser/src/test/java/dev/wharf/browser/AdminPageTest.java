package dev.wharf.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.CloseReason;
import dev.wharf.game.server.AdminClient;
import dev.wharf.game.server.AdminServer;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.system.FailureCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the live page of a real server's admin port.
@InBrowser
class AdminPageTest {
  /// A room's name of the longest allowed length, which is HTML with a script.
  private static final String EVIL_ROOM = "<img src=x onerror=alert`1`>";

  private static final String BACKGROUND = "getComputedStyle(document.body).backgroundColor";
  private static final String EVIL_NAME = "</td><script>document.title='owned'</script>";

  @ParameterizedTest
  @CsvSource({"light, 1280", "dark, 1280", "light, 360", "dark, 360"})
  void loadsWithoutATroubleAndAsksNobodyElse(String scheme, int width, Browser browser) {
    try (RunningServer server = AdminServer.start()) {
      server.player("alice").join("lobby");
      try (Page page = browser.open().scheme(scheme).width(width).goTo(urlOf(server))) {
        page.await("document.getElementById('rooms-rows')?.rows.length === 1");
        assertThat(textOf(page, "state")).isEqualTo("ready");
        assertThat(textOf(page, "address")).contains(String.valueOf(server.server().port()));
        page.keepPicture("admin-" + scheme + "-" + width);
        assertThat(page.problems()).isEmpty();
        assertThat(page.requests())
            .as("only the server's own addresses")
            .allMatch(url -> url.startsWith(urlOf(server)) || url.startsWith("data:"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 360, 768, 1280, 2000})
  void neverScrollsSideways(int width, Browser browser) {
    try (RunningServer server = AdminServer.start()) {
      server.player("a".repeat(24)).join("m".repeat(32));
      try (Page page = browser.open().scheme("light").width(width).goTo(urlOf(server))) {
        page.await("document.getElementById('rooms-rows')?.rows.length === 1");
        page.await("document.documentElement.scrollWidth <= " + width);
      }
    }
  }

  @Test
  void followsTheColoursWhileItIsOpen(Browser browser) {
    try (RunningServer server = AdminServer.start();
        Page page = browser.open().scheme("light").goTo(urlOf(server))) {
      String light = page.text(BACKGROUND);
      page.scheme("dark").await(BACKGROUND + " !== '" + light + "'");
    }
  }

  @Test
  void itsFiguresMoveWhenAPlayerJoinsTalksAndLeaves(Browser browser) {
    try (RunningServer server = AdminServer.start("rate.packets-per-second", "0");
        Page page = open(browser, server)) {
      page.await(shows("session-count", "0")).await(shows("rooms-count", "0"));
      TestClient alice = server.player("alice");
      int room = alice.join("lobby").getRoomId();
      page.await(shows("session-count", "1"))
          .await(shows("player-count", "1"))
          .await(shows("rooms-count", "1"));
      assertThat(textOf(page, "session-rows")).contains("alice").contains("playing");
      assertThat(textOf(page, "rooms-rows")).contains("lobby");
      alice.sayAndHear(room, 1, "hello");
      for (String rate : List.of("packets-in", "packets-out", "bytes-in", "bytes-out")) {
        echoUntil(
            page, alice, "!/^[0–]/.test(document.getElementById('" + rate + "').textContent)");
      }
      assertThat(page.text("document.getElementById('chart-line').getAttribute('points')"))
          .contains(" ");
      alice.close();
      page.await(shows("session-count", "0")).await(shows("rooms-count", "0"));
      page.await("document.getElementById('reason-rows').innerText.includes('peer_closed')");
      assertThat(page.number("document.getElementById('session-rows').rows.length")).isZero();
      assertThat(page.problems()).isEmpty();
    }
  }

  @Test
  void kicksOnlyThePlayerWhoseButtonIsPressed(Browser browser) {
    try (RunningServer server = AdminServer.start();
        Page page = open(browser, server)) {
      TestClient alice = server.player("alice");
      TestClient bob = server.player("bob");
      page.await("document.querySelectorAll('button.kick:enabled').length === 2");
      type(page, AdminClient.TOKEN);
      page.evaluate(kickButtonOf("alice") + ".click()");
      alice.receiveFailure(FailureCode.KICKED, true);
      server.awaitClosed(CloseReason.KICKED, 1);
      page.await("document.getElementById('message').textContent.includes('is sent away')");
      page.await("document.getElementById('session-rows').rows.length === 1");
      assertThat(textOf(page, "session-rows")).contains("bob");
      bob.echo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "another-token-of-24-chars"})
  void kicksNoPlayerWithoutTheToken(String token, Browser browser) {
    try (RunningServer server = AdminServer.start();
        Page page = open(browser, server)) {
      TestClient alice = server.player("alice");
      page.await("document.querySelectorAll('button.kick:enabled').length === 1");
      type(page, token);
      page.evaluate(kickButtonOf("alice") + ".click()");
      page.await("document.getElementById('message').textContent.startsWith('Not done: ')");
      alice.echo(1);
      assertThat(server.closed(CloseReason.KICKED)).isZero();
    }
  }

  @Test
  void changesNothingAndExplainsWhyWhenNoTokenIsSet(Browser browser) {
    try (RunningServer server = AdminServer.start("admin.token", "");
        Page page = open(browser, server)) {
      server.player("alice");
      page.await("document.querySelectorAll('button.kick').length === 1");
      assertThat(page.is("document.querySelector('button.kick').disabled")).isTrue();
      assertThat(page.is("document.getElementById('drain').disabled")).isTrue();
      assertThat(page.is("document.getElementById('why-disabled').hidden")).isFalse();
      assertThat(textOf(page, "why-disabled")).contains("admin.token");
    }
  }

  @Test
  void drainsOnlyOnTheSecondPress(Browser browser) {
    try (RunningServer server =
            AdminServer.start("session.closing-timeout", "60s", "shutdown.grace", "60s");
        AdminClient admin = new AdminClient(server);
        Page page = open(browser, server)) {
      TestClient alice = server.player("alice");
      type(page, AdminClient.TOKEN);
      page.await("!document.getElementById('drain').disabled");
      page.evaluate("document.getElementById('drain').click()");
      assertThat(page.is("document.getElementById('drain').classList.contains('asked')")).isTrue();
      assertThat(page.requests()).noneMatch(url -> url.endsWith("/api/drain"));
      assertThat(admin.get("/ready").statusCode()).isEqualTo(200);
      alice.echo(1);

      page.evaluate("document.getElementById('drain').click()");
      // alice has not closed her side, so the drain is not complete
      RunningServer.eventually(() -> assertThat(admin.get("/ready").statusCode()).isEqualTo(503));
      page.await(shows("state", "not ready"));
      assertThat(page.is("document.getElementById('drain').disabled")).isTrue();
      alice.awaitEnd();
    }
  }

  @Test
  void showsARoomsNameAsText(Browser browser) {
    try (RunningServer server = AdminServer.start();
        Page page = open(browser, server)) {
      server.player("alice").join(EVIL_ROOM);
      page.await("document.getElementById('rooms-rows')?.rows.length === 1");
      assertThat(textOf(page, "rooms-rows")).contains(EVIL_ROOM);
      assertThat(page.number("document.images.length")).isZero();
      assertThat(page.problems()).isEmpty();
    }
  }

  /// Tests a player's name that contains HTML. The server refuses a login with this name, but the
  /// page must escape names anyway.
  @Test
  void showsAPlayersNameAsText(Browser browser) {
    try (RunningServer server = AdminServer.start();
        Page page = open(browser, server)) {
      page.await(shows("state", "ready"));
      String shown =
          page.text(
              """
              showSessions({count: 1, listed: [{id: 1, player: "%1$s", stage: "%1$s",
                address: "%1$s", queued_packets: 0, queued_bytes: 0, slow: false}]});
              document.getElementById('session-rows').textContent\
              """
                  .formatted(EVIL_NAME));
      assertThat(shown).contains(EVIL_NAME + EVIL_NAME + EVIL_NAME);
      assertThat(page.text("document.title")).isEqualTo("Wharf server");
      assertThat(page.number("document.scripts.length")).isEqualTo(1);
      assertThat(page.problems()).isEmpty();
    }
  }

  @Test
  void reportsThatTheServerDoesNotAnswerAfterItsEnd(Browser browser) {
    try (RunningServer server = AdminServer.start();
        Page page = open(browser, server)) {
      page.await(shows("state", "ready"));
      server.server().close();
      page.await(shows("state", "no answer"));
      assertThat(page.is("document.getElementById('drain').disabled")).isTrue();
    }
  }

  private static Page open(Browser browser, RunningServer server) {
    return browser.open().scheme("light").width(1280).goTo(urlOf(server));
  }

  private static String urlOf(RunningServer server) {
    return "http://127.0.0.1:" + server.server().adminAddress().orElseThrow().getPort() + "/";
  }

  private static String textOf(Page page, String id) {
    return page.text("document.getElementById('" + id + "').innerText");
  }

  private static String shows(String id, String text) {
    return "document.getElementById('" + id + "')?.textContent === '" + text + "'";
  }

  private static String kickButtonOf(String player) {
    return "Array.from(document.getElementById('session-rows').rows)"
        + ".find(row => row.innerText.includes('"
        + player
        + "')).querySelector('button.kick')";
  }

  /// Types a token into its field: triggers the browser's events of typing, and of leaving the
  /// field.
  private static void type(Page page, String token) {
    page.evaluate("document.getElementById('token').value = '" + token + "'");
    page.evaluate("document.getElementById('token').dispatchEvent(new Event('change'))");
  }

  /// Makes the player send echoes until a condition is true on the page. The rate on the page
  /// covers only the last second.
  private static void echoUntil(Page page, TestClient player, String condition) {
    RunningServer.eventually(
        () -> {
          player.echo(1);
          assertThat(page.is(condition)).as(condition).isTrue();
        });
  }
}
