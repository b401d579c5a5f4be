package dev.wharf.swarm.hostile;

import dev.wharf.protocol.catalog.PacketCatalog;
import java.util.ArrayList;
import java.util.List;

/// The kinds of hostile clients of a game, by name. Immutable.
public final class HostileKinds {
  private final List<HostileKind> kinds;

  private HostileKinds(List<HostileKind> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  /// Returns an object without kinds.
  public static HostileKinds none() {
    return new HostileKinds(List.of());
  }

  /// Returns the swarm's own kinds, for a game with system packets.
  ///
  /// @param catalog the game's packets, including the system packets
  /// @param requests valid requests of the game, which the kinds misuse
  public static HostileKinds standard(PacketCatalog catalog, HostileRequests requests) {
    return new HostileKinds(new StandardKinds(new Frames(catalog), requests).all());
  }

  /// Returns a copy of this object with one more kind.
  ///
  /// @throws IllegalArgumentException when a kind has this name already
  public HostileKinds with(HostileKind kind) {
    if (kinds.stream().anyMatch(other -> other.name().equals(kind.name()))) {
      throw new IllegalArgumentException("there is a hostile kind '" + kind.name() + "' already");
    }
    List<HostileKind> more = new ArrayList<>(kinds);
    more.add(kind);
    return new HostileKinds(more);
  }

  /// Returns all kinds.
  public List<HostileKind> all() {
    return kinds;
  }

  /// Returns the kind with this name.
  ///
  /// @throws IllegalArgumentException when no kind has this name
  public HostileKind find(String name) {
    return kinds.stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no hostile kind '"
                        + name
                        + "'; the kinds are "
                        + String.join(", ", kinds.stream().map(HostileKind::name).toList())));
  }
}
