package dev.wharf.architecture.sample;

/// Depends on [First], which closes the cycle.
public interface Third {
  /// Returns the next type of the cycle.
  First next();
}
