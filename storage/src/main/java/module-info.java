/// A database for games: migrations, works in order for each player, group commit, and a way back
/// into the game's queues. The exported packages are the API.
module dev.wharf.storage {
  requires com.zaxxer.hikari;
  requires flyway.core;
  requires info.picocli;
  requires org.postgresql.jdbc;
  requires org.slf4j;
  requires org.xerial.sqlitejdbc;
  requires transitive dev.wharf.engine;
  requires transitive dev.wharf.server;
  requires transitive java.sql;
  requires transitive org.jdbi.v3.core;
  requires static transitive org.jspecify;

  exports dev.wharf.storage;
  exports dev.wharf.storage.database;
  exports dev.wharf.storage.faulty;

  opens dev.wharf.storage to
      info.picocli;
}
