package dev.wharf.protocol.catalog;

/// The order of the size field and the id field in a header.
public enum FieldOrder {
  /// The size field comes before the id field.
  SIZE_FIRST,
  /// The id field comes before the size field.
  ID_FIRST
}
