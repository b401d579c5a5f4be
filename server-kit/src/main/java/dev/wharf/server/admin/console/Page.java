package dev.wharf.server.admin.console;

import dev.wharf.server.admin.http.Response;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Loads the console's page: one document with its style and its script inside. Its
/// Content-Security-Policy has the hashes of both, and forbids all others.
final class Page {
  /// The parts of the script, in their order.
  private static final String[] SCRIPTS = {
    "text.js", "http.js", "tables.js", "charts.js", "actions.js", "console.js"
  };

  private Page() {}

  /// Reads the page from the class path.
  static Response load() {
    String style = read("console.css");
    String script = Stream.of(SCRIPTS).map(Page::read).collect(Collectors.joining());
    String html =
        read("console.html")
            .replace("<style></style>", "<style>" + style + "</style>")
            .replace("<script></script>", "<script>" + script + "</script>");
    String policy =
        "; base-uri 'none'; form-action 'none'; connect-src 'self'; img-src data:;"
            + " script-src '%s'; style-src '%s'".formatted(hashOf(script), hashOf(style));
    return Response.of(HttpResponseStatus.OK, "text/html; charset=utf-8", html)
        .withHeader("Content-Security-Policy", Response.NO_CONTENT + policy);
  }

  private static String read(String name) {
    try (InputStream file = Page.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hashOf(String content) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
