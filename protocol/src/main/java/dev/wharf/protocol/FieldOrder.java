package dev.wharf.protocol;

/// Which field of a header comes first.
public enum FieldOrder {
  /// Size, then id.
  SIZE_FIRST,
  /// Id, then size.
  ID_FIRST
}
