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

  private final Map<Setting<?>, Raw> raw = new HashMap<>();
  private final Map<Setting<?>, Object> parsed = new HashMap<>();
  private final Set<Setting<?>> unknown = new HashSet<>();

  /// @param text as it was given
  /// @param origin for people: `default`, `FILE:LINE`, `environment NAME`, `command line`
  private record Raw(String text, String origin) {}

  void set(Setting<?> setting, String text, String origin) {
    raw.put(setting, new Raw(text, origin));
    unknown.remove(setting);
  }

  /// The value that a source has for a setting cannot be had, which has been reported: [#find]
  /// gives null, unless a stronger source sets it.
  void setUnknown(Setting<?> setting) {
    unknown.add(setting);
  }

  /// Whether the text of a setting is this one at the moment.
  boolean isSetTo(Setting<?> setting, String text) {
    return raw(setting).text().equals(text);
  }

  /// Reads every setting's text as a value.
  ///
  /// @param problems one is added for each that cannot be read
  void parse(List<String> problems) {
    for (Setting<?> setting : Settings.ALL) {
      if (unknown.contains(setting)) {
        continue;
      }
      try {
        parsed.put(setting, setting.parse(raw(setting).text()));
      } catch (IllegalArgumentException e) {
        problems.add(problem(setting, Objects.requireNonNullElse(e.getMessage(), "")));
      }
    }
  }

  /// The value, after [#parse].
  <T> T get(Setting<T> setting) {
    return Objects.requireNonNull(find(setting));
  }

  /// The value, or null when it could not be read.
  @SuppressWarnings("unchecked") // each value was read by its own setting
  <T> @Nullable T find(Setting<T> setting) {
    return (T) parsed.get(setting);
  }

  /// Whether any source but the defaults sets it.
  boolean isSet(Setting<?> setting) {
    return !raw(setting).origin().equals(DEFAULT);
  }

  /// A line that says what is wrong with a value.
  String problem(Setting<?> setting, String what) {
    return setting.key() + " = " + shown(setting) + " (" + raw(setting).origin() + "): " + what;
  }

  List<EffectiveSetting> effective() {
    return Settings.ALL.stream()
        .map(one -> new EffectiveSetting(one.key(), shown(one), raw(one).origin()))
        .toList();
  }

  private String shown(Setting<?> setting) {
    String text = raw(setting).text();
    if (setting.secret()) {
      return text.isEmpty() ? "" : "(secret)";
    }
    return PeerText.escape(text, MOST_SHOWN);
  }

  private Raw raw(Setting<?> setting) {
    return Objects.requireNonNull(raw.get(setting), setting.key());
  }
}
