package dev.wharf.protocol;

/// An end of a connection, by its role.
public enum Side {
  /// The side that connects.
  CLIENT,
  /// The side that accepts.
  SERVER;

  /// The other end.
  public Side other() {
    return switch (this) {
      case CLIENT -> SERVER;
      case SERVER -> CLIENT;
    };
  }
}
