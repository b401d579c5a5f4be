package dev.wharf.swarm.cli;

import dev.wharf.protocol.text.PeerText;
import dev.wharf.protocol.text.TextFile;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A secret that a command needs. Other users of a machine see command lines, so that each secret
/// may come from a file or the environment, too. From the strongest: its option, the option that
/// names a file, the variable, the variable with `_FILE` that names a file.
///
/// @param option the option that has the secret, like `--token`
/// @param variable the variable that has it, like `WHARF_TOKEN`
public record Secret(String option, String variable) {
  private static final String FILE = "_FILE";
  private static final int MAX_SHOWN = 80;

  /// The secret; empty when there is none.
  ///
  /// @param given the option's value
  /// @param file the value of the option that names a file
  /// @throws UsageException when the file cannot be read, or two of the same strength are given
  public String find(@Nullable String given, @Nullable String file) {
    return find(given, file, System.getenv());
  }

  String find(@Nullable String given, @Nullable String file, Map<String, String> environment) {
    if (given != null && file != null) {
      throw new UsageException(option + " and " + option + "-file are both given: leave one off");
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
