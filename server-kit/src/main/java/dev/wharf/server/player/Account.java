package dev.wharf.server.player;

import java.util.Map;
import java.util.Objects;

/// Whose player it is, as the authenticator says.
///
/// @param id names the account for good, like the key of its row in a database
/// @param attributes what else the authenticator knows, such as rights or a language
public record Account(String id, Map<String, String> attributes) {
  /// Copies the attributes.
  public Account {
    Objects.requireNonNull(id, "id");
    attributes = Map.copyOf(attributes);
  }

  /// An account without attributes.
  public static Account of(String id) {
    return new Account(id, Map.of());
  }
}
