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

/// The sources at one moment. Comparing two snapshots finds changes on every system, also when an
/// editor writes another file and renames it. The few hundred files take a few milliseconds.
///
/// @param files the sources and POMs
/// @param folders the source folders, with the time at which a file was last added or removed
record Snapshot(Map<Path, Stamp> files, Map<Path, Instant> folders) {
  record Stamp(Instant time, long size) {}

  /// Takes a snapshot.
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

  /// Two snapshots are equal when their files are equal. A folder's time does not count, because
  /// files that are no sources also change it.
  @Override
  public boolean equals(Object other) {
    return other instanceof Snapshot that && files.equals(that.files);
  }

  @Override
  public int hashCode() {
    return files.hashCode();
  }

  /// The files that were added, removed or changed.
  Set<Path> differingFrom(Snapshot before) {
    Set<Path> all = new HashSet<>(files.keySet());
    all.addAll(before.files.keySet());
    all.removeIf(file -> Objects.equals(files.get(file), before.files.get(file)));
    return all;
  }

  /// The files that are newer than this time, and the folders in which a file was added or removed
  /// since.
  Set<Path> newerThan(Instant time) {
    Set<Path> newer = new HashSet<>();
    files.forEach((file, stamp) -> addIf(stamp.time.isAfter(time), file, newer));
    folders.forEach((folder, changed) -> addIf(changed.isAfter(time), folder, newer));
    return newer;
  }

  /// The time when the latest of these files was written. The current time when all of them were
  /// removed.
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

    /// Skips a file that was removed while the folder was read.
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }

    /// Whether the file is a source, and not an editor's temporary file.
    private static boolean counts(String name) {
      return !name.startsWith(".")
          && !name.startsWith("#")
          && !name.endsWith("~")
          && name.contains(".")
          && !name.endsWith(".tmp");
    }
  }
}
