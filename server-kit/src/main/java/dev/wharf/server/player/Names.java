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

  /// The name as it is kept: composed (NFC).
  ///
  /// @param raw without a problem
  /// @throws IllegalArgumentException when it is longer than any name without a problem
  public static String normalize(String raw) {
    return RULES.normalize(raw);
  }

  /// Describes what is wrong with a name, without quoting it; null when the name is valid.
  ///
  /// @param raw as the player wrote it
  public static @Nullable String problemOf(String raw) {
    return RULES.problemOf(raw);
  }

  /// The same for names that nobody should tell apart: those that differ in case, or in how their
  /// characters are composed or how wide they are.
  ///
  /// @return null when no player can have this name
  public static @Nullable String fold(String raw) {
    return RULES.fold(raw);
  }
}
