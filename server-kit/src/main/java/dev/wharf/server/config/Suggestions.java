package dev.wharf.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds what somebody may have meant.
final class Suggestions {
  private Suggestions() {}

  /// A known name that is near to a wrong one, as the end of a sentence; else nothing.
  ///
  /// Near is: the last part is the same (`idle-timeout` for `session.idle-timeout`), or [#nearest].
  static String forName(String wrong, Collection<String> known) {
    return nearest(wrong, known)
        .or(() -> known.stream().filter(one -> lastPart(one).equals(lastPart(wrong))).findFirst())
        .map(one -> "; did you mean " + one + "?")
        .orElse("");
  }

  /// The known name that is nearest to a wrong one, if a quarter of its letters at most are wrong.
  static Optional<String> nearest(String wrong, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(one -> distance(wrong, one)))
        .filter(one -> distance(wrong, one) <= one.length() / 4);
  }

  private static String lastPart(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  /// The number of letters to add, leave out or change (Levenshtein).
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
