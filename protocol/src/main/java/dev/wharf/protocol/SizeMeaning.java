package dev.wharf.protocol;

/// What the size field of a header counts.
public enum SizeMeaning {
  /// The header and the body.
  WHOLE_FRAME,
  /// Everything that stands behind the size field.
  AFTER_SIZE_FIELD,
  /// The body alone.
  BODY
}
