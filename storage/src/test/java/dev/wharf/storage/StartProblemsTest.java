package dev.wharf.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.storage.database.Database;
import dev.wharf.storage.database.Migrations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests what an operator reads when the database cannot be used. Each case leaves the file as it
/// was.
@Timeout(60)
class StartProblemsTest {
  private static final Migrations OLD = Migrations.of(StartProblemsTest.class, "V1__purses.sql");
  private static final Migrations NEW =
      Migrations.of(StartProblemsTest.class, "V1__purses.sql", "V2__colour.sql");

  @TempDir Path folder;

  private static Database open(String url, Migrations migrations) {
    return new Opening(
            new StorageSettings(
                url,
                "nobody",
                "wrong",
                4,
                Duration.ofSeconds(1),
                10,
                10,
                10,
                Duration.ofSeconds(1),
                Duration.ofDays(1),
                Duration.ofDays(365),
                Duration.ofSeconds(5),
                10))
        .open(migrations);
  }

  private static AbstractThrowableAssert<?, ?> assertProblem(String url, Migrations migrations) {
    return assertThatThrownBy(() -> open(url, migrations).close())
        .satisfies(problem -> assertThat(problem.getMessage()).doesNotContain("\n"))
        .satisfies(problem -> System.out.println(problem.getMessage()));
  }

  @Test
  void aNewerDatabaseThanTheProgram() throws Exception {
    Path file = folder.resolve("game.db");
    open("sqlite:" + file, NEW).close();
    byte[] before = Files.readAllBytes(file);
    assertProblem("sqlite:" + file, OLD)
        .hasMessage("the database is newer than this program: it has V2__colour.sql");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    open("sqlite:" + file, NEW).close();
  }

  @Test
  void twoServersOnOneFile() {
    Path file = folder.resolve("game.db");
    try (Database first = open("sqlite:" + file, OLD)) {
      assertProblem("sqlite:" + first.name(), OLD)
          .hasMessage("another server has " + file + " open");
    }
    open("sqlite:" + file, OLD).close();
  }

  @Test
  void aFileThatIsNoDatabase() throws Exception {
    Path file = folder.resolve("game.db");
    Files.writeString(
        file, "this is a text that is long enough to be a header of a database\n".repeat(99));
    byte[] before = Files.readAllBytes(file);
    assertProblem("sqlite:" + file, OLD).hasMessageContaining("file is not a database");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void aFolderThatCannotBeMade() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertProblem("sqlite:" + file + "/game.db", OLD).hasMessage(file + " is not a folder");
  }

  @Test
  void aDamagedDatabase() throws Exception {
    Path file = folder.resolve("game.db");
    open("sqlite:" + file, OLD).close();
    byte[] damaged = Files.readAllBytes(file);
    Arrays.fill(damaged, 100, damaged.length, (byte) 0x5a); // all but the header
    Files.write(file, damaged);
    assertProblem("sqlite:" + file, OLD).hasMessageContaining("malformed");
    assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
  }

  /// Needs the right to mount a file system.
  @Test
  void aFullDisk() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder, "1m")) {
      disk.fill();
      assertProblem("sqlite:" + disk.path().resolve("game.db"), OLD).hasMessageContaining("full");
      disk.empty();
      open("sqlite:" + disk.path().resolve("game.db"), OLD).close();
    }
  }

  @Test
  void noPostgres() {
    assertProblem("postgresql://127.0.0.1:1/game", OLD).hasMessageContaining("refused");
  }

  @Test
  void aMigrationThatWasChanged() {
    String url = "sqlite:" + folder.resolve("game.db");
    open(url, OLD).close();
    assertProblem(url, Migrations.of(StartProblemsTest.class, "changed/V1__purses.sql"))
        .hasMessage("V1__purses.sql was changed after it had run in this database");
  }
}
