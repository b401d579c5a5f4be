package dev.wharf.server.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

/// A table of the game on the admin port's page and in its JSON: its rooms, say. Immutable; its
/// functions are called on any thread.
///
/// ```java
/// AdminTable.<Room>of("rooms", rooms::count, rooms::list)
///     .column("id", Room::id)
///     .column("members", Room::memberCount)
/// ```
///
/// @param <T> what a row shows
public final class AdminTable<T> {
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

  /// A table without columns.
  ///
  /// @param name in lower case, with `_` between words; the page shows it as its title
  /// @param count how many rows there are
  /// @param rows the first rows, not more than the number that it gets
  public static <T> AdminTable<T> of(
      String name, IntSupplier count, IntFunction<? extends List<? extends T>> rows) {
    return new AdminTable<>(name, count, rows, Map.of());
  }

  /// A copy with one more column.
  ///
  /// @param column in lower case, with `_` between words
  /// @param value a number, a truth value, or anything that is shown as text
  public AdminTable<T> column(String column, Function<? super T, ?> value) {
    Map<String, Function<? super T, ?>> more = new LinkedHashMap<>(columns);
    more.put(column, value);
    return new AdminTable<>(name, count, rows, more);
  }

  String name() {
    return name;
  }

  int count() {
    return count.getAsInt();
  }

  List<String> columns() {
    return List.copyOf(columns.keySet());
  }

  /// The first rows: their values, in the order of the columns.
  List<List<Object>> rows(int most) {
    List<List<Object>> values = new ArrayList<>();
    for (T row : rows.apply(most)) {
      values.add(columns.values().stream().<Object>map(value -> value.apply(row)).toList());
    }
    return values;
  }
}
