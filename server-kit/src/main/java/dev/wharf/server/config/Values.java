package dev.wharf.server.config;

import dev.wharf.protocol.PeerText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A value for each setting, and where it comes from. What is set later is stronger. For one
/// thread.
final class Values {
  /// Where defaults come from, for people.
  static final String DEFAULT = "default";

  private static final int MOST_SHOWN = 120;

  private final Schema schema;
  private final Map<String, Raw> raw = new HashMap<>();
  private final Map<String, Object> parsed = new HashMap<>();
  private final Set<String> unknown = new HashSet<>();

  /// @param text as it was given
  /// @param origin for people: `default`, `FILE:LINE`, `environment NAME`, `command line`
  private record Raw(String text, String origin) {}

  /// All settings have their defaults.
  Values(Schema schema) {
    this.schema = schema;
    schema.settings().forEach(setting -> set(setting, setting.byDefault(), DEFAULT));
  }

  void set(Setting setting, String text, String origin) {
    raw.put(setting.key(), new Raw(text, origin));
    unknown.remove(setting.key());
  }

  /// The value that a source has for a setting cannot be had, which has been reported: [#find]
  /// gives null, unless a stronger source sets it.
  void setUnknown(Setting setting) {
    unknown.add(setting.key());
  }

  /// The text of a key at the moment.
  String text(String key) {
    return raw(key).text();
  }

  /// Reads every setting's text as a value.
  ///
  /// @param problems one is added for each that cannot be read
  void parse(List<String> problems) {
    for (Setting setting : schema.settings()) {
      if (unknown.contains(setting.key())) {
        continue;
      }
      try {
        parsed.put(setting.key(), setting.parse(text(setting.key())));
      } catch (IllegalArgumentException e) {
        problems.add(problem(setting.key(), Objects.requireNonNullElse(e.getMessage(), "")));
      }
    }
  }

  /// The value, or null when it could not be read.
  @Nullable Object find(Setting setting) {
    return parsed.get(setting.key());
  }

  /// Whether any source but the defaults sets it.
  boolean isSet(String key) {
    return !raw(key).origin().equals(DEFAULT);
  }

  /// A line that says what is wrong with a value.
  String problem(String key, String what) {
    return key + " = " + shown(key) + " (" + raw(key).origin() + "): " + what;
  }

  List<EffectiveSetting> effective() {
    return schema.settings().stream()
        .map(one -> new EffectiveSetting(one.key(), shown(one.key()), raw(one.key()).origin()))
        .toList();
  }

  private String shown(String key) {
    String text = text(key);
    if (Objects.requireNonNull(schema.byKey().get(key), key).secret()) {
      return text.isEmpty() ? "" : "(secret)";
    }
    return PeerText.escape(text, MOST_SHOWN);
  }

  private Raw raw(String key) {
    return Objects.requireNonNull(raw.get(key), key);
  }
}
