package dev.wharf.storage;

import dev.wharf.storage.database.Database;
import dev.wharf.storage.database.Migrations;
import dev.wharf.storage.database.PostgresDatabase;
import dev.wharf.storage.database.SqliteDatabase;
import java.nio.file.Path;

/// Opens the database that the settings name, with the newest tables.
record Opening(StorageSettings settings) {
  Database open(Migrations migrations) {
    Database database = connect();
    try {
      migrations.run(database);
      return database;
    } catch (RuntimeException | Error e) {
      database.close();
      throw e;
    }
  }

  private Database connect() {
    String url = settings.url();
    if (url.equals(StorageSettings.MEMORY)) {
      return SqliteDatabase.inMemory();
    }
    if (url.startsWith(StorageSettings.SQLITE)) {
      return SqliteDatabase.open(Path.of(url.substring(StorageSettings.SQLITE.length())));
    }
    return new PostgresDatabase(
        url, settings.user(), settings.password(), settings.connections(), settings.deadline());
  }
}
