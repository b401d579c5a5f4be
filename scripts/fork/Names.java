package fork;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;

/// The names of a game, and where they stand in a project.
///
/// A name may be any word, such as `port`. So it is never looked for by itself: each rule has the
/// text around it.
///
/// @param packageName root of the Java packages, like `com.example.skyfall`
/// @param group of the Maven modules, like `com.example`
/// @param module prefix of the Maven modules, and the proto package, like `skyfall`
/// @param name of the launcher and the server
record Names(String packageName, String group, String module, String name) {
  private static final String FILE = "game.properties";
  private static final String TEAM = "(proto|server-app|client-app|game-tests)/";
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
    for (String word : (group + "." + name).split("\\.")) {
      if (SourceVersion.isKeyword(word) || KOTLIN_KEYWORDS.contains(word)) {
        throw new Fork.BadUse(
            "'%s' is a keyword, and cannot be part of a package name".formatted(word));
      }
    }
    if (group.matches("(java|javax)(\\..*)?")) {
      throw new Fork.BadUse("the packages of '%s' are Java's own".formatted(group));
    }
    if (group.matches("dev\\.wharf(\\..*)?")) {
      throw new Fork.BadUse("the packages of '%s' are those of Wharf's libraries".formatted(group));
    }
    return new Names(group + "." + name, group, name, name);
  }

  /// Those of a project.
  static Names read(Path root) throws IOException {
    Properties names = load(root);
    return new Names(
        names.getProperty("package"),
        names.getProperty("group"),
        names.getProperty("module"),
        names.getProperty("name"));
  }

  /// Whether a project is a fork itself.
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

  /// Records them, and the commit of Wharf that the fork began with; that of a fork is recorded.
  void write(Path root, String version) throws IOException {
    String text = Files.readString(root.resolve(FILE));
    text = text.replaceAll("(?m)^package=.*", "package=" + packageName);
    text = text.replaceAll("(?m)^group=.*", "group=" + group);
    text = text.replaceAll("(?m)^module=.*", "module=" + module);
    text = text.replaceAll("(?m)^name=.*", "name=" + name);
    Files.writeString(root.resolve(FILE), isFork(root) ? text : text + "wharf=" + version + "\n");
  }

  /// Puts other names in place of these, in the files of a project.
  void change(Names to, Path root, List<String> files) throws IOException {
    List<Rule> rules = rules(to);
    for (String file : files) {
      Commands.checkStopped();
      Path path = root.resolve(file);
      if (Files.isSymbolicLink(path)) {
        continue;
      }
      List<Rule> own = rules.stream().filter(rule -> rule.isFor(file)).toList();
      if (!own.isEmpty()) {
        String text = Files.readString(path);
        String changed = text;
        for (Rule rule : own) {
          changed = rule.apply(changed);
        }
        if (!changed.equals(text)) {
          Files.writeString(path, changed);
        }
      }
      String moved = moved(to, file);
      if (!moved.equals(file)) {
        Files.createDirectories(root.resolve(moved).getParent());
        Files.move(path, root.resolve(moved));
        Trees.deleteEmpty(path.getParent());
      }
    }
  }

  private String moved(Names to, String file) {
    if (file.equals(name) || file.equals(name + ".cmd")) {
      return to.name + file.substring(name.length());
    }
    Matcher matcher = Pattern.compile(TEAM + "src/[a-z]+/([a-z]+)/(.*)").matcher(file);
    if (!matcher.matches()) {
      return file;
    }
    String old = matcher.group(2).equals("proto") ? module : slashes(packageName);
    String other = matcher.group(2).equals("proto") ? to.module : slashes(to.packageName);
    String rest = matcher.group(3);
    if (rest.startsWith("META-INF/services/" + packageName + ".")) {
      old = "META-INF/services/" + packageName;
      other = "META-INF/services/" + to.packageName;
    } else if (!rest.startsWith(old + "/")) {
      return file;
    }
    return file.substring(0, matcher.start(3)) + other + rest.substring(old.length());
  }

  private List<Rule> rules(Names to) {
    String code =
        TEAM + ".*\\.(java|kt|proto|xml|conf|properties|txt|md)|" + TEAM + ".*META-INF/.*";
    String pages = "[A-Z]+\\.md|docs/.*\\.md";
    String scripts = "pom\\.xml|scripts/.*\\.sh|\\.ci/.*|game\\.properties";
    String poms = "pom\\.xml|" + TEAM + "pom\\.xml|" + pages;
    List<Rule> rules = new ArrayList<>();
    rules.add(
        new Rule(
            poms,
            "<groupId>" + quoted(group) + "</groupId>",
            "<groupId>" + to.group + "</groupId>"));
    rules.add(
        new Rule(
            poms,
            "<artifactId>" + quoted(module) + "-(proto|server|client|tests)</artifactId>",
            "<artifactId>" + to.module + "-$1</artifactId>"));
    rules.add(
        new Rule(
            poms,
            "<name>" + capital(module) + " (Proto|Server|Client|Tests)</name>",
            "<name>" + capital(to.module) + " $1</name>"));
    rules.add(
        new Rule(
            code + "|" + pages, "(?<![\\w.])" + quoted(packageName) + "(?!\\w)", to.packageName));
    rules.add(
        new Rule(
            code + "|" + pages,
            "(?<=/)" + quoted(slashes(packageName)) + "(?=[/`\\s])",
            slashes(to.packageName)));
    rules.add(
        new Rule(
            TEAM + ".*\\.proto|" + pages,
            "(?m)^package " + quoted(module) + ";",
            "package " + to.module + ";"));
    rules.add(
        new Rule(
            TEAM + ".*\\.proto|" + pages,
            "(?m)^import \"" + quoted(module) + "/",
            "import \"" + to.module + "/"));
    rules.add(
        new Rule(
            code + "|" + pages, "(?<=[\"`])" + quoted(module) + "\\.(?=[A-Z])", to.module + "."));
    rules.add(
        new Rule(
            TEAM + ".*\\.proto",
            "(?<=[\\s.<,(])" + quoted(module) + "\\.(?=[A-Z])",
            to.module + "."));
    rules.add(
        new Rule(pages, "(?<=src/(main|test)/proto/)" + quoted(module) + "(?=[/`\\s])", to.module));
    rules.add(
        new Rule(
            TEAM + ".*\\.(java|kt)",
            "(String name\\(\\) \\{\\s*return |@Command\\(\\s*name = )\"" + quoted(name) + "\"",
            "$1\"" + to.name + "\""));
    rules.add(
        new Rule(
            code + "|" + pages + "|" + scripts,
            "(?<![\\w.])\\./" + quoted(name) + "(?![\\w.-])",
            "./" + to.name));
    rules.add(
        new Rule(TEAM + ".*\\.java", "\"" + quoted(name) + " demo: ", "\"" + to.name + " demo: "));
    rules.add(new Rule(pages, "(?<![\\w.-])" + quoted(name) + "\\.cmd(?!\\w)", to.name + ".cmd"));
    rules.add(
        new Rule(
            code + "|" + pages + "|" + scripts,
            "(?<![\\w-])" + quoted(name) + "-server(?=[ :`]| ready)",
            to.name + "-server"));
    rules.add(
        new Rule(
            "(?!docs/(swarm|hostile)).*\\.(md|sh)",
            "(?<!\\w)"
                + quoted(capitals(name))
                + "_(?!LAUNCHER|REHEARSAL|BROWSER|(HOSTILE_)?TOKEN)(?=[A-Z])",
            capitals(to.name) + "_"));
    rules.add(
        new Rule(
            "docs/.*\\.md",
            "(?<!\\w)" + quoted(capitals(name)) + "_JAVA_OPTS",
            capitals(to.name) + "_JAVA_OPTS"));
    return rules;
  }

  private static String quoted(String text) {
    return Pattern.quote(text);
  }

  private static String slashes(String text) {
    return text.replace('.', '/');
  }

  private static String capitals(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  private static String capital(String text) {
    return capitals(text.substring(0, 1)) + text.substring(1);
  }

  /// What is put in place of an expression, in files whose paths match another.
  private record Rule(Pattern files, Pattern old, String other) {
    Rule(String files, String old, String other) {
      this(Pattern.compile(files), Pattern.compile(old), other);
    }

    boolean isFor(String file) {
      return files.matcher(file).matches();
    }

    String apply(String text) {
      return old.matcher(text).replaceAll(other);
    }
  }
}
