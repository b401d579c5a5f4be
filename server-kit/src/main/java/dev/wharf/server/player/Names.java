package dev.wharf.server.player;

import dev.wharf.server.text.NameRules;
import org.jspecify.annotations.Nullable;

/// Checks and compares players' names. [NameRules] says which Unicode profiles the rules follow.
///
/// A name has 2 to 24 letters, digits, `_` and `-`, and at most 48 bytes of UTF-8. Letters are
/// those of any script, with their marks.
public final class Names {
  private static final NameRules RULES = new NameRules("a name", 2, 24, 48, false);

  private Names() {}

  /// Returns the form in which a name is stored: composed (NFC).
  ///
  /// @param raw a valid name
  /// @throws IllegalArgumentException when the text is longer than any valid name
  public static String normalize(String raw) {
    return RULES.normalize(raw);
  }

  /// Returns the reason why a name is invalid; null when the name is valid. The text does not
  /// contain the name.
  ///
  /// @param raw the name as the player wrote it
  public static @Nullable String problemOf(String raw) {
    return RULES.problemOf(raw);
  }

  /// Returns a key that is equal for two names that count as the same name: they differ only in
  /// upper and lower case, or in the composition or width of characters.
  ///
  /// @return the key; null when the name is invalid
  public static @Nullable String fold(String raw) {
    return RULES.fold(raw);
  }
}
