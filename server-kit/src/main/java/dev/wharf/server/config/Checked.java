package dev.wharf.server.config;

/// A group of [Settings] that checks its values against each other and against other groups.
public interface Checked {
  /// Checks the values of this group. Called once at start, and only when each value of this group
  /// is in its range.
  void check(Checks checks);
}
