package dev.wharf.storage;

import dev.wharf.server.admin.TablePage;
import dev.wharf.server.admin.TableQuery;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/// Reads the pages of a table of the admin port from the database: searches, sorts and pages there,
/// on a connection that only reads. Counts at most 10,000 rows. Thread-safe.
///
/// ```java
/// AdminTable.<Guild>ofQuery(
///         "guilds",
///         new TablePages<>(
///             storage,
///             "guild WHERE LOWER(name) LIKE LOWER(:text) ESCAPE '!'",
///             List.of("guild_id", "name"),
///             Guild::of))
///     .column("guild_id", Guild::id)
///     .column("name", Guild::name)
///     .sortable("name");
/// ```
///
/// @param from what follows FROM. It may use the operator's text: `:text` in `LIKE LOWER(:text)
///   ESCAPE '!'` finds the rows that contain the text, and `:whole` is the text itself
/// @param columns the names of columns to sort by, which are the same in the database and in the
///   console. The first one decides about rows that are equal, and without a column to sort by. It
///   may end in ` DESC`
/// @param mapper makes an object of each row
public record TablePages<T>(Storage storage, String from, List<String> columns, RowMapper<T> mapper)
    implements Function<TableQuery, CompletionStage<TablePage<T>>> {
  private static final int MOST_COUNTED = 10_000;

  /// Copies the columns.
  public TablePages {
    columns = List.copyOf(columns);
  }

  @Override
  public CompletionStage<TablePage<T>> apply(TableQuery query) {
    return storage.read("table " + from, handle -> select(handle, query)).future();
  }

  private TablePage<T> select(Handle handle, TableQuery query) {
    Map<String, Object> parameters =
        Map.of(
            "text", "%" + query.text().replaceAll("[!%_]", "!$0") + "%",
            "whole", query.text(),
            "limit", query.limit(),
            "offset", query.offset());
    List<T> rows =
        handle
            .createQuery(
                "SELECT * FROM %s ORDER BY %s LIMIT :limit OFFSET :offset"
                    .formatted(from, order(query)))
            .bindMap(parameters)
            .map(mapper)
            .list();
    long total =
        handle
            .createQuery("SELECT COUNT(*) FROM (SELECT 1 FROM " + from + " LIMIT :most) AS found")
            .bind("most", MOST_COUNTED)
            .bindMap(parameters)
            .mapTo(Long.class)
            .one();
    return new TablePage<>(rows, total);
  }

  /// Returns the order of a query. Its text is from the game: the query only chooses a column.
  private String order(TableQuery query) {
    int chosen = columns.indexOf(query.column());
    return chosen < 0
        ? columns.getFirst()
        : columns.get(chosen) + (query.descending() ? " DESC, " : ", ") + columns.getFirst();
  }
}
