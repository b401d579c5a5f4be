/// The databases that a game can use: SQLite and PostgreSQL.
@NullMarked
package dev.wharf.storage.database;

import org.jspecify.annotations.NullMarked;
