package dev.wharf.server.admin;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Bounds the connections of the admin port, in all and by address, and always has a place for the
/// next: the one that has kept its place for longest without a request makes room.
///
/// So a probe gets in and is answered, however many connections others hold open: it brings its
/// request at once. Confined to the event loop.
///
/// @param <C> a connection
final class ConnectionLimit<C> {
  static final int MOST = 64;
  static final int MOST_OF_AN_ADDRESS = 16;

  private final Function<C, InetAddress> address;
  private final Predicate<C> isAnswering;

  /// The longest without a request first.
  private final LinkedHashSet<C> open = new LinkedHashSet<>();

  /// @param isAnswering whether a request of the connection is being answered
  ConnectionLimit(Function<C, InetAddress> address, Predicate<C> isAnswering) {
    this.address = address;
    this.isAnswering = isAnswering;
  }

  /// Takes a connection in.
  ///
  /// @return the connection to close for it, which has no place any more; null when there was room
  @Nullable C enter(C connection) {
    InetAddress from = address.apply(connection);
    C evicted = null;
    if (open.stream().filter(isFrom(from)).count() >= MOST_OF_AN_ADDRESS) {
      evicted = oldest(isFrom(from));
    } else if (open.size() >= MOST) {
      evicted = oldest(isFrom(largest()));
    }
    if (evicted != null) {
      open.remove(evicted);
    }
    open.add(connection);
    return evicted;
  }

  /// A connection has had its answer, and waits for the next request.
  void answered(C connection) {
    if (open.remove(connection)) {
      open.add(connection);
    }
  }

  /// A connection is closed. Doing it again does nothing.
  void leave(C connection) {
    open.remove(connection);
  }

  private Predicate<C> isFrom(InetAddress from) {
    return connection -> address.apply(connection).equals(from);
  }

  private C oldest(Predicate<C> among) {
    return open.stream()
        .filter(among.and(isAnswering.negate()))
        .findFirst()
        .orElseGet(() -> open.stream().filter(among).findFirst().orElseThrow());
  }

  /// The address with the most connections.
  private InetAddress largest() {
    var counts = open.stream().collect(Collectors.groupingBy(address, Collectors.counting()));
    return Objects.requireNonNull(
        counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey());
  }
}
