package dev.wharf.swarm;

import dev.wharf.client.GameClient;
import dev.wharf.client.Identity;
import dev.wharf.client.Route;
import dev.wharf.engine.ClientService;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.SendQueueLimits;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketProtocol;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Opens the clients' connections, keeps them alive, and closes them. For the run's thread, but for
/// [#keepAlive].
final class Connector implements AutoCloseable {
  /// A stalled server must not cost us the connection: what is due meanwhile waits here.
  private static final SendQueueLimits SEND_QUEUE = SendQueueLimits.of(16_384, 16 << 20);

  private static final int BASE = 36;

  /// What fits five characters.
  private static final long MOST_RETURNS = 60_466_176;

  private final SwarmOptions options;
  private final Route route;
  private final AtomicLong returns;
  private final SwarmGame game;
  private final Crew crew;
  private final Waiter waiter;
  private final PacketProtocol<SwarmClient> protocol;
  private final CompletionPort port;
  private final ClientService service;

  /// The latest of each number.
  private final Map<Integer, SwarmClient> clients = new ConcurrentHashMap<>();

  Connector(
      SwarmOptions options,
      SwarmGame game,
      Route route,
      PacketProtocol<SwarmClient> protocol,
      Crew crew,
      Waiter waiter) {
    this.options = options;
    this.game = game;
    this.route = route;
    this.returns = new AtomicLong(options.share().index());
    this.protocol = protocol;
    this.crew = crew;
    this.waiter = waiter;
    this.port =
        CompletionPort.open(
            PortOptions.defaults().withWorkers(options.workers()).withName("swarm"));
    this.service = ClientService.open(port, GameClient.sessionOptions().withSendQueue(SEND_QUEUE));
  }

  /// Begins to connect a client.
  ///
  /// @param roles one for each scenario of the run
  /// @param intended when it was to begin, by the run's clock
  /// @return null when not even that could be done
  @Nullable SwarmClient connect(int index, List<Role> roles, long intended) {
    crew.onAsked();
    return open(index, link -> newClient(link, index, roles, intended));
  }

  /// Begins to connect a client once more, under its name.
  ///
  /// @param before who was turned away
  /// @param roles one for each scenario of the run
  /// @param intended when it was to begin, by the run's clock
  /// @return null when not even that could be done
  @Nullable SwarmClient connectAgain(
      int index, SwarmClient before, List<Role> roles, long intended) {
    crew.onRetried();
    return open(index, link -> new SwarmClient(link, before, roles, intended));
  }

  /// Begins to connect a client to another address of the server. The time of its connection goes
  /// on.
  ///
  /// @param before who could not be connected
  /// @param roles one for each scenario of the run
  /// @return null when not even that could be done
  @Nullable SwarmClient connectElsewhere(int index, SwarmClient before, List<Role> roles) {
    crew.onElsewhere();
    return open(index, link -> new SwarmClient(link, before, roles, before.connectIntended()));
  }

  /// How many addresses the server has.
  int addresses() {
    return route.size();
  }

  private @Nullable SwarmClient open(int index, Function<PacketLink, SwarmClient> maker) {
    try {
      AtomicReference<@Nullable SwarmClient> made = new AtomicReference<>();
      InetSocketAddress server = route.server();
      service.connect(
          server,
          route.source(server),
          protocol.sessions(
              link -> {
                SwarmClient client = maker.apply(link);
                clients.put(index, client);
                made.set(client);
                return client;
              }));
      return made.get();
    } catch (RuntimeException e) {
      crew.onNotTried(String.valueOf(e.getMessage()));
      return null;
    }
  }

  /// Has clients that were silent for long send a heartbeat. Any thread.
  void keepAlive() {
    long now = System.nanoTime();
    clients.values().forEach(client -> client.keepAlive(now));
  }

  /// Closes all connections in good order, and the engine.
  ///
  /// @return what the engine's ledger says then
  String closeAll() {
    crew.beginClosing();
    clients
        .values()
        .forEach(client -> client.closeAfterFlush(CloseReason.LOCAL, "the run is over"));
    waiter.await(() -> service.sessionCount() == 0, options.patience());
    close();
    return port.ledger().isZero() ? "" : port.ledger().toString();
  }

  @Override
  public void close() {
    service.close();
    port.close();
  }

  private SwarmClient newClient(PacketLink link, int index, List<Role> roles, long intended) {
    int number = options.share().inTheRun(index);
    String name = options.namePrefix() + "-" + (clients.containsKey(index) ? nextReturn() : number);
    Logins.Login login = options.logins().of(number, name);
    Identity identity = Identity.of(login.name(), login.token()).withVersion(game.clientVersion());
    return new SwarmClient(
        link, number, identity, game.login(), crew, roles, intended, route::unreachable);
  }

  /// Who comes back has a new name: the server may not have noticed yet that the old one has gone.
  /// No two processes give the same.
  private String nextReturn() {
    long number = returns.getAndAdd(options.share().processes());
    return "r" + Long.toString(number % MOST_RETURNS, BASE);
  }
}
