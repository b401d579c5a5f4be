package dev.wharf.client.swarm;

import dev.wharf.client.game.GameClient;
import dev.wharf.engine.ClientService;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.SendQueueLimits;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketProtocol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Opens the clients' connections at their rate, keeps them alive, and closes them. For the run's
/// thread, but for [#keepAlive].
final class Connector implements AutoCloseable {
  /// A stalled server must not cost us the connection: what is due meanwhile waits here.
  private static final SendQueueLimits SEND_QUEUE = SendQueueLimits.of(16_384, 16 << 20);

  private final SwarmOptions options;
  private final Crew crew;
  private final PaceClock clock;
  private final Waiter waiter;
  private final PacketProtocol<SwarmClient> protocol;
  private final CompletionPort port;
  private final ClientService service;
  private final List<SwarmClient> clients = Collections.synchronizedList(new ArrayList<>());

  Connector(
      SwarmOptions options,
      PacketProtocol<SwarmClient> protocol,
      Crew crew,
      PaceClock clock,
      Waiter waiter) {
    this.options = options;
    this.protocol = protocol;
    this.crew = crew;
    this.clock = clock;
    this.waiter = waiter;
    this.port =
        CompletionPort.open(
            PortOptions.defaults().withWorkers(options.workers()).withName("swarm"));
    this.service = ClientService.open(port, GameClient.sessionOptions().withSendQueue(SEND_QUEUE));
  }

  /// Connects all, and waits until each is logged in or has failed.
  ///
  /// @return those that are logged in
  List<SwarmClient> connectAll() {
    long start = clock.nanoTime();
    for (int i = 0; i < options.clients() && !waiter.isStopped(); i++) {
      long intended = start + i * 1_000_000_000L / options.connectRate();
      while (clock.nanoTime() - intended < 0 && !waiter.isStopped()) {
        clock.parkUntil(intended);
      }
      connect(i, intended);
    }
    waiter.await(() -> crew.isSettled(options.clients()), options.patience());
    giveUpOnTheRest();
    return clients().stream().filter(SwarmClient::isPlaying).toList();
  }

  /// Has clients that were silent for long send a heartbeat. Any thread.
  void keepAlive() {
    long now = System.nanoTime();
    clients().forEach(client -> client.keepAlive(now));
  }

  /// Closes all connections in good order, and the engine.
  ///
  /// @return what the engine's ledger says then
  String closeAll() {
    crew.beginClosing();
    clients().forEach(client -> client.closeAfterFlush(CloseReason.LOCAL, "the run is over"));
    waiter.await(() -> service.sessionCount() == 0, options.patience());
    close();
    return port.ledger().isZero() ? "" : port.ledger().toString();
  }

  @Override
  public void close() {
    service.close();
    port.close();
  }

  private void connect(int index, long intended) {
    try {
      service.connect(
          options.server(), protocol.sessions(link -> newClient(link, index, intended)));
    } catch (RuntimeException e) {
      crew.onNotTried(String.valueOf(e.getMessage()));
    }
  }

  private SwarmClient newClient(PacketLink link, int index, long intended) {
    String name = options.namePrefix() + "-" + index;
    SwarmClient client = new SwarmClient(link, index, name, options.token(), crew, intended);
    clients.add(client);
    return client;
  }

  private void giveUpOnTheRest() {
    clients().stream()
        .filter(client -> !client.isPlaying())
        .forEach(client -> client.close(CloseReason.LOGIN_TIMEOUT, "no answer in time"));
  }

  private List<SwarmClient> clients() {
    synchronized (clients) {
      return List.copyOf(clients);
    }
  }
}
