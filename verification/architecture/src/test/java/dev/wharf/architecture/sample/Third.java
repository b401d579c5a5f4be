package dev.wharf.architecture.sample;

/// Depends on [First], which closes the circle.
public interface Third {
  /// The next type of the circle.
  First next();
}
