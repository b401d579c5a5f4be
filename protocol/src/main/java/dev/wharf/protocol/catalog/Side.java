package dev.wharf.protocol.catalog;

/// One of the two sides of a connection.
public enum Side {
  /// The side that opens the connection.
  CLIENT,
  /// The side that accepts the connection.
  SERVER;

  /// Returns the opposite side.
  public Side other() {
    return switch (this) {
      case CLIENT -> SERVER;
      case SERVER -> CLIENT;
    };
  }
}
