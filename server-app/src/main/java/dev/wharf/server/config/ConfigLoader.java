package dev.wharf.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.wharf.protocol.PeerText;
import dev.wharf.protocol.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Gathers the configuration. From the weakest source to the strongest: the defaults, a HOCON file,
/// the environment, what development mode lifts, the command line. For one thread, once.
public final class ConfigLoader {
  /// What the names of environment variables begin with that override keys.
  public static final String ENVIRONMENT_PREFIX = "WHARF_";

  /// What development mode sets.
  static final Map<String, String> DEVELOPMENT_VALUES =
      Map.of(
          Settings.EXEMPT_LOOPBACK.key(), "true",
          Settings.MAX_UNAUTHENTICATED.key(), "1000000",
          Settings.LOGINS_IN_FLIGHT.key(), "100000",
          Settings.RATE_PACKETS.key(), "0",
          Settings.RATE_BYTES.key(), "0",
          Settings.TEXTS.key(), "0");

  private static final String REFERENCE = "reference.conf";
  private static final int MOST_SHOWN = 80;

  private final Map<String, Setting<?>> known = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Values values = new Values();

  private ConfigLoader() {
    Settings.ALL.forEach(setting -> known.put(setting.key(), setting));
  }

  /// Loads and checks.
  ///
  /// @param file a HOCON file, or null
  /// @param environment the process's environment
  /// @param commandLine values by key, as given on the command line
  /// @throws ConfigProblems when there is anything wrong; it names all of it
  public static ServerConfig load(
      @Nullable Path file, Map<String, String> environment, Map<String, String> commandLine) {
    return gather(file, environment, commandLine).finish();
  }

  /// The log format that is asked for, whatever else is wrong with the configuration: what is wrong
  /// is told in it. Text when that cannot be told. The parameters are those of [#load].
  public static ServerConfig.LogFormat logFormat(
      @Nullable Path file, Map<String, String> environment, Map<String, String> commandLine) {
    Values values = gather(file, environment, commandLine).values;
    values.parse(new ArrayList<>());
    return Objects.requireNonNullElse(
        values.find(Settings.LOG_FORMAT), ServerConfig.LogFormat.TEXT);
  }

  private static ConfigLoader gather(
      @Nullable Path file, Map<String, String> environment, Map<String, String> commandLine) {
    ConfigLoader loader = new ConfigLoader();
    loader.addAll(defaults().root(), "", origin -> Values.DEFAULT);
    loader.addFile(file);
    EnvironmentVariables.addTo(loader.values, environment, loader.problems, loader.warnings);
    loader.addDevelopment(commandLine);
    commandLine.forEach((key, value) -> loader.add(key, value, "command line"));
    return loader;
  }

  /// The contents of `reference.conf`.
  static Config defaults() {
    return ConfigFactory.parseResources(
        ConfigLoader.class.getClassLoader(),
        REFERENCE,
        ConfigParseOptions.defaults().setAllowMissing(false));
  }

  private void addFile(@Nullable Path file) {
    if (file == null) {
      return;
    }
    String name = shown(file.toString());
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      problems.add("--config = " + name + ": is no regular file");
      return;
    }
    try (InputStream _ = Files.newInputStream(file)) {
      addAll(
          ConfigFactory.parseFile(file.toFile(), StrictIncludes.options()).resolve().root(),
          "",
          origin -> place(name, origin));
    } catch (IOException e) {
      problems.add("--config = " + name + ": " + TextFile.reasonOf(e));
    } catch (ConfigException e) {
      problems.add(
          "--config = " + name + ": " + PeerText.escape(String.valueOf(e.getMessage()), 300));
    }
  }

  private void addAll(ConfigObject group, String prefix, Function<ConfigOrigin, String> origins) {
    group.forEach(
        (name, value) -> {
          String key = prefix + name;
          if (value instanceof ConfigObject inner && isGroup(key, inner)) {
            addAll(inner, key + ".", origins);
          } else {
            add(key, textOf(value), origins.apply(value.origin()));
          }
        });
  }

  /// An unknown group is gone into as well: which of its keys is meant shows what the group is.
  private boolean isGroup(String key, ConfigObject value) {
    return isGroup(key) || (!known.containsKey(key) && !value.isEmpty());
  }

  /// The line of the file, or of one that it includes; or what else the file takes the value from.
  private static String place(String file, ConfigOrigin origin) {
    if (origin.lineNumber() < 1) {
      return file + ", " + shown(origin.description());
    }
    String name = origin.filename() == null ? file : shown(origin.filename());
    return name + ":" + origin.lineNumber();
  }

  /// Development mode may be asked for by any source; what it sets is weaker than the command line
  /// alone.
  private void addDevelopment(Map<String, String> commandLine) {
    String asked = commandLine.get(Settings.DEVELOPMENT.key());
    if (asked != null ? asked.equals("true") : values.isSetTo(Settings.DEVELOPMENT, "true")) {
      DEVELOPMENT_VALUES.forEach((key, value) -> add(key, value, "development mode"));
    }
  }

  private void add(String key, String text, String origin) {
    Setting<?> setting = known.get(key);
    if (setting != null) {
      values.set(setting, text, origin);
    } else if (isGroup(key)) {
      problems.add(shown(key) + " (" + origin + "): is a group of keys, not a value");
    } else {
      addUnknown("key " + shown(key), origin, suggestKey(key));
    }
  }

  private boolean isGroup(String key) {
    return known.keySet().stream().anyMatch(one -> one.startsWith(key + "."));
  }

  private String suggestKey(String key) {
    return Suggestions.forName(key, known.keySet());
  }

  /// The value is not shown: it may be a secret under a misspelt key.
  private void addUnknown(String what, String origin, String suggestion) {
    problems.add("unknown " + what + " (" + origin + ")" + suggestion);
  }

  private ServerConfig finish() {
    values.parse(problems);
    problems.addAll(CrossChecks.problems(values));
    if (!problems.isEmpty()) {
      throw new ConfigProblems(problems);
    }
    warnings.addAll(Doubts.of(values));
    return ServerConfig.of(values, warnings);
  }

  private static String textOf(ConfigValue value) {
    return value.valueType() == ConfigValueType.STRING
        ? (String) value.unwrapped()
        : value.render();
  }

  private static String shown(String name) {
    return PeerText.escape(name, MOST_SHOWN);
  }
}
