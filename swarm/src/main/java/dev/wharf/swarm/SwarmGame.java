package dev.wharf.swarm;

import dev.wharf.client.ClientLogin;
import dev.wharf.client.SystemLogin;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.swarm.hostile.HostileKinds;

/// A game as the swarm sees it: its packets, its scenarios, and its kinds of hostile clients. A
/// public class with a constructor without parameters, so that each process of a swarm can make its
/// own.
public interface SwarmGame {
  /// The packets of the game.
  PacketCatalog catalog();

  /// The scenarios that `--scenario` finds by short names. `mixed` is all of them at the same time.
  ScenarioRegistry scenarios();

  /// How clients log in: with the system packets, unless the game has a login of its own.
  default ClientLogin login() {
    return new SystemLogin();
  }

  /// The version of the game's packets that clients tell at their login; 0 tells none.
  default int clientVersion() {
    return 0;
  }

  /// The kinds of hostile clients that `--hostile` knows.
  default HostileKinds hostileKinds() {
    return HostileKinds.none();
  }
}
