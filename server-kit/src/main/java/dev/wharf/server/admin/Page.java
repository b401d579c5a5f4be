package dev.wharf.server.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/// Loads the live page. Its Content-Security-Policy has the hashes of the page's own script and
/// style, and forbids all others.
final class Page {
  /// The Content-Security-Policy of all responses except the page.
  static final String NO_CONTENT = "default-src 'none'; frame-ancestors 'none'";

  private Page() {}

  /// Reads the live page from the class path.
  static Response load() {
    String html = read();
    String policy =
        "; base-uri 'none'; form-action 'none'; connect-src 'self'; img-src data:;"
            + " script-src '%s'; style-src '%s'"
                .formatted(hashOf(html, "script"), hashOf(html, "style"));
    return Response.of(HttpResponseStatus.OK, "text/html; charset=utf-8", html)
        .withHeader("Content-Security-Policy", NO_CONTENT + policy);
  }

  private static String read() {
    try (InputStream file = Page.class.getResourceAsStream("admin.html")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hashOf(String html, String element) {
    String begin = "<" + element + ">";
    String content =
        html.substring(html.indexOf(begin) + begin.length(), html.indexOf("</" + element + ">"));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
