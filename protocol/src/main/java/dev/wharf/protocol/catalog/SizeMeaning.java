package dev.wharf.protocol.catalog;

/// The bytes that the size field of a header counts.
public enum SizeMeaning {
  /// The header and the body.
  WHOLE_FRAME,
  /// Everything after the size field.
  AFTER_SIZE_FIELD,
  /// The body alone.
  BODY
}
