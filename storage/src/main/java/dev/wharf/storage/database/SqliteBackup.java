package dev.wharf.storage.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/// Copies an SQLite database, also while a server uses it.
///
/// The copy is made on a connection of its own, which only reads. It does not take the server's
/// lock `NAME.lock`, because that lock keeps a second writer out, and SQLite lets one process read
/// while another one writes. The copy is the state at one moment: all transactions that were
/// committed before it, and nothing of the others. The server goes on meanwhile.
public final class SqliteBackup {
  private SqliteBackup() {}

  /// Copies a database into a new file. The file gets its name when it is complete and on the disk.
  /// Only the user who makes it may read it, because it has hashes of passwords.
  ///
  /// @return the size of the copy in bytes
  /// @throws IOException when there is no such database, when the target exists or cannot be made,
  ///   or when the copy is not sound. The message is one line. No file is changed or left
  public static long run(Path source, Path target) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (!Files.isRegularFile(source)) {
      throw new IOException("there is no database " + source);
    }
    if (Files.exists(target)) {
      throw new IOException(target + " exists already");
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IOException("there is no folder " + folder);
    }
    Path part = createPart(folder, target);
    try {
      copy(source, part);
      check(part);
      force(part);
      Files.move(part, target); // fails when another program has made the target
      return Files.size(target);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static Path createPart(Path folder, Path target) throws IOException {
    try {
      return Files.createTempFile(folder, target.getFileName() + ".", ".part");
    } catch (IOException e) {
      throw new IOException("no file can be made in " + folder + ": " + e.getMessage(), e);
    }
  }

  private static void copy(Path source, Path part) throws IOException {
    try (Connection connection = read(source);
        PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
      copy.setString(1, part.toString());
      copy.execute();
    } catch (SQLException e) {
      throw new IOException(source + " cannot be copied: " + e.getMessage(), e);
    }
  }

  private static void check(Path part) throws IOException {
    try (Connection connection = read(part);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA integrity_check(1)")) {
      String answer = result.next() ? result.getString(1) : "no answer";
      if (!answer.equals("ok")) {
        throw new IOException("the copy is not sound: " + answer);
      }
    } catch (SQLException e) {
      throw new IOException("the copy is not sound: " + e.getMessage(), e);
    }
  }

  /// Opens a connection that cannot change the database.
  private static Connection read(Path file) throws SQLException {
    Properties options = new Properties();
    options.setProperty("open_mode", "1"); // SQLITE_OPEN_READONLY
    options.setProperty("busy_timeout", "5000"); // ms; a server may be starting
    return DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath(), options);
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
