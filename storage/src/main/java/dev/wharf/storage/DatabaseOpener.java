package dev.wharf.storage;

import dev.wharf.storage.database.Database;
import dev.wharf.storage.database.Migrations;

/// Opens the database of a [Storage]. A test opens another database than that of the settings.
@FunctionalInterface
public interface DatabaseOpener {
  /// Connects to a database, and brings its tables to the newest version.
  ///
  /// @throws RuntimeException when the database cannot be used; the message is one line
  Database open(StorageSettings settings, Migrations migrations);

  /// Returns what opens the database that `storage.url` names.
  static DatabaseOpener bySettings() {
    return (settings, migrations) -> new Opening(settings).open(migrations);
  }
}
