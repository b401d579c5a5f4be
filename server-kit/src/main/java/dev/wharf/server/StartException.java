package dev.wharf.server;

import dev.wharf.server.config.EffectiveSetting;
import dev.wharf.server.config.ServerConfig;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Thrown when a server cannot start with its configuration. Either the machine refuses a setting,
/// such as a TCP port in use, or the settings would let strangers log in without a check. The
/// message is one line: the keys with their values and sources, and the reason.
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private StartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// Throws when other machines can reach the server and the login or the limits are those for
  /// development.
  ///
  /// @param letsAnybodyIn whether the authenticator accepts every login
  static void throwIfUnsafe(ServerConfig config, boolean letsAnybodyIn) {
    InetAddress address = config.server().bind().getAddress();
    if (address.isLoopbackAddress()) {
      return;
    }
    if (letsAnybodyIn) {
      throw new StartException(
          open(config)
              + "login.authenticator = development lets anybody in: set login.authenticator = jwt"
              + " (and login.jwt.keys) or an authenticator of your game, or listen.address ="
              + " 127.0.0.1",
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

  /// Creates an exception whose message has the settings with their values, and the message of the
  /// cause.
  ///
  /// @param keys the keys of the settings that may have caused the failure
  public static StartException of(ServerConfig config, List<String> keys, Throwable cause) {
    String settings =
        config.effective().stream()
            .filter(setting -> keys.contains(setting.key()))
            .map(EffectiveSetting::inSentence)
            .collect(Collectors.joining(", "));
    return new StartException(settings + ": " + inOneLine(cause), cause);
  }

  /// Returns the message of an exception in one line; its class name when it has no message.
  static String inOneLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName()
        : message.lines().map(String::strip).collect(Collectors.joining(" "));
  }
}
