package dev.wharf.server.player;

import dev.wharf.server.text.NameRules;
import org.jspecify.annotations.Nullable;

/// Checks and compares players' names. [NameRules] says which profiles they follow.
///
/// A name has 2 to 24 letters, digits, `_` and `-`, and at most 48 bytes of UTF-8. Letters are
/// those of any script, with their marks.
public final class Names {
  private static final NameRules RULES = new NameRules("a name", 2, 24, 48, false);

  private Names() {}

  /// The form in which a name is stored: composed (NFC).
  ///
  /// @param raw a valid name
  /// @throws IllegalArgumentException when the text is longer than any valid name
  public static String normalize(String raw) {
    return RULES.normalize(raw);
  }

  /// The reason why a name is invalid, without quoting it; null when the name is valid.
  ///
  /// @param raw the name as the player wrote it
  public static @Nullable String problemOf(String raw) {
    return RULES.problemOf(raw);
  }

  /// A key that is equal for names that count as the same: they differ only in case, or in the
  /// composition or width of characters.
  ///
  /// @return the key; null when the name is invalid
  public static @Nullable String fold(String raw) {
    return RULES.fold(raw);
  }
}
