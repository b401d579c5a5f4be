package dev.wharf.swarm.hostile;

import java.util.EnumSet;
import java.util.Set;

/// A condition of a run without which a hostile kind makes no sense.
public enum HostileNeed {
  /// The run has a login token of another player.
  STOLEN_TOKEN("--hostile-token NAME=TOKEN"),
  /// The server speaks TLS.
  TLS("--tls"),
  /// The server does not speak TLS.
  NO_TLS("a server without TLS"),
  /// The connections go to the server's port for WebSocket.
  WEBSOCKET("--websocket"),
  /// The server takes this machine for a proxy, and demands a header of the PROXY protocol.
  PROXY_HEADER("--proxy-header");

  private final String remedy;

  HostileNeed(String remedy) {
    this.remedy = remedy;
  }

  /// Returns what the user of the swarm must do, for messages.
  String remedy() {
    return remedy;
  }

  /// Returns the conditions that the connections of a run fulfil.
  ///
  /// @param isEncrypted whether the run's connections use TLS
  /// @param isWebSocket whether the run's connections use WebSocket
  /// @param sendsProxyHeaders whether the connections begin with a header of the PROXY protocol
  public static Set<HostileNeed> fulfilledBy(
      boolean isEncrypted, boolean isWebSocket, boolean sendsProxyHeaders) {
    Set<HostileNeed> fulfilled = EnumSet.of(isEncrypted ? TLS : NO_TLS);
    if (isWebSocket) {
      fulfilled.add(WEBSOCKET);
    }
    if (sendsProxyHeaders) {
      fulfilled.add(PROXY_HEADER);
    }
    return fulfilled;
  }
}
