package dev.wharf.server.config;

/// A group of [Settings] that checks how its values fit each other, and those of other groups.
public interface Checked {
  /// Checks. Called once at start, when all values of this group could be read.
  void check(Checks checks);
}
