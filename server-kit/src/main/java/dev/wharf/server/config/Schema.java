package dev.wharf.server.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every key that a server has: the kit's and its game's. What is not here is unknown, and stops
/// the start. Immutable.
public final class Schema {
  private static final String AUTHENTICATOR = "login.authenticator";
  private static final int LINE = 100;

  private final String name;
  private final Map<Class<? extends Record>, List<Setting>> groups = new LinkedHashMap<>();
  private final Map<String, Setting> settings = new LinkedHashMap<>();

  private Schema(String name, List<String> authenticators) {
    this.name = name;
    ServerConfig.GROUPS.forEach(group -> add(group, authenticators));
  }

  /// The kit's keys alone.
  public static Schema ofKit() {
    return new Schema("wharf", List.of("development", "hmac"));
  }

  /// The keys of a server.
  ///
  /// @param name the game's, from which the names of environment variables come
  /// @param authenticators what `login.authenticator` may be
  /// @param groups the game's [Settings]
  /// @throws IllegalArgumentException when a group cannot be used, or two have the same key
  public static Schema of(
      String name, Collection<String> authenticators, List<Class<? extends Record>> groups) {
    Schema schema = new Schema(name, List.copyOf(authenticators));
    groups.forEach(group -> schema.add(group, List.of()));
    return schema;
  }

  private void add(Class<? extends Record> group, List<String> authenticators) {
    Settings declared = group.getAnnotation(Settings.class);
    if (declared == null) {
      throw new IllegalArgumentException(group.getName() + " has no @Settings");
    }
    List<Setting> keys = new ArrayList<>();
    for (RecordComponent component : group.getRecordComponents()) {
      Setting setting = Setting.of(declared.value(), component);
      if (setting.key().equals(AUTHENTICATOR)) {
        setting = setting.withChoices(authenticators);
      }
      if (settings.put(setting.key(), setting) != null) {
        throw new IllegalArgumentException("two settings are called " + setting.key());
      }
      keys.add(setting);
    }
    groups.put(group, List.copyOf(keys));
  }

  /// The game's name.
  public String name() {
    return name;
  }

  /// All keys, in the order in which they are shown.
  public List<Setting> settings() {
    return List.copyOf(settings.values());
  }

  /// The keys of one group.
  ///
  /// @throws IllegalArgumentException when the server does not have it
  public List<Setting> settings(Class<? extends Record> group) {
    List<Setting> found = groups.get(group);
    if (found == null) {
      throw new IllegalArgumentException(group.getName() + " is none of the server's settings");
    }
    return found;
  }

  /// The environment variable that overrides a key: `WHARF_SESSION_IDLE_TIMEOUT` for
  /// `session.idle-timeout`.
  public String environmentName(Setting setting) {
    return environmentPrefix() + upperCase(setting.key());
  }

  /// What the names of environment variables begin with that override keys.
  public String environmentPrefix() {
    return upperCase(name) + "_";
  }

  private static String upperCase(String text) {
    return text.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  Map<String, Setting> byKey() {
    return settings;
  }

  /// Makes the records of the groups all of whose values could be read.
  Map<Class<?>, Record> make(Values values) {
    Map<Class<?>, Record> made = new LinkedHashMap<>();
    groups.forEach(
        (group, keys) -> {
          @Nullable Object[] arguments = keys.stream().map(values::find).toArray();
          if (Arrays.stream(arguments).allMatch(argument -> argument != null)) {
            made.put(group, make(group, arguments));
          }
        });
    return made;
  }

  private static Record make(Class<? extends Record> group, @Nullable Object[] arguments) {
    Class<?>[] types =
        Arrays.stream(group.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<? extends Record> constructor = group.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalArgumentException(
          group.getName() + " cannot be made; a module opens its package to " + kitModule(), e);
    }
  }

  private static String kitModule() {
    return "dev.wharf.server";
  }

  /// A configuration file that has every key with its default, its meaning and its range.
  public String defaults() {
    StringBuilder text =
        new StringBuilder("# Every key, with its default. A file needs those that differ.\n");
    for (Setting setting : settings.values()) {
      String value = setting.isText() ? "\"" + setting.byDefault() + "\"" : setting.byDefault();
      text.append('\n');
      wrap(sentence(setting.meaning()) + " Range: " + setting.range() + ".")
          .forEach(line -> text.append("# ").append(line).append('\n'));
      text.append(setting.key()).append(" = ").append(value).append('\n');
    }
    return text.toString();
  }

  private static String sentence(String meaning) {
    return meaning.substring(0, 1).toUpperCase(Locale.ROOT) + meaning.substring(1) + ".";
  }

  private static List<String> wrap(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() + word.length() >= LINE) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
