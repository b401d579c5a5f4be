package dev.wharf.server.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// A table of the game in the admin port's console and in its JSON, for example its rooms. The
/// operator searches, sorts and pages. Immutable.
///
/// The rows of a table are in memory, or come from a query, for example of a database:
///
/// ```java
/// AdminTable.<Room>of("rooms", rooms::count, rooms::list)
///     .column("id", Room::id)
///     .column("members", Room::memberCount)
///
/// AdminTable.<Account>ofQuery("accounts", accounts::find)
///     .column("name", Account::name)
///     .column("last_login", Account::lastLogin)
///     .sortable("name")
/// ```
///
/// The admin port calls the functions of a table on a virtual thread. A request that the functions
/// have not answered within five seconds fails, and so does a fifth request of a table while four
/// are in progress.
///
/// @param <T> the type of object that a row shows
public final class AdminTable<T> {
  /// The largest number of rows in memory that a search or a sort reads.
  public static final int MAX_SEARCHED = 100_000;

  /// The largest number of characters of a value. A longer text is cut.
  public static final int MAX_VALUE = 300;

  /// The largest whole number that JavaScript represents exactly. Larger numbers become texts.
  private static final double MAX_NUMBER = 1L << 53;

  private final String name;
  private final @Nullable ListedRows<T> listed;
  private final Function<TableQuery, ? extends CompletionStage<TablePage<T>>> query;
  private final Map<String, Function<? super T, ? extends @Nullable Object>> columns;

  /// The columns to sort by; null for all columns.
  private final @Nullable Set<String> sortable;

  private AdminTable(
      String name,
      @Nullable ListedRows<T> listed,
      Function<TableQuery, ? extends CompletionStage<TablePage<T>>> query,
      Map<String, Function<? super T, ? extends @Nullable Object>> columns,
      @Nullable Set<String> sortable) {
    this.name = name;
    this.listed = listed;
    this.query = query;
    this.columns = columns;
    this.sortable = sortable;
  }

  /// Creates a table without columns, whose rows are in memory. The operator can sort by each
  /// column, and search in all of them.
  ///
  /// @param name the table's name in lower case, with `_` between words; the page shows the name as
  ///   the title of the table
  /// @param count returns the number of rows
  /// @param rows returns the first rows, at most as many as its argument
  /// @throws IllegalArgumentException when the name has other characters, or more than 40
  public static <T> AdminTable<T> of(
      String name, IntSupplier count, IntFunction<? extends List<? extends T>> rows) {
    checkName("table", name);
    return new AdminTable<>(
        name,
        new ListedRows<>(count, rows),
        _ -> CompletableFuture.failedFuture(new IllegalStateException()),
        Map.of(),
        null);
  }

  /// Creates a table without columns, whose rows come from a query. The operator can search, and
  /// sort by the columns of [#sortable].
  ///
  /// @param name the table's name, as in [#of]
  /// @param query starts the query, and returns a stage that completes with one page. The stage may
  ///   complete on any thread. Its failure shows an error in place of the table
  /// @throws IllegalArgumentException when the name has other characters, or more than 40
  public static <T> AdminTable<T> ofQuery(
      String name, Function<TableQuery, ? extends CompletionStage<TablePage<T>>> query) {
    checkName("table", name);
    return new AdminTable<>(name, null, query, Map.of(), Set.of());
  }

  static void checkName(String kind, String name) {
    if (!TableQuery.NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name of an admin %s must be like 'open_duels', with at most 40 characters, but is '%s'"
              .formatted(kind, name));
    }
  }

  /// Returns a copy of this table with one more column.
  ///
  /// @param column the column's name: lower case, with `_` between words
  /// @param value returns a number, a boolean, or any value to show as text; null shows nothing
  /// @throws IllegalArgumentException when the name has other characters, or more than 40
  public AdminTable<T> column(
      String column, Function<? super T, ? extends @Nullable Object> value) {
    checkName("column", column);
    Map<String, Function<? super T, ? extends @Nullable Object>> more =
        new LinkedHashMap<>(columns);
    more.put(column, value);
    return new AdminTable<>(name, listed, query, more, sortable);
  }

  /// Returns a copy of this table that the operator can sort by these columns only.
  ///
  /// @throws IllegalArgumentException when the table has no such column
  public AdminTable<T> sortable(String... some) {
    Set<String> chosen = Set.of(some);
    if (!columns.keySet().containsAll(chosen)) {
      throw new IllegalArgumentException(
          "the columns of the table %s are %s, without some of %s"
              .formatted(name, columns.keySet(), chosen));
    }
    return new AdminTable<>(name, listed, query, columns, chosen);
  }

  /// Returns the name of the table.
  public String name() {
    return name;
  }

  /// Returns the names of the columns, in their order.
  public List<String> columns() {
    return List.copyOf(columns.keySet());
  }

  /// Returns the names of the columns to sort by.
  public List<String> sortable() {
    Set<String> some = sortable;
    return some == null ? columns() : columns().stream().filter(some::contains).toList();
  }

  /// Returns the number of rows in memory; empty when the rows come from a query.
  public OptionalInt count() {
    return listed == null ? OptionalInt.empty() : OptionalInt.of(listed.count().getAsInt());
  }

  /// Checks that the table can be sorted as a query asks.
  ///
  /// @throws IllegalArgumentException when it cannot
  public void checkSort(TableQuery asked) {
    if (!asked.column().isEmpty() && !sortable().contains(asked.column())) {
      throw new IllegalArgumentException(
          "the table %s cannot be sorted by %s, but by %s"
              .formatted(name, asked.column(), sortable()));
    }
  }

  /// Returns a stage with the page of a query: the values of each row, in the order of the columns.
  /// Each value is a [Number], a [Boolean] or a [String]. Calls the functions of the table.
  ///
  /// @throws IllegalArgumentException when the table cannot be sorted by the column of the query
  public CompletionStage<TablePage<List<Object>>> page(TableQuery asked) {
    checkSort(asked);
    CompletionStage<TablePage<T>> found =
        listed == null
            ? query.apply(asked)
            : CompletableFuture.completedFuture(listed.find(asked, columns));
    return found.thenApply(page -> page.limit(asked.limit()).map(this::valuesOf));
  }

  private List<Object> valuesOf(T row) {
    List<Object> values = new ArrayList<>();
    columns.values().forEach(column -> values.add(plain(column.apply(row))));
    return values;
  }

  private static Object plain(@Nullable Object value) {
    return switch (value) {
      case Boolean flag -> flag;
      case Number number when Math.abs(number.doubleValue()) <= MAX_NUMBER -> number;
      case null, default -> cut(Objects.toString(value, ""));
    };
  }

  private static String cut(String text) {
    return text.codePointCount(0, text.length()) <= MAX_VALUE
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MAX_VALUE)) + "…";
  }
}
