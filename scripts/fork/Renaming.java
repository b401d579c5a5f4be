package fork;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Replaces the old names of a game by the new ones in the files of a project.
///
/// A name may be any word, such as `port` or `server`. So no rule searches for a name alone. Each
/// rule has the text around the name, and the files in which it occurs.
final class Renaming {
  private static final String TEAM = "(proto|server-app|client-app|game-tests)/";
  // The changelog, the migration page and the benchmarks belong to Wharf.
  private static final String PAGES =
      "(?!CHANGELOG|MIGRATION)[A-Z]+\\.md|docs/(?!benchmarks).*\\.(md|py)";
  private static final String POMS = "pom\\.xml|" + TEAM + "pom\\.xml|" + PAGES;
  private static final String CODE =
      TEAM + ".*(\\.(java|kt|proto|xml|conf|properties|txt|md)|META-INF/.*)|" + PAGES;
  private static final String PROTO = TEAM + ".*\\.proto";
  private static final String SCRIPTS = "pom\\.xml|scripts/.*\\.sh|\\.ci/.*|game\\.properties";
  // The swarm's variables belong to a library, and have the same name in each game.
  private static final String SETTINGS = "(?!docs/(swarm|hostile))(" + PAGES + ")|scripts/.*\\.sh";
  private static final Pattern IMPORTS = Pattern.compile("(?m)(^import [^\n]*;\n)+");
  private static final Pattern SECTION = Pattern.compile("(?m)^\\| `([a-z]+)\\.");

  private final Names from;
  private final Names to;
  private final List<Rule> rules;
  private final List<Rule> moves;

  private Renaming(Names from, Names to, String sections) {
    this.from = from;
    this.to = to;
    this.rules =
        List.of(
            rule(
                POMS,
                "<groupId>{group}</groupId>([\\s+]*)<artifactId>{module}-(proto|server|client|tests)<",
                "<groupId>{group}</groupId>$1<artifactId>{module}-$2<"),
            rule(POMS, "<name>{Module} (Proto|Server|Client|Tests)<", "<name>{Module} $1<"),
            rule(CODE, "(?<![\\w.]){package}(?!\\w)", "{package}"),
            rule(CODE, "(?<=/){path}(?=[/`)\\s])", "{path}"),
            rule(PROTO + "|" + PAGES, "(?m)^(package |import \"){module}(?=[;/])", "$1{module}"),
            rule(PROTO, "(?<=[\\s.<,(]){module}\\.(?=[A-Z])", "{module}."),
            rule(CODE, "(?m)(?<=[\"`]|^  - ){module}\\.(?=[A-Z])", "{module}."),
            rule(PAGES, "(?<=src/(main|test)/proto/){module}(?=[/`)\\s])", "{module}"),
            rule(
                "server-app/.*\\.(java|kt)",
                "(String name\\(\\) \\{\\s*return )\"{name}\"",
                "$1\"{name}\""),
            rule(
                "client-app/.*/ClientMain\\.java", "(?<=@Command\\(name = \"){name}\"", "{name}\""),
            rule(TEAM + ".*\\.java", "(?<=\"){name} demo: ", "{name} demo: "),
            rule(CODE + "|" + SCRIPTS, "(?<![\\w.])\\./{name}(?![\\w.-])", "./{name}"),
            rule(PAGES, "(?<![\\w.-]){name}\\.cmd(?!\\w)", "{name}.cmd"),
            rule(CODE + "|" + SCRIPTS, "(?<=[\\n`^]){name}-server(?=[ :])", "{name}-server"),
            rule(
                SETTINGS,
                "(?<!\\w){NAME}_(?=`|JAVA_OPTS|PORT=|SERVICE_|(" + sections + ")_)",
                "{NAME}_"));
    this.moves =
        List.of(
            rule(".*", "^{name}(?=(\\.cmd)?$)", "{name}"),
            rule(TEAM + ".*", "(?<=/src/(main|test)/proto/){module}/", "{module}/"),
            rule(TEAM + ".*", "(?<=/src/(main|test)/(java|kotlin|resources)/){path}/", "{path}/"),
            rule(TEAM + ".*", "(?<=/META-INF/services/){package}(?=\\.)", "{package}"));
  }

  /// @param root the project's folder; its docs/configuration.md names the sections of the settings
  static Renaming of(Names from, Names to, Path root) throws IOException {
    Path page = root.resolve("docs/configuration.md");
    String settings = Files.exists(page) ? Files.readString(page) : "";
    String sections =
        SECTION
            .matcher(settings)
            .results()
            .map((MatchResult found) -> found.group(1).toUpperCase(Locale.ROOT))
            .distinct()
            .collect(Collectors.joining("|"));
    return new Renaming(from, to, sections);
  }

  /// Changes the files of a project, and moves those with a name in their path.
  void apply(Path root, List<String> files) throws IOException {
    for (String file : files) {
      Commands.checkStopped();
      Path path = root.resolve(file);
      if (!Files.isSymbolicLink(path)) {
        change(path, file);
        move(path, root.resolve(changed(moves, file, file)));
      }
    }
  }

  private void change(Path path, String file) throws IOException {
    if (rules.stream().anyMatch(rule -> rule.isFor(file))) {
      String text = Files.readString(path);
      String changed = changed(rules, file, text);
      changed = file.endsWith(".java") ? sortedImports(changed) : changed;
      if (!changed.equals(text)) {
        Files.writeString(path, changed);
      }
    }
  }

  /// Sorts each group of imports as the formatter does.
  private static String sortedImports(String text) {
    return IMPORTS
        .matcher(text)
        .replaceAll(group -> Matcher.quoteReplacement(sorted(group.group())));
  }

  private static String sorted(String imports) {
    return imports
        .lines()
        .sorted(Comparator.comparing(line -> line.substring(0, line.length() - 1))) // without its ;
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static void move(Path path, Path target) throws IOException {
    if (!target.equals(path)) {
      Files.createDirectories(target.getParent());
      Files.move(path, target);
      Trees.deleteEmptyAbove(path);
    }
  }

  private static String changed(List<Rule> rules, String file, String text) {
    String changed = text;
    for (Rule rule : rules) {
      changed = rule.isFor(file) ? rule.apply(changed) : changed;
    }
    return changed;
  }

  private Rule rule(String files, String old, String other) {
    return new Rule(
        Pattern.compile(files),
        Pattern.compile(from.fill(old, Pattern::quote)),
        to.fill(other, UnaryOperator.identity()));
  }

  /// A replacement: the files, the expression to find in them, and the new text.
  private record Rule(Pattern files, Pattern old, String other) {
    boolean isFor(String file) {
      return files.matcher(file).matches();
    }

    String apply(String text) {
      return old.matcher(text).replaceAll(other);
    }
  }
}
