package dev.wharf.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds the known name that is most similar to a misspelt one.
final class Suggestions {
  private Suggestions() {}

  /// Returns a suggestion for a wrong name, as the end of a sentence; empty when no known name is
  /// similar. A name is similar when it is the [#nearest], or has the same last part
  /// (`idle-timeout` for `session.idle-timeout`).
  static String forName(String wrong, Collection<String> known) {
    return nearest(wrong, known)
        .or(() -> known.stream().filter(one -> lastPart(one).equals(lastPart(wrong))).findFirst())
        .map(one -> "; did you mean " + one + "?")
        .orElse("");
  }

  /// Returns the known name that needs the fewest changes of letters to become the wrong one. Empty
  /// when more than a quarter of its letters differ.
  static Optional<String> nearest(String wrong, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(one -> distance(wrong, one)))
        .filter(one -> distance(wrong, one) <= one.length() / 4);
  }

  private static String lastPart(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  /// Returns the Levenshtein distance: the number of letters to add, remove or change so that `a`
  /// becomes `b`.
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
