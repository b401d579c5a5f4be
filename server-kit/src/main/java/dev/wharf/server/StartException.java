package dev.wharf.server;

import dev.wharf.server.config.EffectiveSetting;
import dev.wharf.server.config.ServerConfig;
import java.util.List;
import java.util.stream.Collectors;

/// Thrown when the machine refuses what the configuration asks for, such as a port that is taken.
/// The message is one line: the keys with their values and where these come from, and the reason.
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private StartException(String message, Throwable cause) {
    super(message, cause);
  }

  /// @param keys the settings to look at
  /// @param cause its message is the reason
  static StartException of(ServerConfig config, List<String> keys, Throwable cause) {
    String settings =
        config.effective().stream()
            .filter(setting -> keys.contains(setting.key()))
            .map(EffectiveSetting::inSentence)
            .collect(Collectors.joining(", "));
    return new StartException(settings + ": " + inOneLine(cause), cause);
  }

  /// Describes a failure in one line, for people.
  static String inOneLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName()
        : message.lines().map(String::strip).collect(Collectors.joining(" "));
  }
}
