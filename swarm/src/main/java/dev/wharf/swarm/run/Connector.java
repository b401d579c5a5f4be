package dev.wharf.swarm.run;

import dev.wharf.client.ClientTransport;
import dev.wharf.client.GameClient;
import dev.wharf.client.Identity;
import dev.wharf.client.LoginNumbers;
import dev.wharf.client.Route;
import dev.wharf.engine.ClientService;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.SendQueueLimits;
import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.transform.TransformationFactory;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.swarm.Logins;
import dev.wharf.swarm.SwarmClient;
import dev.wharf.swarm.cut.CutRate;
import dev.wharf.swarm.cut.CuttingTransformation;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Opens the users' connections, keeps them alive, and closes them. Only the run's thread uses it,
/// except for [#keepAlive].
final class Connector implements AutoCloseable {
  /// The limits of each user's send queue. They are large, because messages that are due while the
  /// server stalls wait in the queue.
  private static final SendQueueLimits SEND_QUEUE = SendQueueLimits.of(16_384, 16 << 20);

  private static final int BASE = 36;

  /// The number of different numbers in the names of users that come back: these are the values of
  /// five characters in base 36.
  private static final long MAX_RETURNS = 60_466_176;

  private final RunState run;
  private final Route route;

  /// The numbers of the logins of all users. Each user has another account, so one sequence serves
  /// all.
  private final LoginNumbers loginNumbers;

  private final PacketProtocol<SwarmClient> protocol;
  private final CompletionPort port;
  private final ClientTransport transport;
  private final ClientService service;

  /// Cuts connections, and resumes users; null when the options have no [CutRate].
  private final @Nullable Resuming resuming;

  /// The transformation of the latest connection; null when there is none. [#connect] makes it and
  /// uses it on the same thread.
  private @Nullable CuttingTransformation cutting;

  private long returnCount;

  Connector(RunState run, Route route) {
    this.run = run;
    this.route = route;
    this.loginNumbers = new LoginNumbers(run.runtime.newRandom());
    this.returnCount = run.partition.index();
    PacketRouter.Builder<SwarmClient> router = GameClient.routes(run.catalog, run.game.login());
    run.scenarios.forEach(scenario -> scenario.addTo(router));
    this.protocol = PacketProtocol.of(router.ignoreTheRest().build());
    this.transport =
        ClientTransport.open(run.runtime, run.options.tls(), run.options.isWebSocket());
    this.port = CompletionPort.open(run.options.port().withWorkers(run.options.workers()));
    SessionOptions session =
        GameClient.sessionOptions()
            .withSendQueue(SEND_QUEUE)
            .withTransformation(chain(run.proxyHeaders, transport.transformation()));
    CutRate cut = run.options.cut();
    Resuming one = cut == null ? null : new Resuming(run, route, cut, port, session, protocol);
    this.resuming = one;
    run.resumeFigures = one;
    this.service =
        ClientService.open(
            port, one == null ? session : Resuming.withCuts(session, transformations(one)));
  }

  private static @Nullable TransformationFactory chain(
      @Nullable TransformationFactory outer, @Nullable TransformationFactory inner) {
    if (outer == null) {
      return inner;
    }
    return inner == null ? outer : outer.andThen(inner);
  }

  private TransformationFactory transformations(Resuming one) {
    return _ -> {
      CuttingTransformation made = new CuttingTransformation(one.cuts());
      cutting = made;
      return made;
    };
  }

  /// Creates the identity of a user. A user that comes back gets a new name, because the server may
  /// not have noticed the end of its old connection. No two processes use the same name.
  ///
  /// @param user the user's index in this process
  Identity identity(int user, boolean isReturning) {
    int number = run.partition.inTheRun(user);
    String name = run.options.namePrefix() + "-" + (isReturning ? nextReturnNumber() : number);
    Logins.Login login = run.options.logins().of(number, name);
    return Identity.of(login.name(), login.token()).withVersion(run.game.clientVersion());
  }

  /// Starts to connect a user.
  ///
  /// @param user the user's index in this process
  /// @param before the failed connection that this one replaces; null for the first attempt
  /// @param scheduledAt the time for which the connection was scheduled, by the run's clock
  /// @return the new connection; null when the attempt could not start, which counts as a failed
  ///   connection
  @Nullable UserConnection connect(
      int user, Identity identity, @Nullable UserConnection before, long scheduledAt) {
    try {
      int number = run.partition.inTheRun(user);
      AtomicReference<@Nullable UserConnection> made = new AtomicReference<>();
      InetSocketAddress server = route.server();
      service.connect(
          server,
          route.source(server),
          protocol.sessions(
              link -> {
                UserConnection connection =
                    new UserConnection(link, number, identity, run, route, scheduledAt, before);
                connection.numberLogin(loginNumbers);
                if (resuming != null && cutting != null) {
                  resuming.watch(connection, cutting);
                }
                run.connections.put(number, connection);
                made.set(connection);
                return connection;
              }));
      return made.get();
    } catch (RuntimeException e) {
      run.connectFailed(String.valueOf(e.getMessage()));
      return null;
    }
  }

  /// Returns the number of addresses of the server.
  int addresses() {
    return route.size();
  }

  /// Sends a heartbeat for each logged-in user whose last heartbeat is older than the server's
  /// interval. The keep-alive thread calls this method.
  void keepAlive() {
    long now = run.runtime.nanoTime();
    run.connections.values().forEach(connection -> connection.keepAlive(now));
    if (resuming != null) {
      resuming.endLateAttempts(now);
      run.connections.values().forEach(Resuming::endIfSilent);
    }
  }

  /// Resumes the users that have no connection. Then logs all users out, and closes their
  /// connections after their last messages are sent. After that, closes the client service and the
  /// completion port.
  ///
  /// @return the ledger of the completion port as text; empty when it is zero
  String closeAll() {
    if (resuming != null) {
      resuming.cuts().stop();
      waitWhile(resuming::isAnyAbsent);
    }
    run.isClosing = true;
    run.connections.values().forEach(UserConnection::logOut);
    waitWhile(() -> sessionCount() > 0);
    close();
    return port.ledger().isZero() ? "" : port.ledger().toString();
  }

  private int sessionCount() {
    return service.sessionCount() + (resuming == null ? 0 : resuming.sessionCount());
  }

  /// Waits while a condition holds, up to the settle timeout. Returns at once when the run is
  /// stopped.
  private void waitWhile(BooleanSupplier condition) {
    long deadline = run.deadline();
    while (condition.getAsBoolean()
        && !run.isStopped()
        && run.runtime.nanoTime() - deadline < 0
        && !Thread.currentThread().isInterrupted()) {
      run.runtime.parkUntil(run.runtime.nanoTime() + 2_000_000);
    }
  }

  @Override
  public void close() {
    service.close();
    if (resuming != null) {
      resuming.close();
    }
    port.close();
    transport.close();
  }

  private String nextReturnNumber() {
    long number = returnCount;
    returnCount += run.partition.processes();
    return "r" + Long.toString(number % MAX_RETURNS, BASE);
  }
}
