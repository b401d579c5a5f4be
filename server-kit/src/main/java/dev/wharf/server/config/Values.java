package dev.wharf.server.config;

import dev.wharf.protocol.text.PeerText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values from all sources, with the errors and warnings about them. A later value overrides an
/// earlier one. For one thread.
final class Values {
  private static final int MOST_SHOWN = 120;

  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, Value> byKey = new LinkedHashMap<>();

  /// One value of a setting.
  ///
  /// @param text the value as the source has it
  /// @param origin the source, as in [EffectiveSetting]
  private record Value(Setting setting, String text, String origin) {
    EffectiveSetting shown() {
      boolean isHidden = setting.secret() && !text.isEmpty();
      return new EffectiveSetting(
          setting.key(), isHidden ? "(secret)" : PeerText.escape(text, MOST_SHOWN), origin);
    }
  }

  /// Creates values in which each setting has its default.
  Values(List<Setting> settings) {
    settings.forEach(setting -> set(setting, setting.byDefault(), EffectiveSetting.DEFAULT));
  }

  void set(Setting setting, String text, String origin) {
    byKey.put(setting.key(), new Value(setting, text, origin));
  }

  /// Adds an error about a setting, and removes its value.
  ///
  /// @param problem the text that follows the key in the message
  void reject(Setting setting, String problem) {
    byKey.remove(setting.key());
    problems.add(setting.key() + problem);
  }

  /// Adds an error, which stops the start.
  void addProblem(String problem) {
    problems.add(problem);
  }

  /// Adds a warning, which the server logs at start.
  void addWarning(String warning) {
    warnings.add(warning);
  }

  /// Returns the value of a key as text; empty when the key has no value.
  String text(String key) {
    Value value = byKey.get(key);
    return value == null ? "" : value.text();
  }

  /// Returns the parsed value of a setting. When its text is invalid, adds an error and returns
  /// null.
  @Nullable Object parse(Setting setting) {
    if (!byKey.containsKey(setting.key())) {
      return null;
    }
    try {
      return setting.parse(text(setting.key()));
    } catch (IllegalArgumentException e) {
      addProblem(inSentence(setting.key()) + ": " + e.getMessage());
      return null;
    }
  }

  /// Returns whether a source other than the defaults sets the key.
  boolean isSet(String key) {
    Value value = byKey.get(key);
    return value != null && !value.shown().isDefault();
  }

  /// Returns the key with its value and source: `KEY = VALUE (SOURCE)`.
  String inSentence(String key) {
    Value value = byKey.get(key);
    return value == null ? key : value.shown().inSentence();
  }

  /// Returns all values in the order of the schema. Call it only when there are no errors.
  List<EffectiveSetting> effective() {
    return byKey.values().stream().map(Value::shown).toList();
  }

  List<String> problems() {
    return problems;
  }

  List<String> warnings() {
    return warnings;
  }
}
