package dev.wharf.server.admin;

import java.util.regex.Pattern;

/// Asks for one page of the rows of a table: the rows that contain a text, sorted by a column. All
/// parts are bounded, because they come from a request to the admin port.
///
/// @param text the text to search for, at most [#MAX_TEXT] characters; empty for all rows. It may
///   contain any characters, so a database must get it as a parameter, and escape `%` and `_` in it
///   when it uses LIKE
/// @param column the column to sort by, one of those that the table can sort by; empty for the
///   order of the table
/// @param descending whether the largest value comes first; false without a column
/// @param offset the number of rows to skip, from 0 to [#MAX_OFFSET]
/// @param limit the largest number of rows to return, from 1 to [#MAX_LIMIT]
public record TableQuery(String text, String column, boolean descending, int offset, int limit) {
  /// The largest number of characters of a text.
  public static final int MAX_TEXT = 100;

  /// The largest offset.
  public static final int MAX_OFFSET = 1_000_000;

  /// The largest number of rows of a page.
  public static final int MAX_LIMIT = 100;

  static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");

  /// Checks the bounds.
  ///
  /// @throws IllegalArgumentException when a part is out of bounds; the message names the part, its
  ///   value and the limit
  public TableQuery {
    int chars = text.codePointCount(0, text.length());
    check(chars <= MAX_TEXT, "text has " + chars + " characters, and may have " + MAX_TEXT);
    check(column.isEmpty() || NAME.matcher(column).matches(), "sort is not the name of a column");
    check(!descending || !column.isEmpty(), "descending needs a column to sort by");
    check(isWithin(0, offset, MAX_OFFSET), "offset is " + offset + ", not 0 to " + MAX_OFFSET);
    check(isWithin(1, limit, MAX_LIMIT), "limit is " + limit + ", not 1 to " + MAX_LIMIT);
  }

  /// Returns a query for the first rows of a table, in the order of the table.
  public static TableQuery first(int limit) {
    return new TableQuery("", "", false, 0, limit);
  }

  /// Returns a copy with a text to search for.
  public TableQuery withText(String searched) {
    return new TableQuery(searched, column, descending, offset, limit);
  }

  /// Returns a copy that sorts by a column.
  public TableQuery sortedBy(String other, boolean largestFirst) {
    return new TableQuery(text, other, largestFirst, offset, limit);
  }

  /// Returns a copy that skips rows.
  public TableQuery withOffset(int rows) {
    return new TableQuery(text, column, descending, rows, limit);
  }

  private static boolean isWithin(int least, int value, int most) {
    return value >= least && value <= most;
  }

  private static void check(boolean isRight, String problem) {
    if (!isRight) {
      throw new IllegalArgumentException(problem);
    }
  }
}
