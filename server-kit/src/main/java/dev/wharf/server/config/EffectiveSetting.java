package dev.wharf.server.config;

/// A value in force.
///
/// @param key the setting's path
/// @param value as it was given; secrets masked
/// @param origin where it comes from: `default`, `FILE:LINE`, `environment NAME`, `development
///   mode`, `command line`
public record EffectiveSetting(String key, String value, String origin) {
  static final String DEFAULT = "default";

  /// Whether nothing but the default says so.
  public boolean isDefault() {
    return origin.equals(DEFAULT);
  }

  /// As a part of a sentence: `listen.port = 7777 (default)`.
  public String inSentence() {
    return key + " = " + value + " (" + origin + ")";
  }

  /// The line that is printed at start.
  @Override
  public String toString() {
    return key + " = " + value + "  [" + origin + "]";
  }
}
