package dev.wharf.server.text;

import dev.wharf.protocol.text.PeerText;
import java.lang.Character.UnicodeBlock;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The rules for one kind of name that players choose: which names are valid, how a name is stored,
/// and when two names are the same. Names of any script are allowed. The rules refuse invisible
/// characters, and many names that look like another name.
///
/// The rules are those of published profiles, by the JDK's general categories and scripts:
///
/// - Characters: the IdentifierClass of PRECIS ([RFC 8264](https://www.rfc-editor.org/rfc/rfc8264))
///   for words, as in usernames ([RFC 8265](https://www.rfc-editor.org/rfc/rfc8265)); its
///   FreeformClass for free names, as in nicknames ([RFC
///   8266](https://www.rfc-editor.org/rfc/rfc8266)). Both classes refuse hidden, unassigned and
///   private characters. Joiners are refused too, although RFC 8264 allows them in some places,
///   because the JDK cannot tell which marks are viramas. Unlike RFC 8264, words may have
///   compatibility characters, because Thai, Lao and Korean need some. Comparisons replace them by
///   their plain forms.
/// - Scripts: *highly restrictive* ([UTS 39](https://www.unicode.org/reports/tr39/)), word by word.
/// - Marks: at most 4 nonspacing marks in a row, none of them twice (UTS 39, section 5.4), and only
///   after a letter or a number.
///
/// All work is linear in the length of the raw name. A raw name that is too long for any valid name
/// is refused by its length alone.
///
/// @param what the kind of name, which begins each message
/// @param least the smallest number of characters
/// @param most the largest number of characters, when composed
/// @param mostBytes the largest number of UTF-8 bytes, when composed
/// @param isFree whether spaces, punctuation and symbols are allowed; else letters, digits, `_` and
///   `-` only
public record NameRules(String what, int least, int most, int mostBytes, boolean isFree) {
  /// A composed character decomposes into at most four times its UTF-16 units.
  private static final int MOST_DECOMPOSED = 4;

  private static final int MOST_STACKED_MARKS = 4;

  private static final Set<UnicodeBlock> JAMO =
      Set.of(
          UnicodeBlock.HANGUL_JAMO,
          UnicodeBlock.HANGUL_JAMO_EXTENDED_A,
          UnicodeBlock.HANGUL_JAMO_EXTENDED_B);

  /// Returns the reason why a name is invalid; null when the name is valid. The text does not
  /// contain the name.
  ///
  /// @param raw the name as the player wrote it
  public @Nullable String problemOf(String raw) {
    if (isTooLong(raw)) {
      return wrongLength(raw);
    }
    return Canonical.isBounded(raw) ? problemOfComposed(normalize(raw)) : tooManyMarks();
  }

  /// Returns the form in which a name is stored: composed (NFC). A free name gets single spaces
  /// between words, and none at its ends.
  ///
  /// @param raw a valid name
  /// @throws IllegalArgumentException when the text is longer than any valid name
  public String normalize(String raw) {
    return Canonical.compose(isFree ? withSingleSpaces(raw) : raw);
  }

  /// Returns a key that is equal for two names that count as the same name, and different for all
  /// other names. Names count as the same when they differ only in upper and lower case, in spaces,
  /// or in the composition or width of characters (NFKC).
  ///
  /// @return the key; null when no valid name can be the same as this name
  public @Nullable String fold(String raw) {
    if (isTooLong(raw) || !Canonical.isBounded(raw)) {
      return null;
    }
    String name = normalize(raw);
    return Canonical.isBounded(name) ? Canonical.fold(name) : null;
  }

  /// Returns whether the name is longer than any valid name. This check comes before any other work
  /// on the name.
  private boolean isTooLong(String raw) {
    return raw.length() > Math.min(MOST_DECOMPOSED * most, Canonical.MOST_CHARS);
  }

  private @Nullable String problemOfComposed(String name) {
    int length = Characters.count(name);
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (length < least || length > most) {
      return wrongLength(name);
    } else if (bytes > mostBytes) {
      return what + " has at most " + mostBytes + " bytes of UTF-8, not " + bytes;
    } else if (!name.codePoints().allMatch(isFree ? NameRules::isFreeform : NameRules::isWord)) {
      return what
          + (isFree ? " has only characters that show" : " has only letters, digits, '_' and '-'");
    } else if (!name.codePoints().anyMatch(Characters::shows)) {
      return what + " has something in it that shows";
    } else {
      return Canonical.isBounded(name) && areMarksFine(Canonical.decompose(name))
          ? problemOfScripts(name)
          : tooManyMarks();
    }
  }

  private @Nullable String problemOfScripts(String name) {
    String[] words = Canonical.plain(name).split(" ", -1);
    for (String word : words) {
      if (Scripts.areMixed(word)) {
        return what + " has no word with letters of several alphabets";
      }
      if (Scripts.areDigitsMixed(word)) {
        return what + " has no word with digits of several kinds";
      }
    }
    return null;
  }

  private String wrongLength(String name) {
    return what + " has " + least + " to " + most + " characters, not " + Characters.count(name);
  }

  private String tooManyMarks() {
    return what
        + " has at most "
        + MOST_STACKED_MARKS
        + " different marks in a row, after a letter or a number";
  }

  private static boolean areMarksFine(String decomposed) {
    int stacked = 0;
    int before = ' ';
    for (int c : decomposed.codePoints().toArray()) {
      boolean isMark = Characters.isMark(c);
      boolean isStacked = isMark && Character.getType(c) != Character.COMBINING_SPACING_MARK;
      stacked = isStacked ? stacked + 1 : 0;
      if ((isMark && !mayHaveMarks(before))
          || stacked > MOST_STACKED_MARKS
          || (isStacked && c == before)) {
        return false;
      }
      before = c;
    }
    return true;
  }

  private static boolean mayHaveMarks(int c) {
    return Character.isLetterOrDigit(c) || Characters.isMark(c);
  }

  private static boolean isWord(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> isFreeform(c);
      default -> c == '_' || c == '-' || (Character.isLetterOrDigit(c) && isFreeform(c));
    };
  }

  private static boolean isFreeform(int c) {
    return switch (Character.getType(c)) {
      case Character.UNASSIGNED, Character.PRIVATE_USE, Character.FORMAT -> false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> !PeerText.isHidden(c) && !Characters.isBlank(c) && !isLoneJamo(c);
    };
  }

  /// Returns whether the character is a part of a Korean syllable that did not compose
  /// (OldHangulJamo of RFC 8264). A name with one is refused, because it can look like another
  /// syllable.
  private static boolean isLoneJamo(int c) {
    UnicodeBlock block = UnicodeBlock.of(c);
    return block != null && JAMO.contains(block);
  }

  private static String withSingleSpaces(String raw) {
    IntPredicate isSpace = c -> Character.getType(c) == Character.SPACE_SEPARATOR;
    StringBuilder name = new StringBuilder(raw.length());
    raw.codePoints()
        .map(c -> isSpace.test(c) ? ' ' : c)
        .filter(c -> c != ' ' || (!name.isEmpty() && name.charAt(name.length() - 1) != ' '))
        .forEach(name::appendCodePoint);
    boolean hasLast = !name.isEmpty() && name.charAt(name.length() - 1) == ' ';
    return hasLast ? name.substring(0, name.length() - 1) : name.toString();
  }
}
