package dev.wharf.game.server;

import java.util.ArrayList;
import java.util.List;

/// Starts servers that have an admin port.
public final class AdminServer {
  private AdminServer() {}

  /// On a free port, with [AdminClient#TOKEN].
  ///
  /// @param keysAndValues in turn, what differs further from the defaults
  public static RunningServer start(String... keysAndValues) {
    List<String> all =
        new ArrayList<>(
            List.of("admin.enabled", "true", "admin.port", "0", "admin.token", AdminClient.TOKEN));
    all.addAll(List.of(keysAndValues));
    return RunningServer.start(all.toArray(String[]::new));
  }
}
