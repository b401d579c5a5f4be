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

  /// @param text the value as given
  /// @param origin the source, as in [EffectiveSetting]
  private record Value(Setting setting, String text, String origin) {
    EffectiveSetting shown() {
      boolean isHidden = setting.secret() && !text.isEmpty();
      return new EffectiveSetting(
          setting.key(), isHidden ? "(secret)" : PeerText.escape(text, MOST_SHOWN), origin);
    }
  }

  /// Sets each setting to its default.
  Values(List<Setting> settings) {
    settings.forEach(setting -> set(setting, setting.byDefault(), EffectiveSetting.DEFAULT));
  }

  void set(Setting setting, String text, String origin) {
    byKey.put(setting.key(), new Value(setting, text, origin));
  }

  /// Adds an error about the value in a source, and removes the setting's value.
  ///
  /// @param problem the text that follows the key
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

  /// The present text of a key; empty when the key has no value.
  String text(String key) {
    Value value = byKey.get(key);
    return value == null ? "" : value.text();
  }

  /// The parsed value of a setting. Null, with an error added, when its text is invalid.
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

  /// Whether a source other than the defaults sets the key.
  boolean isSet(String key) {
    Value value = byKey.get(key);
    return value != null && !value.shown().isDefault();
  }

  /// The key with its value and source: `KEY = VALUE (SOURCE)`.
  String inSentence(String key) {
    Value value = byKey.get(key);
    return value == null ? key : value.shown().inSentence();
  }

  /// All values in the order of the schema. Call it only when there are no errors.
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
