package dev.wharf.server.admin.http;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Limits the number of connections to the admin port, in total and per address. At a limit it
/// chooses the connection that has been idle for longest, which the caller closes. So a new
/// connection is always accepted, and a health probe gets a response even when other clients hold
/// connections open.
///
/// Confined to the event loop.
///
/// @param <C> the type of a connection
final class ConnectionLimit<C> {
  static final int MOST = 64;
  static final int MOST_OF_AN_ADDRESS = 16;

  private final Function<C, InetAddress> address;
  private final Predicate<C> isAnswering;

  /// The open connections. The one that has been idle for longest comes first.
  private final LinkedHashSet<C> open = new LinkedHashSet<>();

  /// Creates a limit without connections.
  ///
  /// @param address returns the address of a connection's peer
  /// @param isAnswering returns whether a request of the connection is in progress
  ConnectionLimit(Function<C, InetAddress> address, Predicate<C> isAnswering) {
    this.address = address;
    this.isAnswering = isAnswering;
  }

  /// Adds a connection. At a limit, removes another one.
  ///
  /// @return the removed connection, which the caller must close; null when no limit was reached
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

  /// Records that a connection has sent a response and is idle from now on.
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

  /// Returns the peer address that has the most connections.
  private InetAddress largest() {
    var counts = open.stream().collect(Collectors.groupingBy(address, Collectors.counting()));
    return Objects.requireNonNull(
        counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey());
  }
}
