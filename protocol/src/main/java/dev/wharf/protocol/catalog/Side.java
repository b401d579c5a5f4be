package dev.wharf.protocol.catalog;

/// One of the two sides of a connection.
public enum Side {
  /// The side that connects.
  CLIENT,
  /// The side that accepts.
  SERVER;

  /// The opposite side.
  public Side other() {
    return switch (this) {
      case CLIENT -> SERVER;
      case SERVER -> CLIENT;
    };
  }
}
