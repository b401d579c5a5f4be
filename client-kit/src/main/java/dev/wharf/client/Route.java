package dev.wharf.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Where connections go to, and where they come from. A server may have several addresses, as a
/// name may stand for several: where one cannot be reached, connections go to the next.
///
/// Thread-safe.
public final class Route {
  private final List<InetSocketAddress> servers;
  private final List<InetAddress> sources;

  /// The place of the address that connections go to.
  private final AtomicInteger current = new AtomicInteger();

  private final AtomicInteger nextSource = new AtomicInteger();

  /// @param servers all addresses of one server, one or more
  /// @param sources addresses of this machine to connect from, in turn; the system chooses when
  ///   there are none
  public Route(List<InetSocketAddress> servers, List<InetAddress> sources) {
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("a server has an address");
    }
    this.servers = List.copyOf(servers);
    this.sources = List.copyOf(sources);
  }

  /// To one address, from wherever the system chooses.
  public static Route to(InetSocketAddress server) {
    return new Route(List.of(server), List.of());
  }

  /// Where to connect to.
  public InetSocketAddress server() {
    return servers.get(current.get());
  }

  /// How many addresses the server has.
  public int size() {
    return servers.size();
  }

  /// An address cannot be reached: from now on connections go to the one after it, which comes
  /// first again after the last.
  public void unreachable(InetSocketAddress address) {
    int place = servers.indexOf(address);
    if (place >= 0) {
      boolean _ = current.compareAndSet(place, (place + 1) % servers.size());
    }
  }

  /// Where to connect from, with any port; null leaves it to the system.
  ///
  /// @throws IllegalStateException when none of the addresses to connect from can reach the server:
  ///   one is of IPv4 and the other of IPv6
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
