package dev.wharf.game.simulation;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.simulation.FaultKind;
import dev.wharf.simulation.Host;
import dev.wharf.simulation.Simulation;
import dev.wharf.storage.DatabaseOpener;
import dev.wharf.storage.database.Database;
import dev.wharf.storage.database.SqliteDatabase;
import dev.wharf.storage.faulty.DatabaseFaults;
import dev.wharf.storage.faulty.FaultyDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The database of a simulated server. It outlives crashes of the server: the next server finds
/// what was committed.
///
/// The data are in an SQLite file, which the server's threads use directly. Each call takes a
/// random virtual time. The database of a server with several writers behaves like a database in
/// another process: when the connection breaks during a commit, or the server crashes, the
/// transaction may still be committed some seconds later. One transaction runs at a time, and the
/// others wait.
///
/// Only threads of the simulation use it, and the test's thread between two runs.
final class SimulatedDatabase implements AutoCloseable {
  private static final long LEAST_STATEMENT_NANOS = 20_000;
  private static final long MOST_STATEMENT_NANOS = 1_000_000;
  private static final long MOST_COMMIT_NANOS = 10_000_000;
  private static final long MOST_LOCK_WAIT_NANOS = 2_000_000;
  private static final long LONGEST_UNKNOWN_NANOS = 5_000_000_000L;

  /// How long a client of another process waits for an answer, before it gives the connection up.
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Simulation simulation;
  private final int writers;
  private final Path folder;

  /// Makes the tables. Its connection stays open, so that SQLite keeps the log between two others.
  private final SqliteDatabase file;

  /// The connections of the servers that run, or have crashed since the last start of a server.
  private final List<Connections> servers = new ArrayList<>();

  /// The connections whose clients do not know how the transaction ends.
  private final Set<Connection> unknown = new LinkedHashSet<>();

  /// The only connection with a transaction; null for none. The next one waits in virtual time, so
  /// that no thread ever waits for a lock of SQLite.
  private @Nullable Connection holder;

  private long unknownCommits;

  /// Creates an empty database.
  ///
  /// @param writers how many transactions a server runs side by side
  SimulatedDatabase(Simulation simulation, int writers) {
    this.simulation = simulation;
    this.writers = writers;
    try {
      this.folder = Files.createTempDirectory("simulated-database");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.file = SqliteDatabase.open(folder.resolve("game.db"));
  }

  /// Returns what opens the database for a server that starts on a host. It ends the transactions
  /// of servers that have crashed. The first server makes the tables, without faults.
  DatabaseOpener opener(Host host) {
    return (_, migrations) -> {
      if (servers.isEmpty()) {
        migrations.run(file);
      }
      host.exposeDatabase();
      Connections own = new Connections(host.runtime());
      HostFaults faults = new HostFaults(host, own);
      List<Connections> crashed = servers.stream().filter(each -> each.runtime.isOver()).toList();
      crashed.forEach(each -> each.endAll(faults.random));
      servers.removeAll(crashed);
      servers.add(own);
      return new FaultyDatabase(own, faults);
    };
  }

  /// Returns the number of commits whose servers did not get to know the outcome.
  long unknownCommits() {
    return unknownCommits;
  }

  /// Ends a transaction whose client does not know whether it was committed. A database in another
  /// process may still commit it while the client goes on.
  private void endUnknown(Connection connection, RandomGenerator random) {
    unknownCommits++;
    if (writers == 1) {
      return; // the transaction of a file ends with its connection
    }
    unknown.add(connection);
    boolean commits = random.nextBoolean();
    Duration delay = Duration.ofNanos(random.nextLong(LONGEST_UNKNOWN_NANOS));
    simulation.after(delay, () -> end(connection, commits));
  }

  private void end(Connection connection, boolean commits) {
    if (unknown.remove(connection)) {
      try (connection) {
        if (commits) {
          connection.commit();
        }
        release(connection);
      } catch (SQLException e) {
        throw new IllegalStateException("a simulated transaction could not end", e);
      }
    }
  }

  private void release(Connection connection) {
    holder = connection.equals(holder) ? null : holder;
  }

  @Override
  public void close() {
    for (Connection connection : List.copyOf(unknown)) {
      end(connection, false);
    }
    file.close();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.toList()) {
        Files.delete(each);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The connections of one server, without faults.
  private final class Connections implements Database {
    private final EngineRuntime runtime;
    private final Set<Connection> open = new LinkedHashSet<>();

    /// The connections whose server waits for the end of a commit.
    private final Set<Connection> committing = new LinkedHashSet<>();

    Connections(EngineRuntime runtime) {
      this.runtime = runtime;
    }

    @Override
    public String name() {
      return file.name();
    }

    @Override
    public int writers() {
      return writers;
    }

    @Override
    public boolean allowsVirtualThreads() {
      return file.allowsVirtualThreads();
    }

    @Override
    public Map<String, String> dialect() {
      return file.dialect();
    }

    @Override
    public Connection connect() throws SQLException {
      Properties options = new Properties();
      options.setProperty("synchronous", "OFF"); // the file need not outlive this process
      options.setProperty("foreign_keys", "true");
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.name(), options);
      open.add(connection);
      return connection;
    }

    void close(Connection connection) throws SQLException {
      open.remove(connection);
      if (!unknown.contains(connection)) {
        connection.close();
        release(connection);
      }
    }

    /// Ends the transactions of a server that has crashed.
    void endAll(RandomGenerator random) {
      for (Connection connection : List.copyOf(open)) {
        try {
          if (committing.contains(connection)) {
            endUnknown(connection, random);
          }
          close(connection);
        } catch (SQLException e) {
          throw new IllegalStateException("a simulated connection could not close", e);
        }
      }
    }

    @Override
    public void discard(Connection connection) {}

    @Override
    public boolean endsTransaction(SQLException error) {
      return file.endsTransaction(error);
    }

    @Override
    public boolean leavesCommitUnknown(SQLException error) {
      return file.leavesCommitUnknown(error);
    }

    @Override
    public void close() {}
  }

  /// The times and the faults of the calls of one server.
  private final class HostFaults implements DatabaseFaults {
    private final Host host;
    private final Connections connections;
    private final EngineRuntime runtime;
    private final RandomGenerator random;

    HostFaults(Host host, Connections connections) {
      this.host = host;
      this.connections = connections;
      this.runtime = host.runtime();
      this.random = runtime.newRandom();
    }

    @Override
    public Connection connect(Database behind) throws SQLException {
      pause(MOST_STATEMENT_NANOS);
      if (host.happens(FaultKind.STATEMENT_FAILURE)) {
        throw FaultyDatabase.broken("the simulated database is away");
      }
      while (holder != null) {
        sleep(random.nextLong(MOST_LOCK_WAIT_NANOS));
      }
      Connection connection = behind.connect();
      holder = connection;
      return connection;
    }

    @Override
    public @Nullable Object execute(Call statement) throws SQLException {
      pause(MOST_STATEMENT_NANOS);
      if (host.happens(FaultKind.STATEMENT_FAILURE)) {
        throw random.nextBoolean()
            ? FaultyDatabase.broken("the simulated connection broke")
            : FaultyDatabase.rolledBack("a simulated deadlock");
      }
      return statement.run();
    }

    @Override
    public void commit(Connection connection) throws SQLException {
      connections.committing.add(connection);
      try {
        pause(MOST_COMMIT_NANOS);
        if (host.happens(FaultKind.UNKNOWN_COMMIT)) {
          breakDuringCommit(connection);
        }
        connection.commit();
        pause(MOST_COMMIT_NANOS);
      } catch (SQLException e) {
        if (FaultyDatabase.isBroken(e)) {
          endUnknown(connection, random);
        }
        throw e;
      } finally {
        connections.committing.remove(connection);
      }
    }

    private void breakDuringCommit(Connection connection) throws SQLException {
      if (random.nextBoolean()) {
        connection.commit();
      }
      throw FaultyDatabase.broken("the simulated connection broke during the commit");
    }

    @Override
    public void close(Connection connection) throws SQLException {
      connections.close(connection);
    }

    /// Waits for as long as a call takes: a random time, and until the database answers again.
    private void pause(long mostNanos) throws SQLException {
      sleep(random.nextLong(LEAST_STATEMENT_NANOS, mostNanos));
      for (Duration hang = host.databaseHang(); hang.isPositive(); hang = host.databaseHang()) {
        if (writers > 1 && hang.compareTo(PATIENCE) > 0) {
          sleep(PATIENCE.toNanos());
          throw FaultyDatabase.broken("the simulated database does not answer");
        }
        sleep(hang.toNanos());
      }
    }

    private void sleep(long nanos) throws SQLException {
      try {
        runtime.sleep(Duration.ofNanos(nanos));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw FaultyDatabase.broken("the thread was interrupted");
      }
    }
  }
}
