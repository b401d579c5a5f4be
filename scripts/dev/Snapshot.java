package dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The sources at one moment. Comparing two finds changes on each system alike, also of editors
/// that write another file and rename it; the few hundred files take a few milliseconds.
///
/// @param files sources and POMs
/// @param folders of sources, with the time at which a file last came or went
record Snapshot(Map<Path, Stamp> files, Map<Path, Instant> folders) {
  record Stamp(Instant time, long size) {}

  /// Takes one.
  static Snapshot of(Layout layout) {
    Snapshot snapshot = new Snapshot(new HashMap<>(), new HashMap<>());
    snapshot.add(layout.root().resolve("pom.xml"));
    for (Module module : layout.modules()) {
      snapshot.add(module.folder().resolve("pom.xml"));
      snapshot.add(module.folder().resolve("jvm.options"));
      snapshot.add(module.folder().resolve("src", "main"));
    }
    return snapshot;
  }

  /// Two are equal when their files are: a folder's time changes also with files that do not count.
  @Override
  public boolean equals(Object other) {
    return other instanceof Snapshot that && files.equals(that.files);
  }

  @Override
  public int hashCode() {
    return files.hashCode();
  }

  /// Files that came, went or changed.
  Set<Path> differingFrom(Snapshot before) {
    Set<Path> all = new HashSet<>(files.keySet());
    all.addAll(before.files.keySet());
    all.removeIf(file -> Objects.equals(files.get(file), before.files.get(file)));
    return all;
  }

  /// Files that are newer, and folders from which a file went, or to which one came.
  Set<Path> newerThan(Instant time) {
    Set<Path> newer = new HashSet<>();
    files.forEach((file, stamp) -> addIf(stamp.time.isAfter(time), file, newer));
    folders.forEach((folder, changed) -> addIf(changed.isAfter(time), folder, newer));
    return newer;
  }

  /// When the last of these was written; now, when they are gone.
  Instant latest(Set<Path> changed) {
    return files.entrySet().stream()
        .filter(file -> changed.contains(file.getKey()))
        .map(file -> file.getValue().time())
        .max(Instant::compareTo)
        .orElseGet(Instant::now);
  }

  private static void addIf(boolean isNewer, Path path, Set<Path> newer) {
    if (isNewer) {
      newer.add(path);
    }
  }

  private void add(Path start) {
    if (!Files.exists(start)) {
      return;
    }
    try {
      Files.walkFileTree(start, new Visitor());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      folders.put(folder, attributes.lastModifiedTime().toInstant());
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (counts(file.getFileName().toString())) {
        files.put(file, new Stamp(attributes.lastModifiedTime().toInstant(), attributes.size()));
      }
      return FileVisitResult.CONTINUE;
    }

    /// A file that was there a moment ago may be gone.
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }

    /// Whether it is no editor's own file.
    private static boolean counts(String name) {
      return !name.startsWith(".")
          && !name.startsWith("#")
          && !name.endsWith("~")
          && name.contains(".")
          && !name.endsWith(".tmp");
    }
  }
}
