package dev.wharf.server.text;

import dev.wharf.protocol.text.PeerText;

/// Classifies characters by their Unicode general category. All methods use code points.
public final class Characters {
  /// The longest run of marks that the Stream-Safe Text Format allows ([UAX
  /// 15](https://www.unicode.org/reports/tr15/), section 13). No language needs a longer one, and a
  /// text within this limit is normalized in linear time.
  public static final int STREAM_SAFE_MARKS = 30;

  /// A character with a blank glyph, although its category is symbol: the Braille pattern without
  /// dots. The musical null notehead is another one.
  private static final int BRAILLE_BLANK = 0x2800;

  private static final int NULL_NOTEHEAD = 0x1D159;

  private Characters() {}

  /// Returns the number of code points in a text.
  public static int count(String text) {
    return text.codePointCount(0, text.length());
  }

  /// Returns whether the character is a mark, which modifies the character before it: an accent, or
  /// a vowel of an Indian script.
  public static boolean isMark(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
          true;
      default -> false;
    };
  }

  /// Returns whether the character is visible. Spaces, marks, symbols with a blank glyph, and
  /// hidden or unassigned characters are not visible.
  public static boolean shows(int c) {
    return switch (Character.getType(c)) {
      case Character.SPACE_SEPARATOR, Character.UNASSIGNED -> false;
      default -> !isMark(c) && !isBlank(c) && !PeerText.isHidden(c);
    };
  }

  /// Returns whether the character is a symbol with a blank glyph.
  static boolean isBlank(int c) {
    return c == BRAILLE_BLANK || c == NULL_NOTEHEAD;
  }

  /// Returns the number of marks in the longest run of marks in a text.
  public static int longestRunOfMarks(String text) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      run = isMark(text.codePointAt(i)) ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }
}
