package dev.wharf.architecture.sample;

/// Depends on the cycle, and is not in it.
public interface Apart {
  /// Returns a type of the cycle.
  First first();
}
