package fork;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Folders with all that is in them.
final class Trees {
  private Trees() {}

  /// Deletes one, if it is there.
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

  /// Deletes the folders above a file that was moved, as far as they are empty.
  static void deleteEmptyAbove(Path moved) throws IOException {
    try {
      for (Path empty = moved.getParent(); empty != null; empty = empty.getParent()) {
        Files.delete(empty);
      }
    } catch (DirectoryNotEmptyException e) {
      // Something is in it, or above it.
    }
  }
}
