package dev.wharf.storage.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/// A PostgreSQL database, with a pool of connections.
public final class PostgresDatabase implements Database {
  /// The state of an administrator's shutdown and of a crash of the server: class 57, operator
  /// intervention (PostgreSQL manual, appendix A).
  private static final String OPERATOR = "57P";

  /// Hikari's shortest wait for a connection.
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(250);

  /// Connections beside those of the writers: the migrations need two at once.
  private static final int MORE = 2;

  private final String name;
  private final String user;
  private final String password;
  private final int writers;
  private final Duration patience;
  private final HikariDataSource pool;

  /// Connects to a database.
  ///
  /// @param address like `postgresql://host:5432/game`
  /// @param writers how many transactions may run side by side
  /// @param patience how long a connection, or an answer on one, may take
  /// @throws RuntimeException when the database cannot be reached
  public PostgresDatabase(
      String address, String user, String password, int writers, Duration patience) {
    this(address, user, password, writers, patience, true);
  }

  /// @param waits whether this constructor waits for the first connection
  private PostgresDatabase(
      String address, String user, String password, int writers, Duration patience, boolean waits) {
    this.name = address;
    this.user = user;
    this.password = password;
    this.writers = writers;
    this.patience = patience.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : patience;
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:" + address);
    config.setUsername(user);
    config.setPassword(password);
    config.setPoolName("storage");
    config.setMaximumPoolSize(writers + MORE);
    config.setMinimumIdle(writers);
    config.setConnectionTimeout(this.patience.toMillis());
    String seconds = Long.toString(Math.max(1, this.patience.toSeconds()));
    config.addDataSourceProperty("connectTimeout", seconds);
    config.addDataSourceProperty("socketTimeout", seconds); // a hung server breaks the connection
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("ApplicationName", "wharf");
    config.addDataSourceProperty("logServerErrorDetail", "false"); // it has texts of players
    config.setInitializationFailTimeout(waits ? this.patience.toMillis() : -1);
    this.pool = new HikariDataSource(config);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int writers() {
    return writers;
  }

  @Override
  public boolean allowsVirtualThreads() {
    return true;
  }

  @Override
  public Map<String, String> dialect() {
    return Map.of("id", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "bytes", "BYTEA");
  }

  @Override
  public Connection connect() throws SQLException {
    return pool.getConnection();
  }

  @Override
  public Connection connectForLong() throws SQLException {
    Connection connection = pool.getConnection();
    connection.setNetworkTimeout(Runnable::run, 0); // the pool sets it back
    return connection;
  }

  @Override
  public Database reader() {
    return new PostgresDatabase(name, user, password, 1, patience, false);
  }

  @Override
  public void discard(Connection connection) {
    pool.evictConnection(connection);
  }

  @Override
  public boolean endsTransaction(SQLException error) {
    return SqlStates.isConnection(error)
        || SqlStates.isRolledBack(error)
        || SqlStates.begins(error.getSQLState(), OPERATOR);
  }

  @Override
  public boolean leavesCommitUnknown(SQLException error) {
    return SqlStates.isConnection(error) || SqlStates.begins(error.getSQLState(), OPERATOR);
  }

  @Override
  public void close() {
    pool.close();
  }
}
