package dev.wharf.swarm.hostile;

import dev.wharf.protocol.catalog.PacketCatalog;
import java.util.ArrayList;
import java.util.List;

/// The kinds of hostile clients by their names. Immutable.
public final class HostileKinds {
  private final List<HostileKind> kinds;

  private HostileKinds(List<HostileKind> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  /// No kinds.
  public static HostileKinds none() {
    return new HostileKinds(List.of());
  }

  /// The kinds that come with the swarm, for a game with system packets.
  ///
  /// @param catalog the game's packets, the system packets among them
  /// @param requests of the game
  public static HostileKinds standard(PacketCatalog catalog, HostileRequests requests) {
    return new HostileKinds(new StandardKinds(new Frames(catalog), requests).all());
  }

  /// These and one more.
  ///
  /// @throws IllegalArgumentException when there is one of its name
  public HostileKinds with(HostileKind kind) {
    if (kinds.stream().anyMatch(other -> other.name().equals(kind.name()))) {
      throw new IllegalArgumentException("there is a hostile kind '" + kind.name() + "' already");
    }
    List<HostileKind> more = new ArrayList<>(kinds);
    more.add(kind);
    return new HostileKinds(more);
  }

  /// All of them.
  public List<HostileKind> all() {
    return kinds;
  }

  /// The one of this name.
  ///
  /// @throws IllegalArgumentException when there is none
  public HostileKind find(String name) {
    return kinds.stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no hostile kind '"
                        + name
                        + "'; there are "
                        + String.join(", ", kinds.stream().map(HostileKind::name).toList())));
  }
}
