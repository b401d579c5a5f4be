package dev.wharf.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.CloseReason;
import dev.wharf.game.server.AdminClient;
import dev.wharf.game.server.AdminServer;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.system.Failure;
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

  private static final String DRAIN = "document.querySelector('#actions [data-action=drain]')";
  private static final String BACKGROUND = "getComputedStyle(document.body).backgroundColor";
  private static final String EVIL_NAME = "</td><script>alert`1`</script>";

  @ParameterizedTest
  @CsvSource({"light, 1920", "dark, 1920", "light, 390", "dark, 390"})
  void loadsWithoutATroubleAndAsksNobodyElse(String scheme, int width, Browser browser) {
    try (RunningServer server = AdminServer.start()) {
      server.player("alice").join("lobby");
      try (Page page = browser.open().scheme(scheme).width(width).goTo(urlOf(server))) {
        page.await(shows("rooms-count", "1")).await(exists("figure svg path"));
        assertThat(textOf(page, "state")).isEqualTo("ready");
        assertThat(textOf(page, "address")).contains(String.valueOf(server.server().port()));
        page.await("document.getElementById('rows').rows.length === 1");
        page.keepPicture("admin-" + scheme + "-" + width);
        assertThat(page.problems()).isEmpty();
        assertThat(page.requests())
            .as("only the server's own addresses")
            .allMatch(url -> url.startsWith(urlOf(server)) || url.startsWith("data:"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 390, 768, 1280, 1920})
  void neverScrollsSideways(int width, Browser browser) {
    try (RunningServer server = AdminServer.start()) {
      server.player("a".repeat(24)).join("m".repeat(32));
      try (Page page = browser.open().scheme("light").width(width).goTo(urlOf(server))) {
        page.await(shows("rooms-count", "1"));
        for (String table : List.of("rooms", "packets", "audit", "sessions")) {
          open(page, table);
          page.await("document.documentElement.scrollWidth <= " + width);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"390, 4500", "1920, 2400"})
  void aServerWithTwoHundredSessionsHasAPageOfBoundedHeight(int width, int most, Browser browser) {
    try (RunningServer server =
        AdminServer.start("admission.max-unauthenticated", "300", "session.login-timeout", "1m")) {
      for (int i = 0; i < 200; i++) {
        server.connect();
      }
      try (Page page = browser.open().scheme("light").width(width).goTo(urlOf(server))) {
        page.await(shows("session-count", "200")).await(exists("figure svg path"));
        int rows = width < 640 ? 10 : 25;
        page.await(rowCount(rows));
        assertThat(textOf(page, "range")).isEqualTo("1–" + rows + " of 200");
        page.keepPicture("admin-200-" + width);
        assertThat(page.number("document.documentElement.scrollHeight")).isLessThan(most);
        for (int i = 0; i < 200 / rows - 1; i++) {
          String before = textOf(page, "range");
          page.evaluate("document.getElementById('next').click()");
          page.await("document.getElementById('range').textContent !== '" + before + "'");
        }
        assertThat(textOf(page, "range")).endsWith("–200 of 200");
        assertThat(page.is("document.getElementById('next').disabled")).isTrue();
        page.evaluate("document.getElementById('previous').click()");
        page.await("!document.getElementById('next').disabled");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {390, 1920})
  void searchesSortsAndBansAmongTenThousandAccounts(int width, Browser browser) {
    try (RunningServer server = accounts();
        Page page = browser.open().scheme("light").width(width).goTo(urlOf(server))) {
      page.await(exists("#tab-accounts"));
      open(page, "accounts");
      page.await("document.getElementById('range').textContent.endsWith(' of 10,000')");
      search(page, "player-0004");
      page.await("document.getElementById('range').textContent === '1–10 of 10'");
      if (width > 640) {
        page.evaluate("document.querySelector('#heads button').click()");
        page.await(cellIs(0, "player-00040"));
        page.evaluate("document.querySelector('#heads button').click()");
        page.await("document.querySelector('#heads th').ariaSort === 'descending'");
      } else {
        page.evaluate("document.getElementById('sort').value = 'name descending'");
        page.evaluate("document.getElementById('sort').dispatchEvent(new Event('change'))");
      }
      page.await(cellIs(0, "player-00049"));

      type(page, AdminClient.TOKEN);
      page.await("document.querySelector('#rows button')?.disabled === false");
      page.evaluate("document.querySelector('#rows button').focus()");
      page.evaluate("document.querySelector('#rows button').click()");
      assertThat(page.is("document.getElementById('dialog').open")).isTrue();
      assertThat(page.text("document.activeElement.name")).isEqualTo("reason");
      page.keepPicture("admin-ban-" + width);
      page.evaluate("document.getElementById('do').click()");
      page.await("document.getElementById('dialog-error').textContent.includes('is required')");
      page.type("spam").press("Enter", 13);
      page.await(
          "document.getElementById('dialog-error').textContent.includes('is required')"
              + " || !document.getElementById('dialog').open");
      page.evaluate(
          "document.getElementById('dialog').open && document.getElementById('do').click()");
      page.await(
          "document.getElementById('message').textContent === 'Ban: player-00049 is banned'");
      page.await("document.getElementById('rows').rows[0].cells[2].textContent === 'spam'");

      open(page, "audit");
      page.await(rowCount(1));
      assertThat(textOf(page, "rows"))
          .contains("anna", "ban", "player-00049", "reason=spam", "done", "127.0.0.1");
      page.keepPicture("admin-audit-" + width);
      assertThat(page.problems()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {390, 1920})
  void bansAPlayerOfTheSampleWhoIsToldWhy(int width, Browser browser) {
    try (RunningServer server =
            AdminServer.start("account.enabled", "true", "storage.url", "memory");
        Page page = browser.open().scheme("light").width(width).goTo(urlOf(server))) {
      server.player("bob");
      TestClient ann = server.player("ann");
      page.await(exists("#tab-accounts"));
      open(page, "accounts");
      page.await("document.getElementById('range').textContent === '1–2 of 2'");
      search(page, "ANN");
      page.await("document.getElementById('range').textContent === '1–1 of 1'");
      page.await("document.documentElement.scrollWidth <= " + width);
      type(page, AdminClient.TOKEN);
      page.await("document.querySelector('#rows button')?.disabled === false");
      startOnRow(page, "Ban");
      assertThat(page.text("document.activeElement.name")).isEqualTo("reason");
      page.type("sold coins");
      page.evaluate("document.getElementById('do').click()");
      page.await(
          "document.getElementById('message').textContent === 'Ban: account 2 is banned for ever'");
      page.await("document.getElementById('rows').textContent.includes('sold coins')");
      page.keepPicture("admin-accounts-" + width);
      assertThat(ann.await(Failure.class).getMessage())
          .isEqualTo("this account is banned for ever: sold coins");

      startOnRow(page, "Unban");
      page.evaluate("document.getElementById('do').click()");
      page.await("document.getElementById('message').textContent.includes('not banned any more')");
      server.player("ann");

      open(page, "audit");
      page.await(rowCount(2));
      assertThat(textOf(page, "rows")).contains("anna", "unban", "ban", "reason=sold coins", "2");
      assertThat(page.problems()).isEmpty();
    }
  }

  private static void startOnRow(Page page, String action) {
    page.evaluate(
        "[...document.querySelectorAll('#rows button')].find(one => one.textContent.startsWith('"
            + action
            + "')).click()");
    page.await("document.getElementById('dialog').open");
  }

  @Test
  void asksForTheNameOfTheOperatorFirst(Browser browser) {
    try (RunningServer server = AdminServer.start();
        Page page = open(browser, server)) {
      page.await("document.querySelectorAll('#actions button').length === 3");
      press(page, "announce");
      page.evaluate("document.querySelector('#fields input').value = 'hello'");
      page.evaluate("document.getElementById('do').click()");
      page.await("document.getElementById('dialog-error').textContent.includes('your name')");
      assertThat(page.requests()).noneMatch(url -> url.contains("/api/actions/"));
    }
  }

  @Test
  void aTableThatFailsShowsAnErrorInItsPlace(Browser browser) {
    try (RunningServer server = accounts();
        Page page = open(browser, server)) {
      page.await(exists("#tab-broken"));
      open(page, "broken");
      page.await(
          "document.getElementById('table-error').textContent.includes('the table broken failed')");
      assertThat(page.is("document.getElementById('table-error').hidden")).isFalse();
      open(page, "sessions");
      page.await("document.getElementById('table-error').hidden");
    }
  }

  @Test
  void theTabsFollowTheArrowKeys(Browser browser) {
    try (RunningServer server = AdminServer.start();
        Page page = open(browser, server)) {
      page.await(exists("#tab-sessions"));
      page.evaluate("document.getElementById('tab-sessions').focus()");
      page.press("ArrowRight", 39);
      page.await("document.activeElement.id === 'tab-rooms'");
      assertThat(page.text("document.getElementById('tab-rooms').ariaSelected")).isEqualTo("true");
      page.press("ArrowLeft", 37).press("ArrowLeft", 37);
      page.await("document.activeElement.id === 'tab-audit'");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {390, 1920})
  void everyInputAndButtonHasANameAndEveryChartATextAndUnits(int width, Browser browser) {
    try (RunningServer server = AdminServer.start();
        Page page = browser.open().scheme("light").width(width).goTo(urlOf(server))) {
      server.player("alice").echo(1);
      page.await("document.querySelectorAll('figure').length === 8").await(rowCount(1));
      assertThat(
              page.text(
                  "[...document.querySelectorAll('input, select')].filter(one =>"
                      + " !one.labels.length).map(one => one.id).join()"))
          .isEmpty();
      assertThat(
              page.text(
                  "[...document.querySelectorAll('button')].filter(one => !one.textContent &&"
                      + " !one.ariaLabel).map(one => one.id).join()"))
          .isEmpty();
      page.await(
          "document.querySelector('#chart-players svg').ariaLabel.includes('players: 1 now')");
      assertThat(page.text("document.querySelector('#chart-players svg').ariaLabel"))
          .startsWith("Players and sessions, the last 15 minutes. ");
      assertThat(page.text("document.querySelector('#chart-bytes').textContent"))
          .contains("B/s", "−15 min", "now");
      assertThat(page.text("document.querySelector('#chart-times').textContent")).contains("ms");
      assertThat(page.text("document.querySelector('#chart-busy').textContent")).contains("%");
    }
  }

  @Test
  void aPageThatWasJustOpenedShowsThePast(Browser browser) {
    try (RunningServer server = AdminServer.start();
        AdminClient admin = new AdminClient(server)) {
      server.player("alice");
      RunningServer.eventually(
          () ->
              assertThat(Integer.parseInt(admin.values("/api/history").get("next")))
                  .isGreaterThanOrEqualTo(2));
      try (Page page = open(browser, server)) {
        page.await(
            "document.querySelector('#chart-players path')?.getAttribute('d').includes('L') ==="
                + " true");
        assertThat(page.number("history.charts[0].lines[0].values.length"))
            .isGreaterThanOrEqualTo(2);
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
      page.await("document.getElementById('rows').innerText.includes('playing')");
      assertThat(textOf(page, "rows")).contains("alice");
      open(page, "rooms");
      page.await("document.getElementById('rows').innerText.includes('lobby')");
      alice.sayAndHear(room, 1, "hello");
      for (String rate : List.of("packets-in", "packets-out", "bytes-in", "bytes-out")) {
        echoUntil(
            page, alice, "!/^[0–]/.test(document.getElementById('" + rate + "').textContent)");
      }
      alice.close();
      page.await(shows("session-count", "0")).await(shows("rooms-count", "0"));
      open(page, "reasons");
      page.await("document.getElementById('rows').innerText.includes('peer_closed')");
      open(page, "sessions");
      page.await("document.getElementById('range').textContent === 'no rows'");
      assertThat(page.number("document.getElementById('rows').rows.length")).isZero();
      assertThat(page.problems()).isEmpty();
    }
  }

  @Test
  void kicksOnlyThePlayerWhoseButtonIsPressed(Browser browser) {
    try (RunningServer server = AdminServer.start();
        Page page = open(browser, server)) {
      TestClient alice = server.player("alice");
      TestClient bob = server.player("bob");
      page.await("document.querySelectorAll('#rows button:enabled').length === 2");
      type(page, AdminClient.TOKEN);
      kick(page, "alice");
      alice.receiveFailure(FailureCode.KICKED, true);
      server.awaitClosed(CloseReason.KICKED, 1);
      page.await("document.getElementById('message').textContent.endsWith(' of alice is closed')");
      page.await(rowCount(1));
      assertThat(textOf(page, "rows")).contains("bob");
      bob.echo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "another-token-of-24-chars"})
  void kicksNoPlayerWithoutTheToken(String token, Browser browser) {
    try (RunningServer server = AdminServer.start();
        Page page = open(browser, server)) {
      TestClient alice = server.player("alice");
      page.await("document.querySelectorAll('#rows button:enabled').length === 1");
      type(page, token);
      kick(page, "alice");
      page.await("document.getElementById('dialog-error').textContent.startsWith('Not done: ')");
      alice.echo(1);
      assertThat(server.closed(CloseReason.KICKED)).isZero();
    }
  }

  @Test
  void changesNothingAndExplainsWhyWhenNoTokenIsSet(Browser browser) {
    try (RunningServer server = AdminServer.start("admin.token", "");
        Page page = open(browser, server)) {
      server.player("alice");
      page.await("document.querySelectorAll('#rows button').length === 1");
      assertThat(page.is("document.querySelector('#rows button').disabled")).isTrue();
      assertThat(page.is(DRAIN + ".disabled")).isTrue();
      assertThat(page.is("document.getElementById('why-disabled').hidden")).isFalse();
      assertThat(textOf(page, "why-disabled")).contains("admin.token");
    }
  }

  @Test
  void drainsOnlyWhenTheDialogIsAnswered(Browser browser) {
    try (RunningServer server =
            AdminServer.start("session.closing-timeout", "60s", "shutdown.grace", "60s");
        AdminClient admin = new AdminClient(server);
        Page page = open(browser, server)) {
      TestClient alice = server.player("alice");
      type(page, AdminClient.TOKEN);
      page.await(DRAIN + "?.disabled === false");
      press(page, "drain");
      page.evaluate("document.getElementById('cancel').click()");
      assertThat(page.is("document.getElementById('dialog').open")).isFalse();
      assertThat(page.requests()).noneMatch(url -> url.endsWith("/api/actions/drain"));
      assertThat(admin.get("/ready").statusCode()).isEqualTo(200);
      alice.echo(1);

      press(page, "drain");
      page.evaluate("document.getElementById('do').click()");
      // alice has not closed her side, so the drain is not complete
      RunningServer.eventually(() -> assertThat(admin.get("/ready").statusCode()).isEqualTo(503));
      page.await(shows("state", "not ready"));
      assertThat(page.is(DRAIN + ".disabled")).isTrue();
      alice.awaitEnd();
    }
  }

  @Test
  void showsARoomsNameAsText(Browser browser) {
    try (RunningServer server = AdminServer.start();
        Page page = open(browser, server)) {
      server.player("alice").join(EVIL_ROOM);
      page.await(shows("rooms-count", "1"));
      open(page, "rooms");
      page.await(rowCount(1));
      assertThat(textOf(page, "rows")).contains(EVIL_ROOM);
      assertThat(page.number("document.images.length")).isZero();
      assertThat(page.problems()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {390, 1920})
  void showsHostileNamesInRowsDialogAndAuditAsText(int width, Browser browser) {
    try (RunningServer server = accounts();
        Page page = browser.open().scheme("light").width(width).goTo(urlOf(server))) {
      page.await(exists("#tab-accounts"));
      open(page, "accounts");
      page.await(cellIs(0, AccountsGame.EVIL));
      type(page, AdminClient.TOKEN, EVIL_NAME);
      page.await("document.querySelector('#rows button')?.disabled === false");
      page.evaluate("document.querySelector('#rows button').click()");
      assertThat(textOf(page, "dialog-title")).isEqualTo("Ban " + AccountsGame.EVIL);
      page.evaluate("document.querySelector('#fields input[name=reason]').value = '<b>x</b>'");
      page.evaluate("document.getElementById('do').click()");
      page.await("document.getElementById('message').textContent.includes('<img')");
      open(page, "audit");
      page.await(rowCount(1));
      assertThat(textOf(page, "rows")).contains(EVIL_NAME, AccountsGame.EVIL, "<b>x</b>");
      assertThat(page.text("document.title")).isEqualTo("Wharf server");
      assertThat(page.number("document.images.length")).isZero();
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
      assertThat(page.is(DRAIN + ".disabled")).isTrue();
      page.await("document.getElementById('table-error').textContent.includes('no answer')");
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

  private static String exists(String selector) {
    return "document.querySelector('" + selector + "') !== null";
  }

  private static String rowCount(int rows) {
    return "document.getElementById('rows').rows.length === " + rows;
  }

  private static String cellIs(int row, String text) {
    return "document.getElementById('rows').rows[%d]?.cells[0].textContent === \"%s\""
        .formatted(row, text);
  }

  private static RunningServer accounts() {
    return RunningServer.start(
        new AccountsGame(),
        "admin.enabled",
        "true",
        "admin.port",
        "0",
        "admin.token",
        AdminClient.TOKEN);
  }

  /// Opens the tab of a table.
  private static void open(Page page, String table) {
    page.evaluate("document.getElementById('tab-" + table + "').click()");
  }

  /// Presses the button of an action.
  private static void press(Page page, String action) {
    page.evaluate("document.querySelector('#actions [data-action=" + action + "]').click()");
  }

  private static void search(Page page, String text) {
    page.evaluate("document.getElementById('search').value = '" + text + "'");
    page.evaluate("document.getElementById('search').dispatchEvent(new Event('input'))");
  }

  /// Presses a player's button Kick, and the button of the dialog.
  private static void kick(Page page, String player) {
    page.await("document.getElementById('rows').innerText.includes('" + player + "')");
    page.evaluate(
        "Array.from(document.getElementById('rows').rows).find(row => row.innerText.includes('"
            + player
            + "')).querySelector('button').click()");
    page.evaluate("document.getElementById('do').click()");
  }

  private static void type(Page page, String token) {
    type(page, token, "anna");
  }

  /// Types a token and the operator's name into their fields: sets the values, and triggers the
  /// browser's event of leaving the field.
  private static void type(Page page, String token, String operator) {
    page.evaluate("document.getElementById('operator').value = '" + operator + "'");
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
