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

/// The folder in which a fork or a newer version is prepared. At the end of the program, the folder
/// is deleted, and so are the empty folders above it that were created for it.
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

  /// A workplace in a folder that does not exist yet.
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

  /// Reports that no work uses the folder any more.
  @Override
  public void close() {
    left.countDown();
  }

  /// Stops the work, and deletes the folder. A complete fork has moved to its target before.
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

  /// Deletes the folder. Fails while a killed program still writes into it.
  private boolean isDeleted(boolean isLast) {
    try {
      Trees.delete(folder);
      for (Path parent : parents) {
        Files.deleteIfExists(parent);
      }
      return true;
    } catch (DirectoryNotEmptyException e) {
      return Files.notExists(folder); // a parent that is not empty stays, for example with the fork
    } catch (IOException e) {
      if (isLast) {
        System.err.println("cannot delete: " + e);
      }
      return false;
    }
  }
}
