package dev.wharf.server;

import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.Authenticator;
import java.net.InetAddress;

/// Thrown when a server would listen to other machines, and let anybody in who comes from there.
/// The message says what to change.
public final class UnsafeStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private UnsafeStartException(String message) {
    super(message);
  }

  static void throwIfUnsafe(ServerConfig config, Authenticator authenticator) {
    InetAddress bind = config.server().bind().getAddress();
    if (bind.isLoopbackAddress()) {
      return;
    }
    if (authenticator.isForDevelopment()) {
      throw new UnsafeStartException(
          "listen.address = "
              + bind.getHostAddress()
              + " can be reached from other machines, and login.authenticator = development lets"
              + " anybody in: set login.authenticator = jwt (and login.jwt.keys), or"
              + " listen.address = 127.0.0.1");
    }
    if (config.development()) {
      throw new UnsafeStartException(
          "listen.address = "
              + bind.getHostAddress()
              + " can be reached from other machines, and development = true lifts the limits:"
              + " set development = false, or listen.address = 127.0.0.1");
    }
  }
}
