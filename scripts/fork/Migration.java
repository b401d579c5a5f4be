package fork;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The page MIGRATION.md. It has one line for each change that breaks a game, under the heading of
/// a version.
final class Migration {
  static final String FILE = "MIGRATION.md";

  private Migration() {}

  /// The headings and lines of the newer page that the older page does not have. This includes the
  /// lines of a version that is not released yet.
  static List<String> between(String older, String newer) {
    Set<String> known = new HashSet<>(older.lines().toList());
    List<String> lines = new ArrayList<>();
    String heading = "";
    for (String line : newer.lines().toList()) {
      if (line.startsWith("## ")) {
        heading = line;
      } else if (line.startsWith("- ") && !known.contains(line)) {
        if (!heading.isEmpty()) {
          lines.add(heading);
          heading = "";
        }
        lines.add(line);
      }
    }
    return lines;
  }
}
