package dev.wharf.architecture.sample;

/// Depends on the cycle, and is not in it.
public interface Apart {
  /// A type of the cycle.
  First first();
}
