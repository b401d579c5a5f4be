package dev.wharf.game.server;

import java.util.ArrayList;
import java.util.List;

/// Starts servers with an admin port.
public final class AdminServer {
  private AdminServer() {}

  /// Starts a server whose admin port is on a free TCP port and has the token [AdminClient#TOKEN].
  ///
  /// @param keysAndValues settings that differ from the defaults: key, value, key, value, ...
  public static RunningServer start(String... keysAndValues) {
    List<String> all =
        new ArrayList<>(
            List.of("admin.enabled", "true", "admin.port", "0", "admin.token", AdminClient.TOKEN));
    all.addAll(List.of(keysAndValues));
    return RunningServer.start(all.toArray(String[]::new));
  }
}
