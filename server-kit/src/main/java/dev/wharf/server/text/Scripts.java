package dev.wharf.server.text;

import static java.lang.Character.UnicodeScript.BOPOMOFO;
import static java.lang.Character.UnicodeScript.COMMON;
import static java.lang.Character.UnicodeScript.HAN;
import static java.lang.Character.UnicodeScript.HANGUL;
import static java.lang.Character.UnicodeScript.HIRAGANA;
import static java.lang.Character.UnicodeScript.INHERITED;
import static java.lang.Character.UnicodeScript.KATAKANA;
import static java.lang.Character.UnicodeScript.LATIN;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Decides which scripts may be mixed in a word, by the level *highly restrictive* of [UTS
/// 39](https://www.unicode.org/reports/tr39/) (sections 5.1 and 5.2). A word may have the letters
/// of one script, or Latin letters together with those of Chinese, those of Japanese, or those of
/// Korean. So a Cyrillic letter cannot replace a Latin letter that it looks like.
///
/// The class uses [UnicodeScript], which has no script extensions: a character that several scripts
/// share counts as common.
final class Scripts {
  private static final List<Set<UnicodeScript>> TOGETHER =
      List.of(
          EnumSet.of(LATIN, HAN, HIRAGANA, KATAKANA),
          EnumSet.of(LATIN, HAN, BOPOMOFO),
          EnumSet.of(LATIN, HAN, HANGUL));

  private Scripts() {}

  /// Returns whether a word has letters of scripts that may not be mixed.
  static boolean areMixed(String word) {
    Set<UnicodeScript> scripts =
        word.codePoints()
            .mapToObj(UnicodeScript::of)
            .filter(script -> script != COMMON && script != INHERITED)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(UnicodeScript.class)));
    return scripts.size() > 1 && TOGETHER.stream().noneMatch(some -> some.containsAll(scripts));
  }

  /// Returns whether a word has digits of more than one number system (UTS 39, section 5.3). These
  /// may not be mixed, because some digits look like digits of another value.
  static boolean areDigitsMixed(String word) {
    return word.codePoints()
            .filter(Character::isDigit)
            .map(c -> c - Character.digit(c, 10))
            .distinct()
            .count()
        > 1;
  }
}
