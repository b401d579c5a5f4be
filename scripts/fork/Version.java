package fork;

import java.lang.module.ModuleDescriptor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version of Wharf.
///
/// @param number the number of the version, like `0.2.0`
/// @param commit the commit, like `v0.2.0` or `0c2b1e8f4a5d`
record Version(String number, String commit) {
  private static final Pattern NUMBER =
      Pattern.compile("<artifactId>wharf</artifactId>\\s*<version>([^<]+)</version>");

  /// @param pom the text of the project's pom.xml
  /// @param commit the commit as git describes it; a mark for changed files is removed
  static Version of(String pom, String commit) {
    Matcher number = NUMBER.matcher(pom);
    return new Version(number.find() ? number.group(1) : "0", commit.replaceFirst("-dirty$", ""));
  }

  /// Less than 0 when the other version has a higher number.
  int compareNumber(Version other) {
    return ModuleDescriptor.Version.parse(number)
        .compareTo(ModuleDescriptor.Version.parse(other.number));
  }

  @Override
  public String toString() {
    return "%s (%s)".formatted(number, commit);
  }
}
