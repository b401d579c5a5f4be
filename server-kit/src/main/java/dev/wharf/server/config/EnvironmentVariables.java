package dev.wharf.server.config;

import dev.wharf.protocol.PeerText;
import dev.wharf.protocol.TextFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Takes values from the environment. `WHARF_LISTEN_PORT` has the value of `listen.port`,
/// `WHARF_LISTEN_PORT_FILE` names a file that has it. Other variables with the prefix belong to
/// others, such as the launch script or Kubernetes: they never stop the start. For one thread.
final class EnvironmentVariables {
  private static final String FILE = "_FILE";
  private static final int MOST_SHOWN = 80;

  /// Matches the value of `NAME_PORT` that Kubernetes sets for a Service called `NAME`, and Docker
  /// for a link. A Service called `wharf-admin` sets the variable of the key `admin.port`.
  private static final Pattern SERVICE_LINK = Pattern.compile("(tcp|udp|sctp)://.*");

  private final String prefix;
  private final Map<String, Setting> byName;
  private final Map<String, String> environment;
  private final Values values;
  private final List<String> problems;
  private final List<String> warnings;

  /// @param problems gets a line for each value that cannot be had
  /// @param warnings gets a line for each variable that is likely meant for a key, and is none
  EnvironmentVariables(
      Schema schema,
      Map<String, String> environment,
      Values values,
      List<String> problems,
      List<String> warnings) {
    this.prefix = schema.environmentPrefix();
    this.byName =
        schema.settings().stream().collect(Collectors.toMap(schema::environmentName, one -> one));
    this.environment = environment;
    this.values = values;
    this.problems = problems;
    this.warnings = warnings;
  }

  /// Takes all values.
  void addAll() {
    new TreeMap<>(environment).forEach(this::add);
  }

  private void add(String name, String value) {
    if (!name.startsWith(prefix)) {
      return;
    }
    Setting setting = byName.get(name);
    Setting fromFile = name.endsWith(FILE) ? byName.get(withoutFile(name)) : null;
    if (setting != null) {
      addValue(setting, name, value);
    } else if (fromFile != null) {
      addFromFile(fromFile, name, value);
    } else {
      warnOfMisspelling(name);
    }
  }

  private void addValue(Setting setting, String name, String value) {
    if (name.endsWith("_PORT") && SERVICE_LINK.matcher(value).matches()) {
      warnings.add(
          "variable "
              + name
              + " = "
              + shown(value)
              + " is what Kubernetes or Docker sets for a service of that name, and is not taken"
              + " for "
              + setting.key()
              + ": set enableServiceLinks: false, or give "
              + setting.key()
              + " in a file or with --set");
    } else {
      values.set(setting, value, "environment " + name);
    }
  }

  private void addFromFile(Setting setting, String name, String path) {
    String origin = "environment " + name + ", " + shown(path);
    if (environment.containsKey(withoutFile(name))) {
      values.setUnknown(setting);
      problems.add(
          setting.key() + ": " + withoutFile(name) + " and " + name + " are both set: unset one");
      return;
    }
    try {
      values.set(setting, TextFile.read(path), origin);
    } catch (IOException e) {
      values.setUnknown(setting);
      problems.add(setting.key() + " (" + origin + "): " + e.getMessage());
    }
  }

  private void warnOfMisspelling(String name) {
    String meant = likelyMeant(name);
    if (meant != null) {
      warnings.add("variable " + shown(name) + " is no key: did you mean " + meant + "?");
    }
  }

  /// The variable of the key that differs least, if it differs little.
  private @Nullable String likelyMeant(String name) {
    String end = name.endsWith(FILE) ? FILE : "";
    String key = withoutPrefix(name.substring(0, name.length() - end.length()));
    return Suggestions.nearest(key, byName.keySet().stream().map(this::withoutPrefix).toList())
        .map(one -> prefix + one + end)
        .orElse(null);
  }

  private String withoutPrefix(String name) {
    return name.length() < prefix.length() ? "" : name.substring(prefix.length());
  }

  private static String withoutFile(String name) {
    return name.substring(0, name.length() - FILE.length());
  }

  private static String shown(String text) {
    return PeerText.escape(text, MOST_SHOWN);
  }
}
