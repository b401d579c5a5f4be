package dev.wharf.server;

import dev.wharf.server.config.EffectiveSetting;
import dev.wharf.server.config.ServerConfig;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Thrown when the machine refuses what the configuration asks for, such as a port that is taken,
/// or when a server would let anybody in who comes from another machine. The message is one line:
/// the keys with their values and where these come from, and the reason.
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private StartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// Refuses a configuration that lets strangers do what only development may.
  ///
  /// @param letsAnybodyIn whether logins are not checked
  static void throwIfUnsafe(ServerConfig config, boolean letsAnybodyIn) {
    InetAddress address = config.server().bind().getAddress();
    if (address.isLoopbackAddress()) {
      return;
    }
    if (letsAnybodyIn) {
      throw new StartException(
          open(config)
              + "login.authenticator = development lets anybody in: set login.authenticator = jwt"
              + " (and login.jwt.keys), or listen.address = 127.0.0.1",
          null);
    }
    if (config.development()) {
      throw new StartException(
          open(config)
              + "development = true lifts the limits: set development = false, or listen.address ="
              + " 127.0.0.1",
          null);
    }
  }

  private static String open(ServerConfig config) {
    String address = config.server().bind().getAddress().getHostAddress();
    return "listen.address = " + address + " can be reached from other machines, and ";
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
