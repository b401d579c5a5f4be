package dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The parts of the server, as Maven built it: modules of the project, and libraries.
///
/// @param root the project's folder
/// @param modules the modules, each after the modules that it depends on
/// @param libraries the jars that are not modules of the project
/// @param mainClass the server's main class
/// @param builtAt the time when Maven's build started
record Layout(
    Path root, List<Module> modules, List<Path> libraries, String mainClass, Instant builtAt) {
  private static final Pattern COMMENT_OR_PARENT =
      Pattern.compile("<!--.*?-->|<parent>.*?</parent>", Pattern.DOTALL);
  private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(.*?)</artifactId>");
  private static final Pattern DEPENDENCY =
      Pattern.compile("<dependency>.*?</dependency>", Pattern.DOTALL);

  /// Reads the class path that the build has left in `target/app/.built`. It has one entry a line.
  /// Entries of the project are relative to its root.
  static Layout read(Project project) throws IOException {
    Path root = project.root();
    Path app = root.resolve(Project.SERVER, "target", "app");
    Path built = app.resolve(".built");
    List<Path> entries =
        Files.readAllLines(built).stream().filter(l -> !l.isBlank()).map(Path::of).toList();
    List<Path> folders =
        entries.stream()
            .filter(entry -> !entry.isAbsolute())
            .map(Layout::folder)
            .map(root::resolve)
            .toList();
    List<Path> libraries = entries.stream().filter(Path::isAbsolute).toList();
    try (JarFile jar = new JarFile(app.resolve("server.jar").toFile())) {
      String mainClass = jar.getManifest().getMainAttributes().getValue("Main-Class");
      Instant builtAt = Files.getLastModifiedTime(built).toInstant();
      return new Layout(root, inOrder(folders), libraries, mainClass, builtAt);
    }
  }

  /// The modules' folders, relative to the root.
  List<String> folders() {
    return modules.stream().map(module -> root.relativize(module.folder()).toString()).toList();
  }

  /// The part of a path before `target`.
  private static Path folder(Path entry) {
    int depth = 0;
    while (!entry.getName(depth).endsWith("target")) {
      depth++;
    }
    return entry.subpath(0, depth);
  }

  private static List<Module> inOrder(List<Path> folders) throws IOException {
    Map<String, Path> byArtifact = new LinkedHashMap<>();
    for (Path folder : folders) {
      byArtifact.put(
          artifacts(pom(folder).replaceAll("(?s)<dependenc.*", "")).findFirst().orElseThrow(),
          folder);
    }
    Map<String, Module> modules = new LinkedHashMap<>();
    for (String artifact : byArtifact.keySet()) {
      add(artifact, byArtifact, modules);
    }
    return List.copyOf(modules.values());
  }

  /// Adds a module after the modules that it depends on.
  private static void add(
      String artifact, Map<String, Path> byArtifact, Map<String, Module> modules)
      throws IOException {
    if (modules.containsKey(artifact)) {
      return;
    }
    Path folder = Objects.requireNonNull(byArtifact.get(artifact));
    List<String> needed = new ArrayList<>();
    Matcher dependency = DEPENDENCY.matcher(pom(folder));
    while (dependency.find()) {
      if (!dependency.group().contains("<scope>test</scope>")) {
        artifacts(dependency.group()).filter(byArtifact::containsKey).forEach(needed::add);
      }
    }
    for (String one : needed) {
      add(one, byArtifact, modules);
    }
    Set<Module> dependencies = needed.stream().map(modules::get).collect(Collectors.toSet());
    modules.put(artifact, new Module(folder, dependencies));
  }

  private static String pom(Path folder) throws IOException {
    return COMMENT_OR_PARENT.matcher(Files.readString(folder.resolve("pom.xml"))).replaceAll("");
  }

  private static Stream<String> artifacts(String xml) {
    return ARTIFACT.matcher(xml).results().map(match -> match.group(1));
  }
}
