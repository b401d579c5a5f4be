package dev.wharf.protocol;

/// What to do with text that a peer wrote before a person sees it: such text can move the cursor,
/// turn the direction of writing around, or forge lines of a log.
public final class PeerText {
  private PeerText() {}

  /// The text without what does not show: control characters, line breaks, direction marks and
  /// overrides, broken surrogates. For text that is passed on to other peers.
  public static String strip(String text) {
    if (text.codePoints().noneMatch(PeerText::isHarmful)) {
      return text;
    }
    StringBuilder stripped = new StringBuilder(text.length());
    text.codePoints().filter(c -> !isHarmful(c)).forEach(stripped::appendCodePoint);
    return stripped.toString();
  }

  /// The text with what does not show written as an escape such as `\u001b`, cut to `maxChars`
  /// characters. For logs and terminals.
  ///
  /// @param maxChars the most characters of the text that are looked at
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

  private static boolean isHarmful(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      case Character.FORMAT -> isDirectionOrHidden(c);
      default -> false;
    };
  }

  /// The direction controls of the Unicode Bidirectional Algorithm (UAX 9, table 4), the byte order
  /// mark, and the invisible tags. Joiners stay: many scripts and emoji need them.
  private static boolean isDirectionOrHidden(int c) {
    return c == 0x061C
        || c == 0x200E
        || c == 0x200F
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069)
        || c == 0xFEFF
        || (c >= 0xE0000 && c <= 0xE007F);
  }
}
