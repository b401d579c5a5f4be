package dev.wharf.server.config;

import dev.wharf.protocol.text.PeerText;
import dev.wharf.protocol.text.TextFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads values from environment variables. `WHARF_LISTEN_PORT` is the value of `listen.port`, and
/// `WHARF_LISTEN_PORT_FILE` names a file with the value. An unknown variable with the same prefix
/// never stops the start, because it may belong to the launch script or to Kubernetes. For one
/// thread.
final class EnvironmentVariables {
  private static final int MOST_SHOWN = 80;

  /// Matches the value of a variable `NAME_PORT` that Kubernetes sets for a Service `NAME`, and
  /// Docker for a link. A Service `wharf-admin` sets `WHARF_ADMIN_PORT`, which is also the variable
  /// of the key `admin.port`.
  private static final Pattern SERVICE_LINK = Pattern.compile("(tcp|udp|sctp)://.*");

  private final Schema schema;
  private final Map<String, String> environment;
  private final Values values;

  EnvironmentVariables(Schema schema, Map<String, String> environment, Values values) {
    this.schema = schema;
    this.environment = environment;
    this.values = values;
  }

  /// Reads the values of all known variables, and warns of misspelt ones.
  void addAll() {
    schema.settings().forEach(this::add);
    List<String> known = schema.settings().stream().map(schema::environmentName).toList();
    environment.keySet().stream()
        .filter(name -> name.startsWith(schema.environmentPrefix()))
        .filter(name -> !known.contains(withoutFile(name)) && !known.contains(name))
        .sorted()
        .forEach(name -> warnOfMisspelling(name, known));
  }

  private void add(Setting setting) {
    String name = schema.environmentName(setting);
    String value = environment.get(name);
    String path = environment.get(name + Schema.FILE_SUFFIX);
    if (value != null && path != null) {
      values.reject(
          setting, ": " + name + " and " + name + Schema.FILE_SUFFIX + " are both set: unset one");
    } else if (path != null) {
      addFromFile(setting, name + Schema.FILE_SUFFIX, path);
    } else if (value != null) {
      addValue(setting, name, value);
    }
  }

  private void addValue(Setting setting, String name, String value) {
    if (name.endsWith("_PORT") && SERVICE_LINK.matcher(value).matches()) {
      values.addWarning(
          "ignored variable %s = %s, which Kubernetes or Docker sets for a service of that name:"
                  .formatted(name, shown(value))
              + " set enableServiceLinks: false, or set %s in a file or with --set"
                  .formatted(setting.key()));
    } else {
      values.set(setting, value, "environment " + name);
    }
  }

  private void addFromFile(Setting setting, String name, String path) {
    String origin = "environment " + name + ", " + shown(path);
    try {
      values.set(setting, TextFile.read(path), origin);
    } catch (IOException e) {
      values.reject(setting, " (" + origin + "): " + e.getMessage());
    }
  }

  /// Warns when an unknown variable is similar to a known one. The warning contains the known name.
  /// The comparison leaves the common prefix out.
  private void warnOfMisspelling(String name, List<String> known) {
    int prefix = schema.environmentPrefix().length();
    String end = name.endsWith(Schema.FILE_SUFFIX) ? Schema.FILE_SUFFIX : "";
    String key = withoutFile(name).substring(Math.min(prefix, withoutFile(name).length()));
    Suggestions.nearest(key, known.stream().map(one -> one.substring(prefix)).toList())
        .map(meant -> schema.environmentPrefix() + meant + end)
        .ifPresent(
            meant ->
                values.addWarning(
                    "variable " + shown(name) + " is unknown: did you mean " + meant + "?"));
  }

  private static String withoutFile(String name) {
    return name.endsWith(Schema.FILE_SUFFIX)
        ? name.substring(0, name.length() - Schema.FILE_SUFFIX.length())
        : name;
  }

  private static String shown(String text) {
    return PeerText.escape(text, MOST_SHOWN);
  }
}
