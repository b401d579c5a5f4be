package dev.wharf.swarm.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.AdmissionLimits;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.ServerOptions;
import dev.wharf.engine.ServerService;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.timer.TimerHandle;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.PacketSession;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.LoginRequest;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// A server that sends each player the player's position every 20 ms, and can send wrong positions.
final class MoveServer implements AutoCloseable {
  static final PacketCatalog CATALOG = PacketCatalog.withSystem(MoveProto.getDescriptor());
  private static final Duration TICK = Duration.ofMillis(20);

  private final CompletionPort port = CompletionPort.open(PortOptions.defaults().withWorkers(2));
  private final Function<MoveState, List<MoveState>> fault;
  private final ServerService service;

  /// Starts the server.
  ///
  /// @param fault returns the states to send in place of the right state
  MoveServer(Function<MoveState, List<MoveState>> fault) {
    this.fault = fault;
    PacketRouter<Player> router =
        PacketRouter.<Player>forServer(CATALOG)
            .on(LoginRequest.class, (player, request) -> player.login(request))
            .on(MoveInput.class, (player, input) -> player.input = input)
            .ignoreTheRest()
            .build();
    service =
        ServerService.start(
            port,
            ServerOptions.onLoopback(0)
                .withAdmission(AdmissionLimits.defaults().withExemptLoopback(true)),
            PacketProtocol.of(router).sessions(Player::new));
  }

  InetSocketAddress address() {
    return service.localAddress();
  }

  @Override
  public void close() {
    port.close();
    assertThat(port.ledger().isZero()).as(port.ledger().toString()).isTrue();
  }

  private final class Player extends PacketSession {
    private final JobQueue jobs =
        new JobQueue(port.executor(), JobQueueOptions.defaults().withName("player"));

    private volatile MoveInput input = MoveInput.getDefaultInstance();
    private TimerHandle ticks;
    private long tick;

    Player(PacketLink link) {
      super(link);
    }

    void login(LoginRequest request) {
      send(LoginReply.newBuilder().setRequestId(request.getRequestId()).setPlayerId(id()));
      ticks = port.timer().every(TICK, jobs, this::tick);
    }

    private void tick() {
      MoveInput latest = input;
      MoveState state =
          MoveState.newBuilder()
              .setTick(++tick)
              .setAcknowledged(latest.getNumber())
              .setX(latest.getX())
              .setY(latest.getY())
              .build();
      fault.apply(state).forEach(this::send);
    }

    @Override
    protected void onDisconnected(CloseReason reason) {
      if (ticks != null) {
        boolean _ = ticks.cancel();
      }
    }
  }
}
