package dev.wharf.server.config;

/// A group of [Settings] that checks its values against each other and against other groups.
public interface Checked {
  /// Checks the values. Called once at start, when all values of this group are in their ranges.
  void check(Checks checks);
}
