package dev.wharf.architecture.sample;

/// Depends on [Second] through a nested type.
public interface First {
  /// The nested type.
  interface Part {
    /// Returns the next type of the cycle.
    Second next();
  }
}
