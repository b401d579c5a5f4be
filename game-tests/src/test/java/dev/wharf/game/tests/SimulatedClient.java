package dev.wharf.game.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.wharf.client.GameClient;
import dev.wharf.client.Identity;
import dev.wharf.engine.ClientService;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.game.simulation.SimulatedServer;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.ServerNotice;
import dev.wharf.simulation.Host;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A client of the game on a simulated host. It keeps the packets that it receives, and sends
/// heartbeats. When its connection has ended, it closes its port. Only threads of the simulation
/// use it.
public final class SimulatedClient extends GameClient {
  /// The longest virtual time in which a client waits for a login or a packet.
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private static final Duration KEEP_ALIVE = Duration.ofSeconds(1);
  private static final int BUFFER_MEMORY = 16 << 20;

  private final CompletionPort port;
  private final EngineRuntime runtime;
  private final List<Message> received = new ArrayList<>();

  /// The reason why the connection has ended; null before its end.
  private @Nullable CloseReason end;

  private SimulatedClient(PacketLink link, String name, Host host, CompletionPort port) {
    super(link, Identity.of(name, ""));
    this.port = port;
    this.runtime = host.runtime();
  }

  /// Connects from a host, and logs in with the host's name. Waits for the reply.
  ///
  /// @param packets the kinds of packets that the client keeps, in addition to [ServerNotice] and
  ///   [Failure]. It ignores all others
  @SafeVarargs
  public static SimulatedClient logIn(
      Host host, SimulatedServer server, Class<? extends Message>... packets)
      throws InterruptedException {
    SimulatedClient client = connect(host, host.name(), server, packets);
    assertThat(host.runtime().poll(client::isLoggedIn, LONGEST_WAIT))
        .as("%s has logged in", host)
        .isTrue();
    return client;
  }

  /// Starts to connect from a host, and to log in. Does not wait for the reply.
  ///
  /// @param packets the kinds of packets that the client keeps, as in [#logIn]
  @SafeVarargs
  public static SimulatedClient connect(
      Host host, String name, SimulatedServer server, Class<? extends Message>... packets)
      throws InterruptedException {
    PacketRouter.Builder<SimulatedClient> router = GameClient.routes(server.catalog());
    for (Class<? extends Message> type : packets) {
      router.on(type, SimulatedClient::keep);
    }
    CompletableFuture<SimulatedClient> made = new CompletableFuture<>();
    CompletionPort port = openPort(host);
    ClientService.open(port, GameClient.sessionOptions())
        .connect(
            server.address(),
            PacketProtocol.of(router.ignoreTheRest().build())
                .sessions(
                    link -> {
                      SimulatedClient client = new SimulatedClient(link, name, host, port);
                      made.complete(client);
                      return client;
                    }));
    assertThat(host.runtime().await(made, LONGEST_WAIT)).isTrue();
    return made.join();
  }

  private static CompletionPort openPort(Host host) {
    return CompletionPort.open(
        PortOptions.defaults()
            .withName(host.name())
            .withWorkers(1)
            .withBufferMemoryBytes(BUFFER_MEMORY)
            .withRuntime(host.runtime()));
  }

  /// Returns the packets of one kind that have arrived, without those that [#next] has returned.
  public <P extends Message> List<P> received(Class<P> type) {
    return received.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /// Waits for the next packet of one kind, and returns it once.
  public <P extends Message> P next(Class<P> type) throws InterruptedException {
    assertThat(runtime.poll(() -> !received(type).isEmpty(), LONGEST_WAIT))
        .as("a %s has arrived; the reason of the connection's end: %s", type.getSimpleName(), end)
        .isTrue();
    P first = received(type).getFirst();
    received.remove(first);
    return first;
  }

  /// Returns the reason why the connection has ended; null before its end.
  public @Nullable CloseReason end() {
    return end;
  }

  private void keep(Message packet) {
    received.add(packet);
  }

  private void stayAlive() {
    if (end == null) {
      keepAlive(runtime.nanoTime());
      var _ = runtime.schedule(KEEP_ALIVE, this::stayAlive);
    }
  }

  @Override
  protected void onLoggedIn(LoginReply reply) {
    stayAlive();
  }

  @Override
  protected void onNotice(ServerNotice notice) {
    keep(notice);
  }

  @Override
  protected void onFailure(Failure failure) {
    keep(failure);
  }

  @Override
  protected void onEnded(CloseReason reason) {
    end = reason;
    runtime.newThread("close", port::close).start();
  }
}
