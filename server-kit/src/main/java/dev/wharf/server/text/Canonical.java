package dev.wharf.server.text;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;

/// Unicode normalization of short texts. Nothing else of the server calls the JDK's [Normalizer]:
/// its time grows with the square of a run of marks, so that a text of some thousand marks would
/// hold a worker for seconds. A text is bounded here before it is normalized, in length, and in its
/// runs of marks as the Stream-Safe Text Format has it ([UAX
/// 15](https://www.unicode.org/reports/tr15/), section 13).
final class Canonical {
  /// The longest text that is normalized, in UTF-16 units.
  static final int MOST_CHARS = 128;

  private Canonical() {}

  /// Whether a text may be normalized.
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

  /// The text with what its compatibility characters stand for: a letter for a wide or mathematical
  /// form of it.
  ///
  /// @throws IllegalArgumentException when the text is not bounded
  static String plain(String text) {
    return normalize(text, Form.NFKC);
  }

  /// The same for texts that differ in case, or in how their characters are composed or how wide
  /// they are.
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
