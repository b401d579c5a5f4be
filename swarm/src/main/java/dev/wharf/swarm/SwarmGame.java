package dev.wharf.swarm;

import dev.wharf.client.ClientLogin;
import dev.wharf.client.SystemLogin;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.swarm.demo.DemoWorld;
import dev.wharf.swarm.hostile.HostileKinds;
import java.util.Optional;

/// Describes a game to the swarm: its packets, scenarios and kinds of hostile clients. With
/// `--processes`, each process of a swarm creates its own object.
public interface SwarmGame {
  /// Returns the packets of the game.
  PacketCatalog catalog();

  /// Returns the scenarios that `--scenario` finds by their short names. The name `mixed` runs all
  /// of them at the same time.
  ScenarioRegistry scenarios();

  /// Returns how clients of the game log in. The default is the login of the system packets.
  default ClientLogin login() {
    return new SystemLogin();
  }

  /// Returns the version of the game's packets, which users send with their logins; 0 when they
  /// send no version.
  default int clientVersion() {
    return 0;
  }

  /// Returns the kinds of hostile clients that `--hostile` accepts. The default is none.
  default HostileKinds hostileKinds() {
    return HostileKinds.none();
  }

  /// Returns the world that `demo --world` shows; empty when the game has none, which is the
  /// default.
  default Optional<DemoWorld> demoWorld() {
    return Optional.empty();
  }
}
