package fork;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The folder that a fork or a newer version is made in. However the program ends, nothing is left
/// of it, nor of the folders above it that were made for it and are empty.
final class Workplace implements AutoCloseable {
  private static final int ATTEMPTS = 100;
  private static final int MILLIS_BETWEEN = 100;

  private final Path folder;
  private final List<Path> parents;
  private final CountDownLatch left = new CountDownLatch(1);

  private Workplace(Path folder) {
    this.folder = folder;
    this.parents =
        Stream.iterate(folder.getParent(), Files::notExists, Path::getParent)
            .toList(); // the deepest first
  }

  /// One that is not there yet.
  static Workplace at(Path folder) throws IOException {
    if (Files.exists(folder)) {
      throw new FileAlreadyExistsException(folder.toString());
    }
    Workplace workplace = new Workplace(folder);
    Runtime.getRuntime().addShutdownHook(new Thread(workplace::giveUp));
    return workplace;
  }

  Path make() throws IOException {
    return Files.createDirectories(folder);
  }

  /// Says that nobody works in it any more.
  @Override
  public void close() {
    left.countDown();
  }

  /// Has the work end, and deletes what it left. A fork that is done has moved to its own place.
  private void giveUp() {
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Commands.stop();
        if (left.await(MILLIS_BETWEEN, TimeUnit.MILLISECONDS)) {
          if (isDeleted(attempt == ATTEMPTS - 1)) {
            return;
          }
          Thread.sleep(MILLIS_BETWEEN);
        }
      }
      System.err.println("may be left: " + folder);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// A program that was ended may write for a moment.
  private boolean isDeleted(boolean isLast) {
    try {
      Trees.delete(folder);
      for (Path parent : parents) {
        Files.deleteIfExists(parent);
      }
      return true;
    } catch (DirectoryNotEmptyException e) {
      return Files.notExists(folder); // else a parent has something else, like the fork
    } catch (IOException e) {
      if (isLast) {
        System.err.println("cannot delete: " + e);
      }
      return false;
    }
  }
}
