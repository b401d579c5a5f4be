package dev.wharf.client;

import dev.wharf.engine.ClientService;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.timer.TimerHandle;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.system.Failure;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a client connected to a server: connects again whenever the connection ends, with growing
/// pauses, and sends heartbeats. For a player's client, and for a server that is a client of
/// another server.
///
/// ```java
/// try (ReconnectingClient<Bot> lobby =
///     new ReconnectingClient<>(service, Route.to(address), protocol, Bot::new, listener)) {
///   lobby.open();
///   ...
/// }
/// ```
///
/// This class closes a connection, and makes a new one, in two cases: the server does not answer
/// the login within 10 seconds of connecting, or it does not answer three heartbeats in a row. Such
/// a server is dead or cannot be reached.
///
/// After a login that is refused for good ([GameClient#isFinal]), no further try follows.
/// Thread-safe.
///
/// @param <C> the game's client
public final class ReconnectingClient<C extends GameClient> implements AutoCloseable {
  /// The longest time that the server may take to answer a login.
  static final Duration LOGIN_WAIT = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(ReconnectingClient.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final int MOST_UNANSWERED = 3;
  private static final int JOBS = 16;

  private final ClientService service;
  private final Route route;
  private final PacketProtocol<C> protocol;
  private final Function<PacketLink, C> newClient;
  private final Listener<? super C> listener;
  private final JobQueue jobs;
  private final TimerHandle keepAlive;

  /// Computes the waits between tries. One thread at a time uses this object: the worker of the
  /// latest connection, or the job that connects again after the end of that connection.
  private final Backoff backoff;

  /// The client of the latest connection; null before the first one. Written by the thread that
  /// connects, read by any thread.
  private volatile @Nullable C latest;

  /// Whether no further try follows. Set once by [#close] or when the login is refused for good,
  /// read by any thread.
  private volatile boolean over;

  /// Learns about the events of all connections. Its methods are called on the worker of the
  /// connection, one call at a time, and must not block.
  ///
  /// @param <C> the game's client
  public interface Listener<C extends GameClient> {
    /// Called when the server has accepted the login, before [GameClient#onLoggedIn].
    default void onLoggedIn(C client) {}

    /// Called when the server has refused the login. The end of the connection follows.
    ///
    /// @param isFinal whether the login is refused for good, so that no further try follows
    default void onRefused(C client, Failure failure, boolean isFinal) {}

    /// Called when the connection has ended, or could not be opened.
    ///
    /// @param nextTry the time until the next try; null when no try follows
    default void onEnded(C client, CloseReason reason, @Nullable Duration nextTry) {}
  }

  /// Creates a client that is not connected. [#open] connects it.
  ///
  /// @param service opens the connections; [#close] does not close it
  /// @param route the addresses of the server; when one address cannot be reached, the next try
  ///   uses another one
  /// @param newClient creates the client of each try
  /// @param listener learns about the events of all connections
  public ReconnectingClient(
      ClientService service,
      Route route,
      PacketProtocol<C> protocol,
      Function<PacketLink, C> newClient,
      Listener<? super C> listener) {
    this.service = service;
    this.backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, service.runtime().newRandom());
    this.route = route;
    this.protocol = protocol;
    this.newClient = newClient;
    this.listener = listener;
    this.jobs =
        new JobQueue(
            service.executor(),
            JobQueueOptions.defaults().withName("server-connection").withCapacity(JOBS));
    this.keepAlive = service.timer().every(LOOK, jobs, this::keepAlive);
  }

  /// Starts to connect. Call this method once.
  ///
  /// @throws RuntimeException when the first try cannot start: no socket can be opened, or no local
  ///   address can reach the server
  public void open() {
    connect();
  }

  /// Returns the client that is logged in; null while there is none.
  public @Nullable C client() {
    C current = latest;
    return current != null && current.isLoggedIn() && current.isOpen() ? current : null;
  }

  /// Ends the connection after the queued packets are sent, and does not connect again. Returns at
  /// once.
  @Override
  public void close() {
    over = true;
    boolean _ = keepAlive.cancel();
    closeLatest();
  }

  private void closeLatest() {
    C last = latest;
    if (last != null) {
      last.closeAfterFlush(CloseReason.LOCAL, "closed by this side");
    }
  }

  /// Opens a connection, unless [#close] was called. When [#close] was called while the connection
  /// was opened, closes the connection, because [#close] may not have seen it.
  private void connect() {
    if (over) {
      return;
    }
    InetSocketAddress server = route.server();
    service.connect(server, route.source(server), protocol.sessions(this::newClient));
    if (over) {
      closeLatest();
    }
  }

  private void connectAgain() {
    try {
      connect();
    } catch (RuntimeException e) {
      Duration wait = backoff.next();
      log.warn("cannot connect to {}, next try in {} ms", route.server(), wait.toMillis(), e);
      connectAfter(wait);
    }
  }

  private void connectAfter(Duration wait) {
    service.timer().after(wait, jobs, this::connectAgain);
  }

  private C newClient(PacketLink link) {
    C made = newClient.apply(link);
    made.watchedBy(new Watch(made));
    latest = made;
    return made;
  }

  private void keepAlive() {
    C current = latest;
    if (current == null) {
      return;
    }
    long now = service.runtime().nanoTime();
    current.keepAlive(now);
    if (current.isWaitingForLogin(now, LOGIN_WAIT)) {
      current.close(CloseReason.LOGIN_TIMEOUT, "the server does not answer the login");
    } else if (current.unansweredBeats() > MOST_UNANSWERED) {
      current.close(CloseReason.IDLE, "the server does not answer heartbeats");
    }
  }

  /// Handles the events of the client of one try.
  private final class Watch implements GameClient.Watcher {
    private final C client;

    Watch(C client) {
      this.client = client;
    }

    @Override
    public void onLoggedIn() {
      backoff.reset();
      listener.onLoggedIn(client);
    }

    /// Tells the listener, and closes the connection if the server has left it open for another
    /// login. The next try uses a new connection.
    @Override
    public void onRefused(Failure failure, boolean isFinal) {
      if (isFinal) {
        over = true;
      }
      listener.onRefused(client, failure, isFinal);
      if (!failure.getClosing()) {
        client.closeAfterFlush(PacketCloseReasons.LOGIN_REFUSED, "the login was refused");
      }
    }

    @Override
    public void onEnded(CloseReason reason) {
      if (CloseReason.CONNECT_FAILED.equals(reason) || CloseReason.CONNECT_TIMEOUT.equals(reason)) {
        route.unreachable(client.session().remoteAddress());
      }
      Duration wait = over ? null : backoff.next();
      try {
        listener.onEnded(client, reason, wait);
      } finally {
        if (wait != null) {
          connectAfter(wait);
        }
      }
    }
  }
}
