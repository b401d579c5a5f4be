package dev.wharf.protocol.catalog;

/// Says which bytes of a frame the size field of its header counts.
public enum SizeMeaning {
  /// The header and the body.
  WHOLE_FRAME,
  /// All bytes of the frame after the size field.
  AFTER_SIZE_FIELD,
  /// The body alone.
  BODY
}
