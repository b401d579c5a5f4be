package dev.wharf.storage.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/// An SQLite database in a file. One thread writes. A commit is durable when it returns: the
/// journal is a write-ahead log, and `synchronous = FULL` has it written to the disk first.
///
/// A lock on a file beside the database, `NAME.lock`, keeps a second server out.
public final class SqliteDatabase implements Database {
  /// The errors after which SQLite may have rolled the transaction back on its own
  /// (https://www.sqlite.org/lang_transaction.html, section 3).
  private static final Set<SQLiteErrorCode> ENDS_TRANSACTION =
      Set.of(
          SQLiteErrorCode.SQLITE_FULL,
          SQLiteErrorCode.SQLITE_IOERR,
          SQLiteErrorCode.SQLITE_NOMEM,
          SQLiteErrorCode.SQLITE_BUSY,
          SQLiteErrorCode.SQLITE_INTERRUPT,
          SQLiteErrorCode.SQLITE_CORRUPT,
          SQLiteErrorCode.SQLITE_READONLY);

  private static final int PRIMARY_CODE = 0xff; // the low byte; the rest says more

  private final String name;

  /// The lock of the file; null for a database in memory, and for one that only reads.
  private final @Nullable FileChannel lock;

  private final boolean isInMemory;
  private final HikariDataSource pool;

  private SqliteDatabase(
      String name, @Nullable FileChannel lock, boolean isInMemory, HikariDataSource pool) {
    this.name = name;
    this.lock = lock;
    this.isInMemory = isInMemory;
    this.pool = pool;
  }

  /// Opens a file, or creates it.
  ///
  /// @throws UncheckedIOException when the file or its folder cannot be written, or another server
  ///   has it open
  /// @throws RuntimeException when the file is not an SQLite database
  public static SqliteDatabase open(Path file) {
    FileChannel lock = lock(file);
    try {
      HikariDataSource pool = pool("jdbc:sqlite:" + file);
      return new SqliteDatabase(file.toString(), lock, false, pool);
    } catch (RuntimeException | Error e) {
      close(lock);
      throw e;
    }
  }

  /// Opens a database in memory. All is lost when it closes.
  public static SqliteDatabase inMemory() {
    return new SqliteDatabase("memory", null, true, pool("jdbc:sqlite::memory:"));
  }

  private static FileChannel lock(Path file) {
    Path absolute = file.toAbsolutePath();
    try {
      Path folder = Files.createDirectories(absolute.getParent());
      for (Path needed : List.of(folder, absolute)) {
        if (Files.exists(needed) && !Files.isWritable(needed)) {
          throw new AccessDeniedException(needed.toString());
        }
      }
      FileChannel channel =
          FileChannel.open(
              absolute.resolveSibling(absolute.getFileName() + ".lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      if (!tryLock(channel)) {
        channel.close();
        throw new IOException("another server has " + file + " open");
      }
      create(absolute);
      return channel;
    } catch (AccessDeniedException e) {
      throw new UncheckedIOException(e.getFile() + " cannot be written", e);
    } catch (FileAlreadyExistsException e) {
      throw new UncheckedIOException(e.getFile() + " is not a folder", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /// Creates the file for its owner alone, because it has hashes of passwords. SQLite gives the
  /// files beside it the same rights.
  private static void create(Path file) throws IOException {
    boolean hasRights = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (hasRights && !Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock held = channel.tryLock();
      return held != null;
    } catch (OverlappingFileLockException e) {
      return false; // a server in this process has it
    }
  }

  private static HikariConfig config(String address) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(address);
    config.setPoolName("storage");
    config.setMaximumPoolSize(1);
    config.setMinimumIdle(1);
    config.setMaxLifetime(0); // a database in memory lives as long as its connection
    config.setIdleTimeout(0);
    return config;
  }

  private static HikariDataSource pool(String address) {
    HikariConfig config = config(address);
    config.addDataSourceProperty("journal_mode", "WAL");
    config.addDataSourceProperty("synchronous", "FULL");
    config.addDataSourceProperty("foreign_keys", "true");
    config.addDataSourceProperty("secure_delete", "true"); // of a deleted player, nothing stays
    config.addDataSourceProperty("busy_timeout", "5000"); // ms; a backup may read
    config.addDataSourceProperty("transaction_mode", "IMMEDIATE");
    return new HikariDataSource(config);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int writers() {
    return 1;
  }

  @Override
  public boolean allowsVirtualThreads() {
    return false;
  }

  @Override
  public Map<String, String> dialect() {
    return Map.of("id", "INTEGER PRIMARY KEY AUTOINCREMENT", "bytes", "BLOB");
  }

  @Override
  public Connection connect() throws SQLException {
    return pool.getConnection();
  }

  @Override
  public Database reader() {
    if (isInMemory) {
      return this;
    }
    HikariConfig config = config("jdbc:sqlite:" + name);
    config.setReadOnly(true);
    config.addDataSourceProperty("open_mode", Integer.toString(SQLiteOpenMode.READONLY.flag));
    config.setInitializationFailTimeout(-1); // the caller must not wait
    return new SqliteDatabase(name, null, false, new HikariDataSource(config));
  }

  @Override
  public void discard(Connection connection) {
    if (!isInMemory) { // all would be lost
      pool.evictConnection(connection);
    }
  }

  @Override
  public boolean endsTransaction(SQLException error) {
    return ENDS_TRANSACTION.contains(codeOf(error));
  }

  @Override
  public boolean leavesCommitUnknown(SQLException error) {
    return codeOf(error) == SQLiteErrorCode.SQLITE_IOERR;
  }

  private static SQLiteErrorCode codeOf(SQLException error) {
    return SQLiteErrorCode.getErrorCode(error.getErrorCode() & PRIMARY_CODE);
  }

  @Override
  public void close() {
    pool.close();
    close(lock);
  }

  private static void close(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
