package dev.wharf.server.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.wharf.protocol.text.PeerText;
import dev.wharf.protocol.text.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Loads the configuration. The sources are read in the following order, and a value of a later
/// source overrides a value of an earlier source: the defaults, a HOCON file, the environment, the
/// values of development mode, the command line. For one thread, used once.
public final class ConfigLoader {
  private static final int MOST_SHOWN = 80;

  private static final String DEVELOPMENT = "development";

  private final Schema schema;
  private final Map<String, Setting> known;
  private final Values values;

  private ConfigLoader(Schema schema) {
    this.schema = schema;
    this.known = schema.byKey();
    this.values = new Values(schema.settings());
  }

  /// Loads and checks the configuration.
  ///
  /// @param schema all known keys
  /// @param file a HOCON file, or null
  /// @param environment the process's environment
  /// @param commandLine values by key, as given on the command line
  /// @throws ConfigProblems when anything is wrong; it lists every problem
  public static ServerConfig load(
      Schema schema,
      @Nullable Path file,
      Map<String, String> environment,
      Map<String, String> commandLine) {
    return gather(schema, file, environment, commandLine).finish();
  }

  /// Returns the log format that the sources set, even when the configuration has errors. So the
  /// server can report these errors in this format. Returns text when `log.format` is invalid. The
  /// parameters are those of [#load].
  public static ServerConfig.LogFormat logFormat(
      Schema schema,
      @Nullable Path file,
      Map<String, String> environment,
      Map<String, String> commandLine) {
    Values values = gather(schema, file, environment, commandLine).values;
    boolean isJson = values.text("log.format").equals("json");
    return isJson ? ServerConfig.LogFormat.JSON : ServerConfig.LogFormat.TEXT;
  }

  private static ConfigLoader gather(
      Schema schema,
      @Nullable Path file,
      Map<String, String> environment,
      Map<String, String> commandLine) {
    ConfigLoader loader = new ConfigLoader(schema);
    loader.addFile(file);
    new EnvironmentVariables(schema, environment, loader.values).addAll();
    loader.addDevelopment(commandLine);
    commandLine.forEach((key, value) -> loader.add(key, value, "command line"));
    return loader;
  }

  private void addFile(@Nullable Path file) {
    if (file == null) {
      return;
    }
    String name = shown(file.toString());
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      values.addProblem("--config = " + name + ": is not a regular file");
      return;
    }
    try (InputStream _ = Files.newInputStream(file)) {
      ConfigFactory.parseFile(file.toFile(), StrictIncludes.options()).resolve().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(
              entry ->
                  add(
                      String.join(".", ConfigUtil.splitPath(entry.getKey())),
                      textOf(entry.getValue()),
                      sourceOf(name, entry.getValue().origin())));
    } catch (IOException e) {
      values.addProblem("--config = " + name + ": " + TextFile.reasonOf(e));
    } catch (StackOverflowError e) {
      values.addProblem("--config = " + name + ": is nested too deeply");
    } catch (ConfigException e) {
      values.addProblem(
          "--config = " + name + ": " + PeerText.escape(String.valueOf(e.getMessage()), 300));
    }
  }

  /// Returns where a value of the file comes from: a line of the file or of an included file, or an
  /// environment variable that the file refers to.
  private static String sourceOf(String file, ConfigOrigin origin) {
    if (origin.lineNumber() < 1) {
      return file + ", " + shown(origin.description());
    }
    String name = origin.filename() == null ? file : shown(origin.filename());
    return name + ":" + origin.lineNumber();
  }

  /// Sets the values of development mode when any source turns this mode on. Only the command line
  /// overrides these values.
  private void addDevelopment(Map<String, String> commandLine) {
    String asked = commandLine.getOrDefault(DEVELOPMENT, values.text(DEVELOPMENT));
    if (asked.equals("true")) {
      known.values().stream()
          .filter(setting -> !setting.inDevelopment().isEmpty())
          .forEach(setting -> values.set(setting, setting.inDevelopment(), "development mode"));
    }
  }

  private void add(String key, String text, String origin) {
    Setting setting = known.get(key);
    if (setting != null) {
      values.set(setting, text, origin);
    } else if (isGroup(key)) {
      values.addProblem(shown(key) + " (" + origin + "): is a group of keys, not a value");
    } else {
      // The message does not have the value, because the value may be a secret under a misspelt
      // key.
      String suggestion = Suggestions.forName(key, known.keySet());
      values.addProblem(
          "unknown key "
              + (key.isBlank() ? "'" + shown(key) + "'" : shown(key))
              + " ("
              + origin
              + ")"
              + suggestion);
    }
  }

  private boolean isGroup(String key) {
    return known.keySet().stream().anyMatch(one -> one.startsWith(key + "."));
  }

  private ServerConfig finish() {
    Map<Class<?>, Record> groups = schema.make(values);
    new Checks(schema, values, groups).run();
    if (!values.problems().isEmpty()) {
      throw new ConfigProblems(values.problems());
    }
    return new ServerConfig(schema.name(), groups, values.effective(), values.warnings());
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
