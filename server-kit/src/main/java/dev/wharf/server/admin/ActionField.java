package dev.wharf.server.admin;

import java.time.DateTimeException;
import java.time.Instant;

/// One input of an [AdminAction]. The console makes an input element from it, and the admin port
/// checks each value before it calls the action.
///
/// @param name the field's name: lower case, with `_` between words
/// @param kind the kind of value
/// @param isRequired whether the value may not be empty
/// @param maxChars the largest number of characters, from 1 to [#MAX_CHARS]
public record ActionField(String name, Kind kind, boolean isRequired, int maxChars) {
  /// The largest number of characters that a field may allow.
  public static final int MAX_CHARS = 500;

  private static final int MAX_NUMBER_CHARS = 19;
  private static final int MAX_TIME_CHARS = 40;

  /// The kind of value of a field.
  public enum Kind {
    /// One line of text, without control characters.
    TEXT,
    /// A whole number of at most 64 bits.
    NUMBER,
    /// A point in time, in ISO 8601 with a `Z`, such as `2026-12-24T18:00:00Z`.
    TIME
  }

  /// Checks the parts.
  ///
  /// @throws IllegalArgumentException when the name or the number of characters is not allowed
  public ActionField {
    AdminTable.checkName("field", name);
    if (maxChars < 1 || maxChars > MAX_CHARS) {
      throw new IllegalArgumentException(
          "the field %s allows %d characters, not from 1 to %d"
              .formatted(name, maxChars, MAX_CHARS));
    }
  }

  /// Creates a field for a text that is required.
  public static ActionField text(String name, int maxChars) {
    return new ActionField(name, Kind.TEXT, true, maxChars);
  }

  /// Creates a field for a whole number that is required.
  public static ActionField number(String name) {
    return new ActionField(name, Kind.NUMBER, true, MAX_NUMBER_CHARS);
  }

  /// Creates a field for a point in time that is required.
  public static ActionField time(String name) {
    return new ActionField(name, Kind.TIME, true, MAX_TIME_CHARS);
  }

  /// Returns a copy whose value may be empty.
  public ActionField optional() {
    return new ActionField(name, kind, false, maxChars);
  }

  /// Checks a value.
  ///
  /// @throws IllegalArgumentException when the field does not allow the value; the message names
  ///   the field and the limit
  void check(String value) {
    if (value.isEmpty()) {
      require(!isRequired, "is required");
      return;
    }
    int chars = value.codePointCount(0, value.length());
    require(chars <= maxChars, "has %d characters, and may have %d".formatted(chars, maxChars));
    switch (kind) {
      case TEXT ->
          require(
              value.chars().noneMatch(ActionField::isControl), "may not have control characters");
      case NUMBER -> require(isNumber(value), "is not a whole number");
      case TIME -> require(isTime(value), "is not a time like 2026-12-24T18:00:00Z");
    }
  }

  private void require(boolean isRight, String problem) {
    if (!isRight) {
      throw new IllegalArgumentException("the field " + name + " " + problem);
    }
  }

  private static boolean isControl(int c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }

  private static boolean isNumber(String value) {
    try {
      Long.parseLong(value);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean isTime(String value) {
    try {
      Instant.parse(value);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
