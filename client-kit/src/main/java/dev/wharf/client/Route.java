package dev.wharf.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The addresses of a server, and the local addresses to connect from. A server may have several
/// addresses, because a host name may have several. When one address cannot be reached, the next
/// connection uses the next address.
///
/// Thread-safe.
public final class Route {
  private final List<InetSocketAddress> servers;
  private final List<InetAddress> sources;

  /// The index in [#servers] of the address that the next connection uses.
  private final AtomicInteger current = new AtomicInteger();

  private final AtomicInteger nextSource = new AtomicInteger();

  /// Creates a route.
  ///
  /// @param servers all addresses of one server, one or more
  /// @param sources addresses of this machine to connect from, one after the other; when the list
  ///   is empty, the operating system chooses the address
  public Route(List<InetSocketAddress> servers, List<InetAddress> sources) {
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("a server has an address");
    }
    this.servers = List.copyOf(servers);
    this.sources = List.copyOf(sources);
  }

  /// Creates a route to one address. The operating system chooses the local address.
  public static Route to(InetSocketAddress server) {
    return new Route(List.of(server), List.of());
  }

  /// Returns the address that the next connection uses.
  public InetSocketAddress server() {
    return servers.get(current.get());
  }

  /// Returns the number of addresses that the server has.
  public int size() {
    return servers.size();
  }

  /// Records that an address cannot be reached. From now on connections use the next address of the
  /// list, and after the last address the first one.
  public void unreachable(InetSocketAddress address) {
    int place = servers.indexOf(address);
    if (place >= 0) {
      boolean _ = current.compareAndSet(place, (place + 1) % servers.size());
    }
  }

  /// Returns the local address to connect from, with port 0; null when the operating system
  /// chooses.
  ///
  /// @throws IllegalStateException when no local address can reach the server, because all are IPv4
  ///   and the server's is IPv6, or the reverse
  public @Nullable InetSocketAddress source(InetSocketAddress server) {
    if (sources.isEmpty()) {
      return null;
    }
    List<InetAddress> possible =
        sources.stream()
            .filter(one -> one.getClass().equals(server.getAddress().getClass()))
            .toList();
    if (possible.isEmpty()) {
      throw new IllegalStateException(
          "no address to connect from can reach " + server.getAddress().getHostAddress());
    }
    int turn = Math.floorMod(nextSource.getAndIncrement(), possible.size());
    return new InetSocketAddress(possible.get(turn), 0);
  }
}
