package dev.wharf.swarm;

import dev.wharf.client.ClientLogin;
import dev.wharf.client.SystemLogin;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.swarm.hostile.HostileKinds;

/// Describes a game to the swarm: its packets, scenarios and kinds of hostile clients. It is a
/// public class with a constructor without parameters, because each process of a swarm creates its
/// own.
public interface SwarmGame {
  /// The packets of the game.
  PacketCatalog catalog();

  /// The scenarios that `--scenario` finds by their short names. `mixed` runs all of them at the
  /// same time.
  ScenarioRegistry scenarios();

  /// The login of the game. The default is the login of the system packets.
  default ClientLogin login() {
    return new SystemLogin();
  }

  /// The version of the game's packets, which users send with their logins; 0 sends none.
  default int clientVersion() {
    return 0;
  }

  /// The kinds of hostile clients that `--hostile` knows.
  default HostileKinds hostileKinds() {
    return HostileKinds.none();
  }
}
