package fork;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Operations on folders with everything in them.
final class Trees {
  private Trees() {}

  /// The path without links, because a link may lead into the project that is forked. Folders that
  /// do not exist yet stay as they are.
  ///
  /// @throws Fork.BadUse when a link leads nowhere
  static Path real(Path folder) throws IOException {
    Path path = folder.toAbsolutePath().normalize();
    if (Files.exists(path)) {
      return path.toRealPath();
    } else if (Files.isSymbolicLink(path)) {
      throw new Fork.BadUse("'" + path + "' is a link that leads nowhere");
    }
    Path parent = path.getParent();
    return parent == null ? path : real(parent).resolve(path.getFileName());
  }

  /// Deletes a folder if it exists.
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /// Deletes the folders above a moved file, as far as they are empty.
  static void deleteEmptyAbove(Path moved) throws IOException {
    try {
      for (Path empty = moved.getParent(); empty != null; empty = empty.getParent()) {
        Files.delete(empty);
      }
    } catch (DirectoryNotEmptyException e) {
      // The folder is not empty, and stays.
    }
  }
}
