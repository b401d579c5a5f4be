package dev.wharf.architecture.sample;

/// Depends on the circle, and is not in it.
public interface Apart {
  /// A type of the circle.
  First first();
}
