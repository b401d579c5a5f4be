package dev.wharf.simulation.net;

import dev.wharf.simulation.fault.FaultInjector;
import dev.wharf.simulation.schedule.Scheduler;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A host in the network: its address, its ports and its connections.
public final class Node {
  private static final int FIRST_PORT = 32_768;
  private static final int PORTS = 28_000;

  private final String name;
  private final InetAddress address;
  private final HostCondition condition;
  private final Set<Socket> open = new LinkedHashSet<>();
  private final Map<Integer, List<Socket>> bound = new HashMap<>();
  private final Set<Endpoint> endpoints = new LinkedHashSet<>();
  private int nextPort;

  /// The longest time that a write may be pending, in nanoseconds.
  private long longestWrite = Long.MAX_VALUE;

  /// A socket of this host.
  interface Socket {
    /// Returns the address to which the socket is bound.
    InetSocketAddress address();

    /// Returns whether the socket shares its port with other sockets that set `SO_REUSEPORT`, too.
    boolean isShared();

    /// Returns the listener; null when the socket is that of a connection.
    @Nullable Listener listener();
  }

  /// A listener, which has an accept queue.
  interface Listener {
    /// Adds a connection to the accept queue.
    void offer(Endpoint connection);

    /// Returns whether the accept queue is full.
    boolean isFull();
  }

  Node(String name, int number, InetAddress address, Scheduler scheduler, FaultInjector injector) {
    this.name = name;
    this.address = address;
    this.condition = new HostCondition(name, number, address, scheduler, injector);
  }

  /// Returns the name of the host, which the trace shows.
  String name() {
    return name;
  }

  /// Returns the address of the host.
  public InetAddress address() {
    return address;
  }

  /// Returns whether the host is up, and its faults.
  public HostCondition condition() {
    return condition;
  }

  /// Returns whether the address belongs to this host.
  boolean isOwn(InetAddress other) {
    return other.equals(address) || other.isLoopbackAddress();
  }

  @Override
  public String toString() {
    return address.getHostAddress();
  }

  // ---- ports

  /// Checks the wanted address, and returns it with a free port when its port is 0.
  ///
  /// @param wanted the address to bind to; port 0 means any free port
  /// @param isShared whether the socket sets `SO_REUSEPORT`, so that it may share the port with
  ///   sockets that set it, too
  InetSocketAddress choose(InetSocketAddress wanted, boolean isShared) throws BindException {
    InetAddress host = wanted.getAddress();
    if (!host.isAnyLocalAddress() && !isOwn(host)) {
      throw new BindException("Cannot assign requested address");
    }
    if (wanted.getPort() == 0) {
      return new InetSocketAddress(host, freePort());
    }
    for (Socket other : boundTo(wanted.getPort())) {
      boolean overlaps =
          host.isAnyLocalAddress()
              || other.address().getAddress().isAnyLocalAddress()
              || other.address().getAddress().equals(host);
      if (overlaps && !(isShared && other.isShared())) {
        throw new BindException("Address already in use");
      }
    }
    return wanted;
  }

  private int freePort() throws BindException {
    for (int tries = 0; tries < PORTS; tries++) {
      int port = FIRST_PORT + nextPort++ % PORTS;
      if (boundTo(port).isEmpty()) {
        return port;
      }
    }
    throw new BindException("Address already in use");
  }

  private List<Socket> boundTo(int port) {
    return bound.getOrDefault(port, List.of());
  }

  /// Binds the socket to its address, which [#choose] has returned.
  void bind(Socket socket) {
    bound.computeIfAbsent(socket.address().getPort(), _ -> new ArrayList<>()).add(socket);
  }

  /// Frees the port of a socket.
  void unbind(Socket socket) {
    bound.computeIfPresent(
        socket.address().getPort(),
        (_, sockets) -> {
          sockets.remove(socket);
          return sockets.isEmpty() ? null : sockets;
        });
  }

  /// Returns the listeners that accept connections to the address.
  List<Listener> listeners(InetSocketAddress to) {
    List<Listener> found = new ArrayList<>();
    for (Socket each : boundTo(to.getPort())) {
      InetAddress own = each.address().getAddress();
      Listener listener = each.listener();
      if (listener != null && (own.isAnyLocalAddress() || own.equals(to.getAddress()))) {
        found.add(listener);
      }
    }
    return found;
  }

  // ---- sockets

  /// Adds a socket that has been opened.
  void open(Socket socket) {
    open.add(socket);
  }

  /// Removes a socket that has been closed.
  void close(Socket socket) {
    open.remove(socket);
  }

  /// Returns the number of open sockets.
  public int openSockets() {
    return open.size();
  }

  // ---- connections

  void add(Endpoint endpoint) {
    endpoints.add(endpoint);
  }

  void forget(Endpoint endpoint) {
    endpoints.remove(endpoint);
  }

  /// Takes the host down, and removes its sockets and connections.
  ///
  /// @param withReset whether the peers of its connections get a reset; otherwise they get nothing
  public void goDown(boolean withReset) {
    List<Endpoint> connected = List.copyOf(endpoints);
    if (withReset) {
      connected.forEach(Endpoint::abort);
    }
    connected.forEach(Endpoint::vanish);
    condition.setUp(false);
    endpoints.clear();
    open.clear();
    bound.clear();
  }

  /// Brings the host up again, without sockets and connections.
  public void goUp() {
    condition.setUp(true);
  }

  /// Throws when the host is down.
  void checkUp() throws IOException {
    if (!condition.isUp()) {
      throw new IOException("the host is down");
    }
  }

  /// Sets the longest time that a write may be pending.
  public void limitWrites(long nanos) {
    longestWrite = nanos;
  }

  long longestWrite() {
    return longestWrite;
  }
}
