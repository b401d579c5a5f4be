package fork;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.lang.model.SourceVersion;

/// The names of a game.
///
/// @param packageName the root of the Java packages, like `com.example.skyfall`
/// @param group the group of the Maven modules, like `com.example`
/// @param module the prefix of the Maven modules, and the proto package, like `skyfall`
/// @param name the name of the launcher and the server
record Names(String packageName, String group, String module, String name) {
  static final String FILE = "game.properties";
  private static final int MOST_GROUP = 100;
  private static final Set<String> KOTLIN_KEYWORDS =
      Set.of("fun", "in", "is", "object", "typealias", "typeof", "val", "var", "when");

  /// The names of a new fork.
  static Names of(String group, String name) {
    if (!group.matches("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*")) {
      throw new Fork.BadUse(
          "the group must be a Java package name in small letters, like com.example, not '%s'"
              .formatted(group));
    }
    if (!name.matches("[a-z][a-z0-9]{1,30}")) {
      throw new Fork.BadUse(
          "the name must be 2 to 31 small letters and digits, beginning with a letter, not '%s'"
              .formatted(name));
    }
    for (String word : (group + "." + name).split("\\.", -1)) {
      if (word.matches("con|prn|aux|nul|(com|lpt)[0-9]")) {
        throw new Fork.BadUse("'%s' is a device on Windows, and cannot be a file".formatted(word));
      }
      if (SourceVersion.isKeyword(word) || KOTLIN_KEYWORDS.contains(word)) {
        throw new Fork.BadUse(
            "'%s' is a keyword, and cannot be part of a package name".formatted(word));
      }
    }
    if (group.length() > MOST_GROUP) {
      throw new Fork.BadUse(
          "the group must have at most %d characters, not %d"
              .formatted(MOST_GROUP, group.length()));
    }
    if (group.matches("(java|javax|jdk|sun|kotlin)(\\..*)?")) {
      throw new Fork.BadUse(
          "the packages of '%s' are those of the JDK or of Kotlin".formatted(group));
    }
    if (group.matches("dev\\.wharf(\\..*)?")) {
      throw new Fork.BadUse("the packages of '%s' are those of Wharf's libraries".formatted(group));
    }
    return new Names(group + "." + name, group, name, name);
  }

  /// Reads the names of a project.
  static Names read(Path root) throws IOException {
    return of(load(root));
  }

  /// The names in a file `game.properties`.
  static Names of(Properties names) {
    return new Names(
        names.getProperty("package"),
        names.getProperty("group"),
        names.getProperty("module"),
        names.getProperty("name"));
  }

  /// Whether a project is itself a fork.
  static boolean isFork(Path root) throws IOException {
    return load(root).containsKey("wharf");
  }

  private static Properties load(Path root) throws IOException {
    Properties names = new Properties();
    try (Reader file = Files.newBufferedReader(root.resolve(FILE))) {
      names.load(file);
    }
    return names;
  }

  /// Writes the names, and the commit of Wharf that the fork started from. A fork of a fork keeps
  /// the recorded commit.
  void write(Path root, String version) throws IOException {
    String text = Files.readString(root.resolve(FILE));
    text = text.replaceAll("(?m)^package=.*", "package=" + packageName);
    text = text.replaceAll("(?m)^group=.*", "group=" + group);
    text = text.replaceAll("(?m)^module=.*", "module=" + module);
    text = text.replaceAll("(?m)^name=.*", "name=" + name);
    Files.writeString(root.resolve(FILE), isFork(root) ? text : text + "wharf=" + version + "\n");
  }

  /// Replaces `{package}`, `{path}`, `{group}`, `{module}`, `{Module}`, `{name}` and `{NAME}` by
  /// the names.
  ///
  /// @param quoted quotes a name for the place where it is put
  String fill(String template, UnaryOperator<String> quoted) {
    return template
        .replace("{package}", quoted.apply(packageName))
        .replace("{path}", quoted.apply(packageName.replace('.', '/')))
        .replace("{group}", quoted.apply(group))
        .replace("{module}", quoted.apply(module))
        .replace("{Module}", quoted.apply(capitals(module.substring(0, 1)) + module.substring(1)))
        .replace("{name}", quoted.apply(name))
        .replace("{NAME}", quoted.apply(capitals(name)));
  }

  private static String capitals(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
