package dev.wharf.client;

import dev.wharf.engine.ClientService;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.timer.TimerHandle;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketSession;
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
/// **Resuming.** When the server allows it, a client outlives its connection: the same object goes
/// on with a new connection, and no packet is lost ([dev.wharf.protocol.PacketSession]). The first
/// attempt to resume follows at once, further ones after growing pauses. When the server refuses to
/// resume the session, or the time for it has passed, the client ends, and a new one logs in.
///
/// This class closes a connection, and makes a new one, in two cases: the server does not answer
/// the login within 10 seconds of connecting, or it does not answer three heartbeats in a row. Such
/// a server is dead or cannot be reached. A login of a closed connection may still arrive at the
/// server, even after the next one. The server refuses such a late login by its number.
///
/// After a login that is refused for good ([GameClient#isFinal]), and after the server has kicked
/// the player, no further try follows. Thread-safe.
///
/// @param <C> the game's client
public final class ReconnectingClient<C extends GameClient> implements AutoCloseable {
  /// The longest time that the server may take to answer a login.
  static final Duration LOGIN_WAIT = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(ReconnectingClient.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final Duration FIRST_RESUME_WAIT = Duration.ofMillis(100);
  private static final Duration LONGEST_RESUME_WAIT = Duration.ofSeconds(5);
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

  private final LoginNumbers loginNumbers;
  private final Resumer resumer;
  private final ResumeLimits resumeLimits;

  /// Whether clients ask for a session that can be resumed.
  private volatile boolean resumes = true;

  /// The attempt to resume the latest client; null when there is none. Written in [#jobs], read by
  /// any thread.
  private volatile @Nullable Attempt attempt;

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

    /// Called when the client has lost its connection, and will try to resume its session.
    default void onAbsent(C client, CloseReason reason) {}

    /// Called when the client goes on with a new connection, before [GameClient#onResumed].
    default void onResumed(C client) {}

    /// Called when the connection has ended and was not resumed, or could not be opened.
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
    this.loginNumbers = new LoginNumbers(service.runtime().newRandom());
    this.resumer = new Resumer(service, protocol);
    this.resumeLimits = ResumeLimits.defaults(service.executor());
    this.keepAlive = service.timer().every(LOOK, jobs, this::keepAlive);
  }

  /// Sets whether clients ask for a session that can be resumed; they do by default. Call this
  /// method before [#open].
  public ReconnectingClient<C> withResume(boolean wanted) {
    resumes = wanted;
    return this;
  }

  /// Starts to connect. Call this method once.
  ///
  /// @throws RuntimeException when the first try cannot start: no socket can be opened, or no local
  ///   address can reach the server
  public void open() {
    connect();
  }

  /// Returns the client that is logged in; null while there is none. A client that has lost its
  /// connection and may be resumed is logged in: the packets that it sends are kept.
  public @Nullable C client() {
    C current = latest;
    return current != null && current.isLoggedIn() && current.isOpen() ? current : null;
  }

  /// Logs out, ends the connection after the queued packets are sent, and does not connect again.
  /// Returns at once.
  @Override
  public void close() {
    over = true;
    boolean _ = keepAlive.cancel();
    closeLatest();
  }

  private void closeLatest() {
    C last = latest;
    if (last != null) {
      last.logOut();
    }
    Attempt present = attempt;
    if (present != null) {
      present.end(CloseReason.LOCAL, "closed by this side");
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
    made.numberLogin(loginNumbers);
    if (resumes) {
      made.askToResume(resumeLimits);
    }
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
    Attempt present = attempt;
    if (present != null && now - present.begunAt > LOGIN_WAIT.toNanos()) {
      present.end(CloseReason.LOGIN_TIMEOUT, "the server does not answer the resume");
    }
    if (current.isWaitingForLogin(now, LOGIN_WAIT)) {
      current.close(CloseReason.LOGIN_TIMEOUT, "the server does not answer the login");
    } else if (current.isServerSilent()) {
      current.close(CloseReason.IDLE, "the server does not answer heartbeats");
    }
  }

  /// Handles the events of the client of one try.
  private final class Watch implements GameClient.Watcher {
    private final C client;

    /// The server's refusal of the login, which may say how long to wait. Only the connection's
    /// worker uses it.
    private @Nullable Failure refusal;

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
      refusal = failure;
      listener.onRefused(client, failure, isFinal);
      if (!failure.getClosing()) {
        client.closeAfterFlush(PacketCloseReasons.LOGIN_REFUSED, "the login was refused");
      }
    }

    @Override
    public void onKicked() {
      over = true;
    }

    @Override
    public void onAbsent(CloseReason reason) {
      listener.onAbsent(client, reason);
      if (over) {
        client.close(CloseReason.LOCAL, "closed by this side");
      } else {
        Absence absence = new Absence(client);
        jobs.post(absence::tryToResume);
      }
    }

    @Override
    public void onEnded(CloseReason reason) {
      if (CloseReason.CONNECT_FAILED.equals(reason) || CloseReason.CONNECT_TIMEOUT.equals(reason)) {
        route.unreachable(client.session().remoteAddress());
      }
      Duration wait = over ? null : backoff.next(refusal);
      try {
        listener.onEnded(client, reason, wait);
      } finally {
        if (wait != null) {
          connectAfter(wait);
        }
      }
    }
  }

  /// The time during which a client has no connection and may be resumed.
  private final class Absence {
    private final C client;
    private final long since = service.runtime().nanoTime();
    private final Backoff pauses =
        new Backoff(FIRST_RESUME_WAIT, LONGEST_RESUME_WAIT, service.runtime().newRandom());

    Absence(C client) {
      this.client = client;
    }

    /// Starts an attempt. Runs in [#jobs].
    void tryToResume() {
      if (!client.isAbsent()) {
        return;
      }
      if (service.runtime().nanoTime() - since > client.resumeTime().toNanos()) {
        client.close(PacketCloseReasons.NOT_RESUMED, "the time for a resume has passed");
        return;
      }
      InetSocketAddress server = route.server();
      Attempt begun = new Attempt(this, server);
      attempt = begun;
      try {
        begun.session = resumer.resume(client, server, route.source(server), begun);
      } catch (RuntimeException e) {
        log.debug("cannot connect to {} to resume", server, e);
        tryAgain();
      }
      if (over) {
        begun.end(CloseReason.LOCAL, "closed by this side");
      }
    }

    void tryAgain() {
      service.timer().after(pauses.next(), jobs, this::tryToResume);
    }
  }

  /// One attempt to resume a client.
  private final class Attempt implements Resumer.Outcome {
    private final Absence absence;
    private final InetSocketAddress server;
    private final long begunAt = service.runtime().nanoTime();
    private volatile @Nullable PacketSession session;

    Attempt(Absence absence, InetSocketAddress server) {
      this.absence = absence;
      this.server = server;
    }

    void end(CloseReason reason, String detail) {
      PacketSession present = session;
      if (present != null) {
        present.close(reason, detail);
      }
    }

    @Override
    public void onResumed() {
      attempt = null;
      backoff.reset();
      listener.onResumed(absence.client);
    }

    @Override
    public void onNotResumed(CloseReason reason, @Nullable Failure refusal) {
      attempt = null;
      if (CloseReason.CONNECT_FAILED.equals(reason) || CloseReason.CONNECT_TIMEOUT.equals(reason)) {
        route.unreachable(server);
      }
      if (Resumer.mayTryAgain(refusal)) {
        absence.tryAgain();
      } else {
        absence.client.close(PacketCloseReasons.NOT_RESUMED, "the server has refused to resume");
      }
    }
  }
}
