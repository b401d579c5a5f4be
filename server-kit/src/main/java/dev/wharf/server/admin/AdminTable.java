package dev.wharf.server.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

/// A table of the game on the admin port's page and in its JSON, for example its rooms. Immutable.
/// The admin port calls the functions of the table on any thread.
///
/// ```java
/// AdminTable.<Room>of("rooms", rooms::count, rooms::list)
///     .column("id", Room::id)
///     .column("members", Room::memberCount)
/// ```
///
/// @param <T> the type of object that a row shows
public final class AdminTable<T> {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  /// The names that a game's table must not have, because the kit's own parts of the page use them.
  private static final Set<String> TAKEN =
      Set.of("session", "sessions", "packet", "packets", "reason", "reasons", "tables");

  private final String name;
  private final IntSupplier count;
  private final IntFunction<? extends List<? extends T>> rows;
  private final Map<String, Function<? super T, ?>> columns;

  private AdminTable(
      String name,
      IntSupplier count,
      IntFunction<? extends List<? extends T>> rows,
      Map<String, Function<? super T, ?>> columns) {
    this.name = name;
    this.count = count;
    this.rows = rows;
    this.columns = columns;
  }

  /// Creates a table without columns.
  ///
  /// @param name the table's name in lower case, with `_` between words; the page shows the name as
  ///   the title of the table
  /// @param count returns the number of rows
  /// @param rows returns the first rows, at most as many as its argument
  /// @throws IllegalArgumentException when the kit has a table of this name, or the name has other
  ///   characters
  public static <T> AdminTable<T> of(
      String name, IntSupplier count, IntFunction<? extends List<? extends T>> rows) {
    if (!NAME.matcher(name).matches() || TAKEN.contains(name)) {
      throw new IllegalArgumentException(
          "the name of an admin table must be like 'open_duels' and none of "
              + TAKEN
              + ", but is '"
              + name
              + "'");
    }
    return new AdminTable<>(name, count, rows, Map.of());
  }

  /// Returns a copy of this table with one more column.
  ///
  /// @param column the column's name: lower case, with `_` between words
  /// @param value returns a number, a boolean, or any value to show as text
  public AdminTable<T> column(String column, Function<? super T, ?> value) {
    Map<String, Function<? super T, ?>> more = new LinkedHashMap<>(columns);
    more.put(column, value);
    return new AdminTable<>(name, count, rows, more);
  }

  /// Returns the name of the table.
  public String name() {
    return name;
  }

  int count() {
    return count.getAsInt();
  }

  List<String> columns() {
    return List.copyOf(columns.keySet());
  }

  /// Returns the values of the first rows, in the order of the columns. Each value is a [Number], a
  /// [Boolean] or a [String]; null becomes an empty text.
  ///
  /// @param most the largest number of rows
  List<List<Object>> rows(int most) {
    List<List<Object>> values = new ArrayList<>();
    rows.apply(most).stream().limit(most).forEach(row -> values.add(valuesOf(row)));
    return values;
  }

  private List<Object> valuesOf(T row) {
    List<Object> values = new ArrayList<>();
    for (Function<? super T, ?> column : columns.values()) {
      Object value = column.apply(row);
      boolean isPlain = value instanceof Number || value instanceof Boolean;
      values.add(isPlain ? value : Objects.toString(value, ""));
    }
    return values;
  }
}
