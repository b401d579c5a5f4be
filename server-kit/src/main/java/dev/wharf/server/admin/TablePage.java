package dev.wharf.server.admin;

import java.util.List;
import java.util.function.Function;

/// The result of a [TableQuery]: one page of rows.
///
/// @param rows the rows of the page; the admin port shows at most [TableQuery#limit()] of them
/// @param total the number of all rows that the query finds, on all pages
public record TablePage<T>(List<T> rows, long total) {
  /// Copies the rows.
  ///
  /// @throws IllegalArgumentException when `total` is negative
  public TablePage {
    if (total < 0) {
      throw new IllegalArgumentException("the total of a page is " + total);
    }
    rows = List.copyOf(rows);
  }

  /// Returns a page with other rows of the same number, made from the rows of this page.
  <R> TablePage<R> map(Function<? super T, ? extends R> function) {
    return new TablePage<>(rows.stream().<R>map(function).toList(), total);
  }

  /// Returns a page with at most this number of rows.
  TablePage<T> limit(int rowsAtMost) {
    return rows.size() <= rowsAtMost ? this : new TablePage<>(rows.subList(0, rowsAtMost), total);
  }
}
