package dev.wharf.server.player;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a player's name may look like, and when two names are the same.
///
/// A name has 2 to 24 letters, digits, `_` and `-`, and at most 48 bytes of UTF-8. Letters are
/// those of any script, but for the few that do not show.
public final class Names {
  private static final int LEAST = 2;
  private static final int MOST = 24;
  private static final int MOST_BYTES = 48;

  private Names() {}

  /// The name as it is kept: composed (NFC).
  public static String normalize(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  /// What is wrong with a normalized name, in our own words; null when nothing is.
  public static @Nullable String problemOf(String name) {
    int length = name.codePointCount(0, name.length());
    if (length < LEAST || length > MOST) {
      return "a name has " + LEAST + " to " + MOST + " characters, not " + length;
    }
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_BYTES) {
      return "a name has at most " + MOST_BYTES + " bytes of UTF-8, not " + bytes;
    }
    return name.codePoints().allMatch(Names::isAllowed)
        ? null
        : "a name has only letters, digits, '_' and '-'";
  }

  /// The same for names that nobody should tell apart: those that differ in case, or in how their
  /// characters are composed or how wide they are (NFKC).
  public static String fold(String name) {
    String upper = Normalizer.normalize(name, Normalizer.Form.NFKC).toUpperCase(Locale.ROOT);
    return Normalizer.normalize(upper.toLowerCase(Locale.ROOT), Normalizer.Form.NFKC);
  }

  private static boolean isAllowed(int c) {
    return c == '_' || c == '-' || (Character.isLetterOrDigit(c) && !isInvisibleLetter(c));
  }

  /// The Hangul fillers: letters by their class, and yet blank.
  public static boolean isInvisibleLetter(int c) {
    return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0;
  }
}
