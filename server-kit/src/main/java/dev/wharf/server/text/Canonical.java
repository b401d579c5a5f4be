package dev.wharf.server.text;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;

/// Unicode normalization of short texts. All other code must use this class instead of the JDK's
/// [Normalizer]. The normalizer's time grows with the square of a run of marks, so a text with
/// thousands of marks would block a worker for seconds. This class first checks the length of the
/// text, and the length of its runs of marks by the Stream-Safe Text Format ([UAX
/// 15](https://www.unicode.org/reports/tr15/), section 13).
final class Canonical {
  /// The longest text that is normalized, in UTF-16 units.
  static final int MOST_CHARS = 128;

  private Canonical() {}

  /// Whether a text is within the limits for normalization.
  static boolean isBounded(String text) {
    return text.length() <= MOST_CHARS
        && Characters.longestRunOfMarks(text) <= Characters.STREAM_SAFE_MARKS;
  }

  /// The text, composed.
  ///
  /// @throws IllegalArgumentException when the text is not bounded
  static String compose(String text) {
    return normalize(text, Form.NFC);
  }

  /// The text, decomposed.
  ///
  /// @throws IllegalArgumentException when the text is not bounded
  static String decompose(String text) {
    return normalize(text, Form.NFD);
  }

  /// The text with compatibility characters replaced (NFKC), such as a plain letter for a wide or
  /// mathematical one.
  ///
  /// @throws IllegalArgumentException when the text is not bounded
  static String plain(String text) {
    return normalize(text, Form.NFKC);
  }

  /// A key that is equal for texts that differ only in case, or in the composition or width of
  /// characters.
  ///
  /// @throws IllegalArgumentException when the text is not bounded
  static String fold(String text) {
    String upper = plain(text).toUpperCase(Locale.ROOT);
    return Normalizer.normalize(upper.toLowerCase(Locale.ROOT), Form.NFKC);
  }

  private static String normalize(String text, Form form) {
    if (!isBounded(text)) {
      throw new IllegalArgumentException(
          "a text of " + text.length() + " characters is too long, or has too many marks");
    }
    return Normalizer.normalize(text, form);
  }
}
