package dev.wharf.server.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The live page: one file, whose own script and style alone the browser may run, by their hashes.
///
/// @param html the page
/// @param policy its Content-Security-Policy
record Page(String html, String policy) {
  /// The policy of all that is no page.
  static final String NO_CONTENT = "default-src 'none'; frame-ancestors 'none'";

  private static final String FILE = "admin.html";

  static Page load() {
    String html = read();
    return new Page(
        html,
        NO_CONTENT
            + "; base-uri 'none'; form-action 'none'; connect-src 'self'; img-src data:; script-src"
            + " '"
            + hashOf(html, "script")
            + "'; style-src '"
            + hashOf(html, "style")
            + "'");
  }

  Answer answer() {
    return Answer.of(Answer.OK, "text/html; charset=utf-8", html)
        .withHeader("Content-Security-Policy", policy);
  }

  private static String read() {
    try (InputStream file = Page.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(FILE + " is missing");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
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
