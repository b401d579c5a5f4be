package dev.wharf.protocol.text;

/// Makes text that a peer wrote safe to show. Raw text of a peer can move a terminal's cursor,
/// reverse the direction of writing, or forge lines of a log. Thread-safe.
public final class PeerText {
  private PeerText() {}

  /// Removes [hidden][#isHidden] characters, except for the joiners and variation selectors that
  /// many scripts and emoji need. Meant for text that goes to other peers.
  public static String strip(String text) {
    if (text.codePoints().noneMatch(PeerText::isHarmful)) {
      return text;
    }
    StringBuilder stripped = new StringBuilder(text.length());
    text.codePoints().filter(c -> !isHarmful(c)).forEach(stripped::appendCodePoint);
    return stripped.toString();
  }

  /// Replaces each character that [#strip] removes by an escape such as `\u001b`, and cuts the text
  /// after `maxChars` characters. Meant for logs and terminals.
  ///
  /// @param maxChars the number of characters of `text` to keep, before escaping
  public static String escape(String text, int maxChars) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .limit(maxChars)
        .forEach(
            c -> {
              if (isHarmful(c)) {
                escaped.append(String.format("\\u%04x", c));
              } else {
                escaped.appendCodePoint(c);
              }
            });
    return text.codePointCount(0, text.length()) > maxChars
        ? escaped.append("...").toString()
        : escaped.toString();
  }

  /// Returns whether a character is invisible by itself: control characters, line breaks, direction
  /// marks and overrides, joiners, fillers, unpaired surrogates, and everything else that
  /// [Unicode](https://www.unicode.org/Public/UCD/latest/ucd/DerivedCoreProperties.txt) calls
  /// Default_Ignorable_Code_Point. Spaces are not hidden.
  public static boolean isHidden(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      case Character.FORMAT -> !isShownFormat(c);
      case Character.UNASSIGNED ->
          c == 0x2065 || (c >= 0xFFF0 && c <= 0xFFF8) || (c >= 0xE0000 && c <= 0xE0FFF);
      default -> isVariationSelector(c) || isIgnorableLetterOrMark(c);
    };
  }

  private static boolean isHarmful(int c) {
    return isHidden(c) && !isJoiner(c) && !isVariationSelector(c);
  }

  private static boolean isJoiner(int c) {
    return c == 0x200C || c == 0x200D;
  }

  private static boolean isVariationSelector(int c) {
    return (c >= 0xFE00 && c <= 0xFE0F)
        || (c >= 0xE0100 && c <= 0xE01EF)
        || (c >= 0x180B && c <= 0x180D)
        || c == 0x180F;
  }

  /// Returns whether a format character is visible: it has the property
  /// Prepended_Concatenation_Mark, like the Arabic number sign, or it formats Egyptian hieroglyphs.
  private static boolean isShownFormat(int c) {
    return (c >= 0x0600 && c <= 0x0605)
        || c == 0x06DD
        || c == 0x070F
        || c == 0x0890
        || c == 0x0891
        || c == 0x08E2
        || c == 0x110BD
        || c == 0x110CD
        || (c >= 0x13430 && c <= 0x1343F);
  }

  /// Returns whether the character is invisible although its general category is letter or mark:
  /// the grapheme joiner, the Hangul fillers, and the inherent vowels of Khmer.
  private static boolean isIgnorableLetterOrMark(int c) {
    return c == 0x034F
        || c == 0x115F
        || c == 0x1160
        || c == 0x17B4
        || c == 0x17B5
        || c == 0x3164
        || c == 0xFFA0;
  }
}
