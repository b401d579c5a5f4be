package dev.wharf.server.admin;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// One call of an [AdminAction] by an operator. The values have been checked by their
/// [ActionField]s.
///
/// @param operator the name that the operator claims, or an empty text. All operators share one
///   token, so nothing proves the name
/// @param address the address that the request came from, in text form
/// @param values the value of each field by its name; empty when an optional field has none
public record ActionCall(String operator, String address, Map<String, String> values) {
  /// Copies the values.
  public ActionCall {
    values = Map.copyOf(values);
  }

  /// Returns the value of a field of any kind; an empty text when it has none.
  ///
  /// @throws IllegalArgumentException when the action has no such field
  public String text(String field) {
    String value = values.get(field);
    if (value == null) {
      throw new IllegalArgumentException("the action has no field " + field);
    }
    return value;
  }

  /// Returns the value of a field of the kind [ActionField.Kind#NUMBER].
  ///
  /// @throws IllegalArgumentException when the action has no such field
  /// @throws NumberFormatException when the field is empty
  public long number(String field) {
    return Long.parseLong(text(field));
  }

  /// Returns the value of a field of the kind [ActionField.Kind#TIME]; empty when it has none.
  ///
  /// @throws IllegalArgumentException when the action has no such field
  public Optional<Instant> time(String field) {
    String value = Objects.requireNonNull(text(field));
    return value.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(value));
  }
}
