package dev.wharf.server.admin;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Limits the connections of the admin port, in total and per address. At a limit it evicts the
/// connection that has been idle for longest, so a new connection is always accepted.
///
/// So a health probe gets a response even when others hold connections open, because it sends its
/// request at once. Confined to the event loop.
///
/// @param <C> the type of a connection
final class ConnectionLimit<C> {
  static final int MOST = 64;
  static final int MOST_OF_AN_ADDRESS = 16;

  private final Function<C, InetAddress> address;
  private final Predicate<C> isAnswering;

  /// The connection that has been idle for longest comes first.
  private final LinkedHashSet<C> open = new LinkedHashSet<>();

  /// @param isAnswering whether a request of the connection is in progress
  ConnectionLimit(Function<C, InetAddress> address, Predicate<C> isAnswering) {
    this.address = address;
    this.isAnswering = isAnswering;
  }

  /// Adds a connection.
  ///
  /// @return the evicted connection, which the caller must close; null when no limit was reached
  @Nullable C add(C connection) {
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

  /// Called when a connection has sent a response and is idle again.
  void onResponded(C connection) {
    if (open.remove(connection)) {
      open.add(connection);
    }
  }

  /// Removes a closed connection. Further calls have no effect.
  void remove(C connection) {
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
