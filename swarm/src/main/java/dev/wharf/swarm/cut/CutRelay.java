package dev.wharf.swarm.cut;

import dev.wharf.engine.log.LogThrottle;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.swarm.cut.Cut.Direction;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A relay between clients and a server that cuts connections on both sides. For clients that do
/// not belong to the swarm, such as clients in another language. Thread-safe.
///
/// The relay uses blocking sockets and virtual threads, and not the engine's sessions. A relay must
/// pass on the end of one direction while the other direction goes on, and must stop reading while
/// the other side is slow. A session does neither.
public final class CutRelay implements AutoCloseable {
  /// The most connections at one time. The relay closes further ones at once, and counts them.
  public static final int MAX_CONNECTIONS = 2_000;

  private static final int BACKLOG = 1_024;
  private static final int BUFFER_BYTES = 8_192;
  private static final int CONNECT_MILLIS = 5_000;
  private static final Duration ACCEPT_PAUSE = Duration.ofMillis(100);
  private static final Logger log = LoggerFactory.getLogger(CutRelay.class);

  private final ServerSocket listener;
  private final InetSocketAddress server;
  private final EngineRuntime runtime;
  private final int maxConnections;
  private final Cuts cuts;
  private final LogThrottle<String> failures;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder unreached = new LongAdder();

  private CutRelay(
      ServerSocket listener,
      InetSocketAddress server,
      CutRate rate,
      EngineRuntime runtime,
      int maxConnections) {
    this.listener = listener;
    this.server = server;
    this.runtime = runtime;
    this.maxConnections = maxConnections;
    this.cuts = new Cuts(rate, runtime.newRandom(), runtime::nanoTime);
    this.failures =
        LogThrottle.perSecond(
            runtime,
            1,
            (what, more) -> log.warn("{} more times in the last second: {}", more, what));
  }

  /// Listens, and accepts connections.
  ///
  /// @param listen the address and port to listen on; port 0 for a free one
  /// @param server the server that the connections go to
  /// @param rate how often connections are cut
  /// @param runtime the clock, threads and random numbers of the relay
  /// @throws IOException when the relay cannot listen on the address
  public static CutRelay start(
      InetSocketAddress listen, InetSocketAddress server, CutRate rate, EngineRuntime runtime)
      throws IOException {
    return start(listen, server, rate, runtime, MAX_CONNECTIONS);
  }

  /// Starts a relay with another limit than [#MAX_CONNECTIONS].
  static CutRelay start(
      InetSocketAddress listen,
      InetSocketAddress server,
      CutRate rate,
      EngineRuntime runtime,
      int maxConnections)
      throws IOException {
    ServerSocket listener = new ServerSocket(listen.getPort(), BACKLOG, listen.getAddress());
    CutRelay relay = new CutRelay(listener, server, rate, runtime, maxConnections);
    runtime.newVirtualThread("relay-accept", relay::acceptAll).start();
    return relay;
  }

  /// Returns the address and port that the relay listens on.
  public InetSocketAddress address() {
    return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
  }

  /// Returns how many connections the relay has accepted.
  public long accepted() {
    return accepted.sum();
  }

  /// Returns how many connections the relay has cut.
  public long cut() {
    return cuts.count();
  }

  /// Returns how many connections the relay has closed because it had [#MAX_CONNECTIONS] already.
  public long refused() {
    return refused.sum();
  }

  /// Returns how many connections the relay has closed because it could not connect to the server.
  public long unreached() {
    return unreached.sum();
  }

  /// Returns how many connections are open.
  public int open() {
    return links.size();
  }

  /// Cuts no connection from now on. The relay still passes bytes.
  public void stopCutting() {
    cuts.stop();
  }

  /// Stops to listen, and closes all connections. These do not count as cut.
  @Override
  public void close() {
    closeQuietly(listener);
    links.forEach(Link::close);
    failures.flush();
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        begin(listener.accept());
      } catch (IOException e) {
        if (!listener.isClosed()) {
          warn("the relay cannot accept a connection", e);
          runtime.parkNanos(ACCEPT_PAUSE.toNanos()); // because the cause may last
        }
      }
    }
  }

  private void begin(Socket client) {
    accepted.increment();
    if (links.size() >= maxConnections) {
      refused.increment();
      closeQuietly(client);
      return;
    }
    Link link = new Link(client);
    links.add(link);
    if (listener.isClosed()) {
      link.close(); // because close() may not have seen the link
    }
    runtime.newVirtualThread("relay-to-server", link::run).start();
  }

  private void warn(String what, IOException e) {
    if (failures.pass(what)) {
      log.warn("{}: {}", what, e.getMessage());
    }
  }

  private static void closeQuietly(Closeable one) {
    try {
      one.close();
    } catch (IOException e) {
      log.debug("closing has failed", e);
    }
  }

  /// A connection of a client, and the connection to the server for it. One thread passes the bytes
  /// of each direction.
  private final class Link {
    private final Socket client;
    private final Socket toServer = new Socket();

    /// The cut of this connection; null when there is none. Guarded by this link.
    private final @Nullable Cut cut = cuts.nextOfNew();

    /// The number of directions that have not ended. Guarded by this link.
    private int directions = Direction.values().length;

    Link(Socket client) {
      this.client = client;
    }

    void run() {
      try {
        toServer.connect(server, CONNECT_MILLIS);
        toServer.setTcpNoDelay(true);
        client.setTcpNoDelay(true);
      } catch (IOException e) {
        if (!client.isClosed()) {
          unreached.increment();
          warn("the relay cannot connect to the server", e);
        }
        close();
        return;
      }
      runtime
          .newVirtualThread("relay-to-client", () -> pass(Direction.TO_CLIENT, toServer, client))
          .start();
      pass(Direction.TO_SERVER, client, toServer);
    }

    /// Passes the bytes of one direction until the cut, or until a side ends the direction.
    private void pass(Direction way, Socket from, Socket to) {
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] bytes = new byte[BUFFER_BYTES];
        for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
          int passed = passed(way, read);
          out.write(bytes, 0, passed);
          if (passed < read || isOver()) {
            cutNow();
            return;
          }
        }
        to.shutdownOutput();
        directionEnded();
      } catch (IOException e) {
        log.debug("a connection has ended", e);
        close();
      }
    }

    private synchronized int passed(Direction way, int bytes) {
      return cut == null || cuts.isStopped() ? bytes : cut.pass(way, bytes, cuts.now());
    }

    private synchronized boolean isOver() {
      return cut != null && !cuts.isStopped() && cut.isOver();
    }

    /// Closes both connections, or resets them. Only the first caller has an effect.
    private synchronized void cutNow() throws IOException {
      if (client.isClosed()) {
        return;
      }
      cuts.cut();
      if (cut != null && cut.isReset()) {
        client.setSoLinger(true, 0);
        toServer.setSoLinger(true, 0);
      }
      close();
    }

    private synchronized void directionEnded() {
      directions--;
      if (directions == 0) {
        close();
      }
    }

    void close() {
      closeQuietly(client);
      closeQuietly(toServer);
      links.remove(this);
    }
  }
}
