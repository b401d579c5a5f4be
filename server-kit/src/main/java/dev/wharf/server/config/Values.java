package dev.wharf.server.config;

import dev.wharf.protocol.PeerText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values that the sources give, and every problem that was found with them. A value that is
/// set later is stronger. For one thread.
final class Values {
  private static final int MOST_SHOWN = 120;

  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, Value> byKey = new LinkedHashMap<>();

  /// @param text as it was given
  /// @param origin for people: `default`, `FILE:LINE`, `environment NAME`, `command line`
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

  /// Adds a problem with the value that a source gives. The setting has no value from here on.
  ///
  /// @param problem to be read after the key
  void reject(Setting setting, String problem) {
    byKey.remove(setting.key());
    problems.add(setting.key() + problem);
  }

  /// Adds a problem, which stops the start.
  void addProblem(String problem) {
    problems.add(problem);
  }

  /// Adds a line that is printed at start.
  void addWarning(String warning) {
    warnings.add(warning);
  }

  /// The text of a key at the moment; empty when it has none.
  String text(String key) {
    Value value = byKey.get(key);
    return value == null ? "" : value.text();
  }

  /// The value of a setting; null when its text is no value, which is reported.
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

  /// Whether any source but the defaults sets it.
  boolean isSet(String key) {
    Value value = byKey.get(key);
    return value != null && !value.shown().isDefault();
  }

  /// The value of a key and where it comes from: `KEY = VALUE (SOURCE)`.
  String inSentence(String key) {
    Value value = byKey.get(key);
    return value == null ? key : value.shown().inSentence();
  }

  /// The values in force, in the order of the schema, when there is no problem.
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
