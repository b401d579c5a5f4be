package dev.wharf.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wharf.game.server.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Tests that a server does not start with a database that it may not write. It says so in one
/// line, and changes no file.
@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
class DatabaseFileTest {
  private static final int CANNOT_START = 1;

  @TempDir Path parent;

  private Path folder() throws IOException {
    Path folder = parent.resolve("data");
    return Files.isDirectory(folder) ? folder : Files.createDirectory(folder);
  }

  /// Makes a database.
  private Path database() throws IOException {
    Path file = folder().resolve("game.db");
    RunningServer.start("account.enabled", "true", "storage.url", "sqlite:" + file).close();
    return file;
  }

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static Map<Path, String> contents(Path folder) throws IOException {
    Map<Path, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        contents.put(file, HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  private void assertRefused(Path database, String why) throws IOException {
    Map<Path, String> before = contents(folder());
    try (ServerProcess server =
        ServerProcess.startBoundByPermissions(
            "--port=0",
            "--set=port.stall-threshold=1h",
            "--set=account.enabled=true",
            "--set=storage.url=sqlite:" + database)) {
      assumeTrue(server != null, "needs setpriv, or a user that is not root");
      assertThat(server.awaitExit()).isEqualTo(CANNOT_START);
      assertThat(server.errors())
          .singleElement()
          .isEqualTo(
              "wharf-server: storage.url = sqlite:%s (command line), storage.user =  (default): %s"
                  .formatted(database, why));
      assertThat(server.output()).isEmpty();
    }
    assertThat(contents(folder())).isEqualTo(before);
  }

  @AfterEach
  void permitToDelete() throws IOException {
    permit(folder(), "rwx------");
  }

  @Test
  void aFileThatMayNotBeWritten() throws Exception {
    Path file = database();
    permit(file, "r--------");
    assertRefused(file, file + " cannot be written");
  }

  @Test
  void aFolderThatMayNotBeWritten() throws Exception {
    permit(folder(), "r-x------");
    Path file = folder().resolve("game.db");
    assertRefused(file, folder() + " cannot be written");
    Path deeper = folder().resolve("deeper/game.db");
    assertRefused(deeper, folder().resolve("deeper") + " cannot be written");
  }

  @Test
  void aFolderOfADatabaseThatMayNotBeWritten() throws Exception {
    Path file = database();
    permit(folder(), "r-x------");
    assertRefused(file, folder() + " cannot be written");
  }
}
