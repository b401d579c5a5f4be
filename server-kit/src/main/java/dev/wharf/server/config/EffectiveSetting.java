package dev.wharf.server.config;

/// A setting with its value and the source of that value.
///
/// @param key the setting's path
/// @param value the value as its source has it; a secret is masked
/// @param origin the source: `default`, `FILE:LINE`, `environment NAME`, `development mode` or
///   `command line`
public record EffectiveSetting(String key, String value, String origin) {
  static final String DEFAULT = "default";

  /// Returns whether no source sets the value, so that the default applies.
  public boolean isDefault() {
    return origin.equals(DEFAULT);
  }

  /// Returns the setting as it is shown in messages: `listen.port = 7777 (default)`.
  public String inSentence() {
    return key + " = " + value + " (" + origin + ")";
  }

  /// Returns the setting as it is shown when the server starts.
  @Override
  public String toString() {
    return key + " = " + value + "  [" + origin + "]";
  }
}
