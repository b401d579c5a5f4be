package dev.wharf.server.text;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;

/// Normalizes short texts (Unicode normalization). All other code must use this class instead of
/// the JDK's [Normalizer]. The normalizer's time grows with the square of the length of a run of
/// marks, so that a text with thousands of marks would block a worker for seconds. This class first
/// checks the length of the text, and the length of its runs of marks by the Stream-Safe Text
/// Format ([UAX 15](https://www.unicode.org/reports/tr15/), section 13).
final class Canonical {
  /// The longest text that is normalized, in UTF-16 units.
  static final int MOST_CHARS = 128;

  private Canonical() {}

  /// Returns whether a text is short enough, and its runs of marks too, so that it may be
  /// normalized.
  static boolean isBounded(String text) {
    return text.length() <= MOST_CHARS
        && Characters.longestRunOfMarks(text) <= Characters.STREAM_SAFE_MARKS;
  }

  /// Returns the text in its composed form (NFC): one character for a letter and its accent.
  ///
  /// @throws IllegalArgumentException when the text is not bounded ([#isBounded])
  static String compose(String text) {
    return normalize(text, Form.NFC);
  }

  /// Returns the text in its decomposed form (NFD): a letter and its accent as two characters.
  ///
  /// @throws IllegalArgumentException when the text is not bounded ([#isBounded])
  static String decompose(String text) {
    return normalize(text, Form.NFD);
  }

  /// Returns the text with plain characters in place of compatibility characters (NFKC), such as a
  /// plain letter for a wide or a mathematical one.
  ///
  /// @throws IllegalArgumentException when the text is not bounded ([#isBounded])
  static String plain(String text) {
    return normalize(text, Form.NFKC);
  }

  /// Returns a key that is equal for two texts that differ only in upper and lower case, or in the
  /// composition or width of characters.
  ///
  /// @throws IllegalArgumentException when the text is not bounded ([#isBounded])
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
