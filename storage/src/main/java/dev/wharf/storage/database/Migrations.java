package dev.wharf.storage.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/// The migrations of a game, in the form of Flyway: a file `V3__add_guilds.sql` brings the tables
/// from version 2 to version 3. A migration that was released is never changed.
///
/// The files are resources beside a class of the game. They are listed, not searched, because a
/// search of all JAR files takes longer than the rest of the start. The storage has migrations of
/// its own, with the versions 0.1 and 0.2.
public final class Migrations {
  private static final List<String> OWN = List.of("V0.1__storage.sql", "V0.2__audit.sql");

  private final List<LoadableResource> scripts;

  private Migrations(List<LoadableResource> scripts) {
    this.scripts = scripts;
  }

  /// Returns the migrations of a game.
  ///
  /// @param beside a class of the game; the files are in the same package
  /// @param files the names of the files
  /// @throws IllegalArgumentException when a file is missing
  public static Migrations of(Class<?> beside, String... files) {
    List<LoadableResource> own = new ArrayList<>();
    OWN.forEach(file -> own.add(Script.read(Migrations.class, file)));
    return new Migrations(own).and(beside, files);
  }

  /// Returns these migrations and further ones of a game, which may be in another package.
  ///
  /// @param beside a class of the game; the files are in the same package
  /// @param files the names of the files
  /// @throws IllegalArgumentException when a file is missing
  public Migrations and(Class<?> beside, String... files) {
    List<LoadableResource> all = new ArrayList<>(scripts);
    Arrays.stream(files).map(file -> Script.read(beside, file)).forEach(all::add);
    return new Migrations(List.copyOf(all));
  }

  /// Brings the tables to the newest version.
  ///
  /// @throws IllegalStateException when a migration fails, when the database is newer than this
  ///   program, or when a migration that has run was changed since; the message is one line
  public void run(Database database) {
    Flyway flyway =
        Flyway.configure()
            .dataSource(new Connections(database))
            .resourceProvider(new Scripts(scripts))
            .placeholders(database.dialect())
            .ignoreMigrationPatterns(new String[0]) // a newer database is an error
            .outOfOrder(true) // a newer Wharf may have another migration 0.x
            .load();
    try {
      flyway.migrate();
    } catch (FlywayValidateException e) {
      throw new IllegalStateException(whyInvalid(flyway.info()), e);
    } catch (FlywayException e) {
      String why = String.valueOf(e.getMessage()).lines().collect(Collectors.joining(" "));
      throw new IllegalStateException(why, e);
    }
  }

  private static String whyInvalid(MigrationInfoService migrations) {
    for (MigrationInfo each : migrations.all()) {
      MigrationState state = each.getState();
      if (state == MigrationState.FUTURE_SUCCESS || state == MigrationState.FUTURE_FAILED) {
        return "the database is newer than this program: it has " + each.getScript();
      }
      if (state == MigrationState.MISSING_SUCCESS || state == MigrationState.MISSING_FAILED) {
        return "the database has a migration that this program does not have: " + each.getScript();
      }
      if (state.isApplied() && !each.isChecksumMatching()) {
        return each.getScript() + " was changed after it had run in this database";
      }
    }
    return "the migrations in the database differ from those of this program";
  }

  /// Flyway's way to the database's connections.
  private record Connections(Database database) implements DataSource {
    @Override
    public java.sql.Connection getConnection() throws java.sql.SQLException {
      return database.connectForLong();
    }

    @Override
    public java.sql.Connection getConnection(String user, String password)
        throws java.sql.SQLException {
      return database.connectForLong();
    }

    @Override
    public java.io.@Nullable PrintWriter getLogWriter() {
      return null;
    }

    @Override
    public void setLogWriter(java.io.@Nullable PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
      return 0;
    }

    @Override
    public java.util.logging.Logger getParentLogger() {
      return java.util.logging.Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws java.sql.SQLException {
      throw new java.sql.SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return false;
    }
  }

  private record Scripts(List<LoadableResource> all) implements ResourceProvider {
    @Override
    public @Nullable LoadableResource getResource(String name) {
      return all.stream().filter(each -> each.getFilename().equals(name)).findFirst().orElse(null);
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
      return all.stream()
          .filter(each -> each.getFilename().startsWith(prefix))
          .filter(each -> Stream.of(suffixes).anyMatch(each.getFilename()::endsWith))
          .toList();
    }
  }

  /// One file.
  private static final class Script extends LoadableResource {
    private final String name;
    private final String text;

    Script(String name, String text) {
      this.name = name;
      this.text = text;
    }

    static LoadableResource read(Class<?> beside, String name) {
      try (InputStream in = beside.getResourceAsStream(name)) {
        if (in == null) {
          throw new IllegalArgumentException(
              "there is no migration %s beside %s".formatted(name, beside.getName()));
        }
        String fileName = name.substring(name.lastIndexOf('/') + 1);
        return new Script(fileName, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Reader read() {
      return new StringReader(text);
    }

    @Override
    public String getAbsolutePath() {
      return name;
    }

    @Override
    public String getAbsolutePathOnDisk() {
      return name;
    }

    @Override
    public String getFilename() {
      return name;
    }

    @Override
    public String getRelativePath() {
      return name;
    }
  }
}
