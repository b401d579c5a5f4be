package dev.wharf.server.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All configuration keys of a server: those of the kit and those of its game. Any other key is
/// unknown and stops the start. Immutable.
public final class Schema {
  private static final String NAME = "[a-z][a-z0-9-]*";
  private static final String AUTHENTICATOR = "login.authenticator";

  /// The end of the name of an environment variable that names a file. The file contains the value.
  static final String FILE_SUFFIX = "_FILE";

  private final String name;
  private final Map<Class<? extends Record>, List<Setting>> groups = new LinkedHashMap<>();
  private final Map<String, Setting> settings = new LinkedHashMap<>();

  private Schema(String name, List<String> authenticators, Stream<Class<? extends Record>> groups) {
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException(
          "the name of a game must have lower case letters, digits and '-', with a letter first; "
              + "'%s' does not".formatted(name));
    }
    this.name = name;
    groups.forEach(group -> add(group, authenticators));
    rejectSharedVariables();
  }

  /// Reads the keys of a server from its groups. The parameters and errors are those of
  /// [ServerConfig#schema(String, Collection, List)].
  static Schema of(
      String name, Collection<String> authenticators, Stream<Class<? extends Record>> groups) {
    return new Schema(name, List.copyOf(authenticators), groups);
  }

  private void add(Class<? extends Record> group, List<String> authenticators) {
    Settings declared = group.getAnnotation(Settings.class);
    if (declared == null) {
      throw new IllegalArgumentException(group.getName() + " has no @Settings");
    }
    List<Setting> keys = new ArrayList<>();
    for (RecordComponent component : group.getRecordComponents()) {
      Setting found = Setting.of(declared.value(), component);
      Setting setting =
          found.key().equals(AUTHENTICATOR) ? found.withChoices(authenticators) : found;
      if (settings.put(setting.key(), setting) != null) {
        throw new IllegalArgumentException("two settings have the key " + setting.key());
      }
      keys.add(setting);
    }
    groups.put(group, List.copyOf(keys));
  }

  private void rejectSharedVariables() {
    Map<String, Setting> byVariable = new LinkedHashMap<>();
    for (Setting setting : settings.values()) {
      String variable = environmentName(setting);
      for (String one : List.of(variable, variable + FILE_SUFFIX)) {
        Setting other = byVariable.put(one, setting);
        if (other != null) {
          throw new IllegalArgumentException(
              "the settings %s and %s have the same environment variable, %s: rename one"
                  .formatted(other.key(), setting.key(), one));
        }
      }
    }
  }

  /// Returns the game's name.
  public String name() {
    return name;
  }

  /// Returns all keys, in the order in which the server prints them at start.
  public List<Setting> settings() {
    return List.copyOf(settings.values());
  }

  /// Returns the keys of one group.
  ///
  /// @throws IllegalArgumentException when the server has no such group
  public List<Setting> settings(Class<? extends Record> group) {
    List<Setting> found = groups.get(group);
    if (found == null) {
      throw new IllegalArgumentException(
          group.getName() + " is not a group of this server's settings");
    }
    return found;
  }

  /// Returns the environment variable that sets a key: `WHARF_SESSION_IDLE_TIMEOUT` for
  /// `session.idle-timeout`.
  public String environmentName(Setting setting) {
    return environmentPrefix() + upperCase(setting.key());
  }

  /// Returns the prefix of all environment variables that set keys, such as `WHARF_`.
  public String environmentPrefix() {
    return upperCase(name) + "_";
  }

  private static String upperCase(String text) {
    return text.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  Map<String, Setting> byKey() {
    return settings;
  }

  /// Creates the records of all groups whose values are valid. Adds an error for each invalid
  /// value.
  Map<Class<?>, Record> make(Values values) {
    Map<Class<?>, Record> made = new LinkedHashMap<>();
    groups.forEach(
        (group, keys) -> {
          Object[] arguments = keys.stream().map(values::parse).filter(Objects::nonNull).toArray();
          if (arguments.length == keys.size()) {
            make(group, arguments, values).ifPresent(record -> made.put(group, record));
          }
        });
    return made;
  }

  private Optional<Record> make(Class<? extends Record> group, Object[] arguments, Values values) {
    Class<?>[] types =
        Arrays.stream(group.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<? extends Record> constructor = group.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return Optional.of(constructor.newInstance(arguments));
    } catch (InvocationTargetException e) {
      values.addProblem(inSentence(settings(group), values) + ": " + reasonOf(e.getCause()));
      return Optional.empty();
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalArgumentException(
          group.getName()
              + " cannot be created: its module must open the package to dev.wharf.server",
          e);
    }
  }

  /// Returns the keys of a group that a source sets, with their values and sources. Returns all
  /// keys of the group when no source sets one.
  private static String inSentence(List<Setting> keys, Values values) {
    List<String> all = keys.stream().map(Setting::key).toList();
    List<String> set = all.stream().filter(values::isSet).toList();
    return (set.isEmpty() ? all : set)
        .stream().map(values::inSentence).collect(Collectors.joining(", "));
  }

  private static String reasonOf(@Nullable Throwable thrown) {
    return thrown instanceof IllegalArgumentException && thrown.getMessage() != null
        ? thrown.getMessage()
        : String.valueOf(thrown);
  }

  /// Returns the text of a configuration file that has every key with its default, its meaning and
  /// its range.
  public String defaults() {
    StringBuilder text =
        new StringBuilder(
            "# Every key with its default. A file needs only the keys that differ.\n");
    for (Setting setting : settings.values()) {
      String value = setting.byDefault();
      text.append('\n')
          .append(asComment(sentence(setting.meaning()) + " Range: " + setting.range() + "."))
          .append(setting.key())
          .append(" = ")
          .append(value.matches("[\\w-]+") ? value : '"' + value + '"')
          .append('\n');
    }
    return text.toString();
  }

  private static String sentence(String meaning) {
    return meaning.substring(0, 1).toUpperCase(Locale.ROOT) + meaning.substring(1) + ".";
  }

  /// Returns the text as comment lines of up to 100 characters.
  private static String asComment(String text) {
    return text.replaceAll("(.{1,98})( |$)", "# $1\n");
  }
}
