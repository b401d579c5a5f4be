package dev.wharf.server.admin;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Searches and sorts rows that are in memory. Immutable.
///
/// @param count returns the number of rows
/// @param rows returns the first rows, at most as many as its argument
record ListedRows<T>(IntSupplier count, IntFunction<? extends List<? extends T>> rows) {
  /// Returns the page of a query. Without a text and a column, reads the rows only up to the end of
  /// the page. Otherwise reads up to [AdminTable#MAX_SEARCHED] rows.
  TablePage<T> find(
      TableQuery query, Map<String, Function<? super T, ? extends @Nullable Object>> columns) {
    if (query.text().isEmpty() && query.column().isEmpty()) {
      List<T> page =
          first(query.offset() + query.limit()).skip(query.offset()).limit(query.limit()).toList();
      return new TablePage<>(page, Math.max(count.getAsInt(), page.size()));
    }
    List<T> found =
        first(AdminTable.MAX_SEARCHED)
            .filter(row -> contains(row, query.text().toLowerCase(Locale.ROOT), columns))
            .toList();
    return new TablePage<>(
        sorted(found, query, columns).skip(query.offset()).limit(query.limit()).toList(),
        found.size());
  }

  private Stream<T> first(int most) {
    return rows.apply(most).stream().limit(most).map(row -> row);
  }

  private static <T> boolean contains(
      T row, String text, Map<String, Function<? super T, ? extends @Nullable Object>> columns) {
    return text.isEmpty()
        || columns.values().stream()
            .anyMatch(column -> textOf(column.apply(row)).toLowerCase(Locale.ROOT).contains(text));
  }

  private static <T> Stream<T> sorted(
      List<T> found,
      TableQuery query,
      Map<String, Function<? super T, ? extends @Nullable Object>> columns) {
    Function<? super T, ? extends @Nullable Object> column = columns.get(query.column());
    if (column == null) {
      return found.stream();
    }
    // Each value is read once, because it may change while the rows are sorted.
    record Keyed<T>(T row, @Nullable Object key) {}
    Comparator<Keyed<T>> order = (one, other) -> compare(one.key(), other.key());
    return found.stream()
        .map(row -> new Keyed<T>(row, column.apply(row)))
        .sorted(query.descending() ? order.reversed() : order)
        .map(Keyed::row);
  }

  /// Compares numbers by value, other comparable values of one class in their order, and all others
  /// by their text. Numbers come before texts, and missing values before both.
  private static int compare(@Nullable Object one, @Nullable Object other) {
    if (one == null || other == null) {
      return Boolean.compare(one != null, other != null);
    }
    if (one instanceof Number || other instanceof Number) {
      return one instanceof Number a && other instanceof Number b
          ? compareNumbers(a, b)
          : Boolean.compare(other instanceof Number, one instanceof Number);
    }
    if (one instanceof Comparable<?>
        && !(one instanceof String)
        && one.getClass() == other.getClass()) {
      return compareOfOneClass(one, other);
    }
    return String.CASE_INSENSITIVE_ORDER
        .thenComparing(Comparator.naturalOrder())
        .compare(one.toString(), other.toString());
  }

  @SuppressWarnings("unchecked") // both have the same class
  private static int compareOfOneClass(Object one, Object other) {
    return ((Comparable<Object>) one).compareTo(other);
  }

  private static int compareNumbers(Number one, Number other) {
    boolean areWhole = isWhole(one) && isWhole(other);
    return areWhole
        ? Long.compare(one.longValue(), other.longValue())
        : Double.compare(one.doubleValue(), other.doubleValue());
  }

  private static boolean isWhole(Number number) {
    return number instanceof Long || number instanceof Integer || number instanceof Short;
  }

  private static String textOf(@Nullable Object value) {
    return Objects.toString(value, "");
  }
}
