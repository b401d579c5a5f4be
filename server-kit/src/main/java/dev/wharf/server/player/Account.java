package dev.wharf.server.player;

import java.util.Map;
import java.util.Objects;

/// The account that a player belongs to. The authenticator returns it.
///
/// @param id the permanent id of the account, like the key of its row in a database
/// @param attributes further data from the authenticator, such as rights or a language
public record Account(String id, Map<String, String> attributes) {
  /// Checks the values and copies the attributes.
  public Account {
    Objects.requireNonNull(id, "id");
    attributes = Map.copyOf(attributes);
  }

  /// Creates an account without attributes.
  public static Account of(String id) {
    return new Account(id, Map.of());
  }
}
