package dev.wharf.protocol.catalog;

/// The order of the two fields of a header.
public enum FieldOrder {
  /// Size, then id.
  SIZE_FIRST,
  /// Id, then size.
  ID_FIRST
}
