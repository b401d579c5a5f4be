package dev.wharf.swarm.hostile;

import java.util.ArrayList;
import java.util.List;

/// The kinds of hostile clients by their names. Immutable.
public final class HostileKinds {
  private static final HostileKinds STANDARD =
      new HostileKinds(
          List.of(
              new HalfPacket(),
              new Trickle(),
              new NeverReads(),
              new SizeLies(),
              new Garbage(),
              new OutOfTurn(),
              new Flood(),
              new LoginSpam(),
              new NoLogin(),
              new Silent(),
              Leaving.dropping(),
              Leaving.resetting(),
              new HalfClose(),
              new ChatSpam(),
              new ProtobufBombs(),
              new Injection(),
              new ReplayedToken()));

  private final List<HostileKind> kinds;

  private HostileKinds(List<HostileKind> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  /// Those that come with Wharf.
  public static HostileKinds standard() {
    return STANDARD;
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
