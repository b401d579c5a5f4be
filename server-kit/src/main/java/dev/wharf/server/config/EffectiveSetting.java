package dev.wharf.server.config;

/// A setting with its value and the source of that value.
///
/// @param key the setting's path
/// @param value the value as given; secrets are masked
/// @param origin the source: `default`, `FILE:LINE`, `environment NAME`, `development mode` or
///   `command line`
public record EffectiveSetting(String key, String value, String origin) {
  static final String DEFAULT = "default";

  /// Whether the value is the default.
  public boolean isDefault() {
    return origin.equals(DEFAULT);
  }

  /// The setting as part of a message: `listen.port = 7777 (default)`.
  public String inSentence() {
    return key + " = " + value + " (" + origin + ")";
  }

  /// The setting as a line of the start output.
  @Override
  public String toString() {
    return key + " = " + value + "  [" + origin + "]";
  }
}
