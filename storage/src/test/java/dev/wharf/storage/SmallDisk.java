package dev.wharf.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A small file system in memory. Closing it takes it away.
///
/// @param path its folder
record SmallDisk(Path path) implements AutoCloseable {
  /// Makes one in a folder. Skips the test when this user may not mount a file system.
  ///
  /// @param size like `1m`
  static SmallDisk mount(Path in, String size) throws IOException {
    Path path = Files.createDirectory(in.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", path.toString()) == 0,
        "needs the right to mount a file system");
    return new SmallDisk(path);
  }

  private Path filler() {
    return path.resolve("filler");
  }

  /// Fills it with a file.
  void fill() {
    byte[] page = new byte[4096];
    try {
      while (true) {
        Files.write(filler(), page, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
    } catch (IOException e) {
      // There is no room any more.
    }
  }

  /// Deletes the file that fills it.
  void empty() throws IOException {
    Files.delete(filler());
  }

  @Override
  public void close() {
    assertThat(run("umount", path.toString())).isZero();
  }

  private static int run(String... command) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1; // there is no such program
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
