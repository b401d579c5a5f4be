package dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A module of the project. This command keeps its own classes beside Maven's. The server runs on
/// `target/dev/classes`, and its next start uses `target/dev/next`.
///
/// @param folder the module's folder, absolute
/// @param dependencies the modules that its pom.xml names
record Module(Path folder, Set<Module> dependencies) {
  Path dev(String name) {
    return folder.resolve("target", "dev", name);
  }

  /// The newest classes that have compiled.
  Path classes() {
    Path next = dev("next");
    return Files.exists(next) ? next : dev("classes");
  }

  Path sources(String kind) {
    return folder.resolve("src", "main", kind);
  }

  List<Path> files(String kind, String suffix) {
    Path root = sources(kind);
    return Files.exists(root) ? files(root, suffix) : List.of();
  }

  List<Path> kotlin() {
    return Stream.of("kotlin", "java").flatMap(kind -> files(kind, ".kt").stream()).toList();
  }

  boolean isNamed() {
    return Files.exists(sources("java").resolve("module-info.java"));
  }

  /// The module's dependencies, and their dependencies.
  Stream<Module> allDependencies() {
    return dependencies.stream()
        .flatMap(module -> Stream.concat(Stream.of(module), module.allDependencies()))
        .distinct();
  }

  static List<Path> files(Path root, String suffix) {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(file -> file.toString().endsWith(suffix))
          .filter(Files::isRegularFile)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Copies the files of a folder whose names end with the suffix. Replaces existing files.
  static void copy(Path from, Path to, String suffix) throws IOException {
    if (Files.exists(from)) {
      for (Path file : files(from, suffix)) {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
