package dev.wharf.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/// A tab of the [Browser]. This object records the errors of the page in the tab, and the page's
/// network requests.
final class Page implements AutoCloseable {
  private final Browser browser;
  private final String session;
  private final String target;
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger loads = new AtomicInteger();

  Page(Browser browser, String session, String target) {
    this.browser = browser;
    this.session = session;
    this.target = target;
    browser.listen(this::note);
    List.of("Page.enable", "Runtime.enable", "Log.enable", "Network.enable").forEach(this::call);
  }

  /// Opens an address, and waits until the page is loaded.
  Page goTo(String url) {
    int before = loads.get();
    call("Page.navigate", Browser.object().put("url", url));
    Awaitility.await().atMost(Browser.PATIENCE).until(() -> loads.get() > before);
    return this;
  }

  Page goTo(Path file) {
    return goTo(file.toUri().toString());
  }

  /// Sets the screen's width in CSS pixels. Up to 600 pixels, the browser imitates a phone.
  Page width(int width) {
    return size(width, 900);
  }

  /// Sets the screen's size in CSS pixels. Up to a width of 600 pixels, the browser imitates a
  /// phone.
  Page size(int width, int height) {
    ObjectNode metrics =
        Browser.object()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", width <= 600);
    call("Emulation.setDeviceMetricsOverride", metrics);
    return this;
  }

  /// Sets the user's preferred colour scheme: `light` or `dark`.
  Page scheme(String name) {
    ObjectNode media = Browser.object();
    media.putArray("features").addObject().put("name", "prefers-color-scheme").put("value", name);
    call("Emulation.setEmulatedMedia", media);
    return this;
  }

  /// Evaluates a JavaScript expression, and returns its value.
  JsonNode evaluate(String expression) {
    ObjectNode asked = Browser.object().put("expression", expression).put("returnByValue", true);
    JsonNode answer = call("Runtime.evaluate", asked);
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.get("result").path("value");
  }

  int number(String expression) {
    return evaluate(expression).asInt();
  }

  String text(String expression) {
    return evaluate(expression).asText();
  }

  boolean is(String expression) {
    return evaluate(expression).asBoolean();
  }

  /// Presses a key. The element that has the focus gets it.
  ///
  /// @param key the key's name, such as `ArrowRight` or `Tab`
  /// @param code the key's code in the DevTools protocol
  Page press(String key, int code) {
    return hold(key, code).release(key, code);
  }

  /// Holds a key down, until [#release].
  Page hold(String key, int code) {
    return key("keyDown", key, code);
  }

  Page release(String key, int code) {
    return key("keyUp", key, code);
  }

  private Page key(String type, String key, int code) {
    call(
        "Input.dispatchKeyEvent",
        Browser.object()
            .put("type", type)
            .put("key", key)
            .put("code", key)
            .put("windowsVirtualKeyCode", code));
    return this;
  }

  /// Types a text into the element that has the focus.
  Page type(String text) {
    call("Input.insertText", Browser.object().put("text", text));
    return this;
  }

  /// Clicks at a point of the screen, in CSS pixels.
  Page click(double x, double y) {
    for (String type : List.of("mousePressed", "mouseReleased")) {
      call(
          "Input.dispatchMouseEvent",
          Browser.object()
              .put("type", type)
              .put("x", x)
              .put("y", y)
              .put("button", "left")
              .put("clickCount", 1));
    }
    return this;
  }

  /// Waits until a JavaScript expression is true.
  Page await(String expression) {
    Awaitility.await()
        .atMost(Browser.PATIENCE)
        .untilAsserted(() -> assertThat(is(expression)).as(expression).isTrue());
    return this;
  }

  /// Saves a picture of the whole page in the folder that `-Dwharf.pictures=FOLDER` names.
  void keepPicture(String name) {
    String pictures = System.getProperty("wharf.pictures", "");
    if (!pictures.isEmpty()) {
      screenshot(Path.of(pictures, name + ".png"));
    }
  }

  /// Returns the errors and warnings on the page's console, failed loads, and uncaught exceptions.
  List<String> problems() {
    return List.copyOf(problems);
  }

  /// Returns the addresses of all loaded resources. The first one is that of the page itself.
  List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    browser.call("", "Target.closeTarget", Browser.object().put("targetId", target));
  }

  /// Saves a picture of the whole page.
  void screenshot(Path file) {
    ObjectNode asked = Browser.object().put("format", "png").put("captureBeyondViewport", true);
    JsonNode size = call("Page.getLayoutMetrics", Browser.object()).get("cssContentSize");
    asked
        .putObject("clip")
        .put("x", 0)
        .put("y", 0)
        .put("width", size.get("width").asDouble())
        .put("height", size.get("height").asDouble())
        .put("scale", 1);
    String picture = call("Page.captureScreenshot", asked).get("data").asText();
    try {
      Files.write(file, Base64.getDecoder().decode(picture));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void call(String method) {
    call(method, Browser.object());
  }

  private JsonNode call(String method, JsonNode parameters) {
    return browser.call(session, method, parameters);
  }

  private void note(JsonNode event) {
    if (!session.equals(event.path("sessionId").asText())) {
      return;
    }
    JsonNode told = event.path("params");
    switch (event.path("method").asText()) {
      case "Page.loadEventFired" -> loads.incrementAndGet();
      case "Runtime.exceptionThrown" -> problems.add(told.toString());
      case "Runtime.consoleAPICalled" -> noteIfBad(told.path("type").asText(), told);
      case "Log.entryAdded" -> noteIfBad(told.path("entry").path("level").asText(), told);
      case "Network.requestWillBeSent" -> requests.add(told.path("request").path("url").asText());
      default -> {}
    }
  }

  private void noteIfBad(String level, JsonNode told) {
    if (List.of("error", "warning", "assert").contains(level)) {
      problems.add(told.toString());
    }
  }
}
