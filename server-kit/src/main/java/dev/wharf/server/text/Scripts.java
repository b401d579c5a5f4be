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

/// Which scripts may stand together in a word, as the level *highly restrictive* of [UTS
/// 39](https://www.unicode.org/reports/tr39/) has it (sections 5.1 and 5.2): one script, or those
/// of Chinese, Japanese or Korean, each with Latin. So a Cyrillic letter cannot stand for the Latin
/// one that it looks like.
///
/// Scripts are those of [UnicodeScript], which knows no script extensions: a character that several
/// scripts share counts as common to all.
final class Scripts {
  private static final List<Set<UnicodeScript>> TOGETHER =
      List.of(
          EnumSet.of(LATIN, HAN, HIRAGANA, KATAKANA),
          EnumSet.of(LATIN, HAN, BOPOMOFO),
          EnumSet.of(LATIN, HAN, HANGUL));

  private Scripts() {}

  /// Whether a word has letters of scripts that do not go together.
  static boolean areMixed(String word) {
    Set<UnicodeScript> scripts =
        word.codePoints()
            .mapToObj(UnicodeScript::of)
            .filter(script -> script != COMMON && script != INHERITED)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(UnicodeScript.class)));
    return scripts.size() > 1 && TOGETHER.stream().noneMatch(some -> some.containsAll(scripts));
  }

  /// Whether a word has digits of more than one system (UTS 39, section 5.3): some look like others
  /// of another value.
  static boolean areDigitsMixed(String word) {
    return word.codePoints()
            .filter(Character::isDigit)
            .map(c -> c - Character.digit(c, 10))
            .distinct()
            .count()
        > 1;
  }
}
