package dev.wharf.game.server;

import dev.wharf.server.login.Authenticator;
import dev.wharf.server.login.DevelopmentAuthenticator;
import java.util.ArrayList;
import java.util.List;

/// Starts servers with an admin port.
public final class AdminServer {
  private AdminServer() {}

  /// Starts a server whose admin port is on a free TCP port and has the token [AdminClient#TOKEN].
  ///
  /// @param keysAndValues settings that differ from the defaults: key, value, key, value, ...
  public static RunningServer start(String... keysAndValues) {
    return start(new DevelopmentAuthenticator(), keysAndValues);
  }

  public static RunningServer start(Authenticator authenticator, String... keysAndValues) {
    List<String> all =
        new ArrayList<>(
            List.of("admin.enabled", "true", "admin.port", "0", "admin.token", AdminClient.TOKEN));
    all.addAll(List.of(keysAndValues));
    return RunningServer.start(authenticator, all.toArray(String[]::new));
  }
}
