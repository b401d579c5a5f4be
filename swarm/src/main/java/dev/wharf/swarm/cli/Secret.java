package dev.wharf.swarm.cli;

import dev.wharf.protocol.text.PeerText;
import dev.wharf.protocol.text.TextFile;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A secret that a command needs. A secret can come from a file or the environment, because other
/// users of the machine can see command lines. The first of these sources counts: the option, the
/// option with `-file`, the environment variable, the variable with `_FILE`.
///
/// @param option the option that has the secret, such as `--token`
/// @param variable the environment variable that has the secret, such as `WHARF_TOKEN`
public record Secret(String option, String variable) {
  private static final String FILE = "_FILE";
  private static final int MAX_SHOWN = 80;

  /// Finds the secret. Returns an empty text when there is none.
  ///
  /// @param given the value of the option; null when it is not given
  /// @param file the value of the option with `-file`; null when it is not given
  /// @throws UsageException when the file cannot be read, or a secret and a file are both given
  public String find(@Nullable String given, @Nullable String file) {
    return find(given, file, System.getenv());
  }

  String find(@Nullable String given, @Nullable String file, Map<String, String> environment) {
    if (given != null && file != null) {
      throw new UsageException(option + " and " + option + "-file are both given: remove one");
    }
    if (given != null) {
      return given;
    }
    return file != null ? read(option + "-file", file) : inEnvironment(environment);
  }

  private String inEnvironment(Map<String, String> environment) {
    String value = environment.get(variable);
    String file = environment.get(variable + FILE);
    if (value != null && file != null) {
      throw new UsageException(variable + " and " + variable + FILE + " are both set: unset one");
    }
    if (value != null) {
      return value;
    }
    return file == null ? "" : read(variable + FILE, file);
  }

  private static String read(String source, String file) {
    try {
      return TextFile.read(file);
    } catch (IOException e) {
      throw new UsageException(
          source + " = " + PeerText.escape(file, MAX_SHOWN) + ": " + e.getMessage());
    }
  }
}
