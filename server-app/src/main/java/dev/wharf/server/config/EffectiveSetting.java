package dev.wharf.server.config;

/// A value in force.
///
/// @param key the setting's path
/// @param value as it was given; secrets masked
/// @param origin where it comes from: `default`, `FILE:LINE`, `environment NAME`, `--dev`, `command
///   line`
public record EffectiveSetting(String key, String value, String origin) {
  /// The line that is printed at start.
  @Override
  public String toString() {
    return key + " = " + value + "  [" + origin + "]";
  }
}
