package dev.wharf.architecture.sample;

/// Depends on [Third] through an array.
public interface Second {
  /// Returns the next types of the cycle.
  Third[] next();
}
