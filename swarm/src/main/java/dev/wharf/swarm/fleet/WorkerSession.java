package dev.wharf.swarm.fleet;

import com.google.protobuf.ByteString;
import dev.wharf.engine.CloseReason;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.PacketSession;
import dev.wharf.swarm.fleet.FleetPackets.Stage;
import dev.wharf.swarm.wire.FleetChallenge;
import dev.wharf.swarm.wire.FleetControl;
import dev.wharf.swarm.wire.FleetDone;
import dev.wharf.swarm.wire.FleetGo;
import dev.wharf.swarm.wire.FleetJoin;
import dev.wharf.swarm.wire.FleetLogins;
import dev.wharf.swarm.wire.FleetPing;
import dev.wharf.swarm.wire.FleetPlan;
import dev.wharf.swarm.wire.FleetPong;
import dev.wharf.swarm.wire.FleetRefused;
import dev.wharf.swarm.wire.FleetWelcome;
import java.util.EnumSet;

/// A worker's connection to its coordinator. Takes no orders until the coordinator has proved to
/// know the token, too.
final class WorkerSession extends PacketSession {
  private final WorkerLink worker;
  private final byte[] nonce = JoinProof.nonce();

  /// Of the session's worker.
  private byte[] coordinators = {};

  private String refusal = "";

  WorkerSession(PacketLink link, WorkerLink worker) {
    super(link);
    this.worker = worker;
  }

  static PacketProtocol<WorkerSession> protocol() {
    return PacketProtocol.of(
        PacketRouter.<WorkerSession>forClient(FleetPackets.CATALOG)
            .initialState(Stage.JOINING)
            .defaultStates(Stage.JOINED)
            .on(FleetChallenge.class, Stage.JOINING, WorkerSession::answer)
            .on(FleetWelcome.class, Stage.JOINING, WorkerSession::check)
            .on(FleetRefused.class, EnumSet.allOf(Stage.class), WorkerSession::refused)
            .on(FleetPing.class, WorkerSession::pong)
            .on(FleetLogins.class, (session, logins) -> session.worker.onLogins(logins))
            .on(FleetPlan.class, (session, plan) -> session.worker.onPlan(plan))
            .on(FleetGo.class, (session, go) -> session.worker.onGo(go))
            .on(FleetControl.class, (session, control) -> session.worker.onControl(control))
            .on(FleetDone.class, (session, done) -> session.worker.onDone())
            .build(),
        FleetPackets.SETTINGS);
  }

  @Override
  protected void onDisconnected(CloseReason reason) {
    worker.onEnded(reason, refusal);
  }

  private void answer(FleetChallenge challenge) {
    coordinators = challenge.getNonce().toByteArray();
    if (challenge.getVersion() != FleetPackets.VERSION
        || coordinators.length != JoinProof.NONCE_BYTES) {
      refusal = "the coordinator is of another version of Wharf";
      close(CloseReason.LOCAL, refusal);
      return;
    }
    byte[] proof = JoinProof.ofWorker(worker.token(), coordinators, nonce);
    send(
        FleetJoin.newBuilder()
            .setVersion(FleetPackets.VERSION)
            .setNonce(ByteString.copyFrom(nonce))
            .setProof(ByteString.copyFrom(proof))
            .setName(worker.name())
            .setMachine(WorkerLink.machine())
            .setWorkers(worker.workers()));
  }

  private void check(FleetWelcome welcome) {
    byte[] expected = JoinProof.ofCoordinator(worker.token(), coordinators, nonce);
    if (coordinators.length == 0
        || !JoinProof.isEqual(welcome.getProof().toByteArray(), expected)) {
      refusal = "the coordinator does not know the join token";
      close(CloseReason.LOCAL, refusal);
      return;
    }
    enter(Stage.JOINED);
    worker.onWelcome();
  }

  private void refused(FleetRefused refused) {
    refusal = "the coordinator said: " + FleetPackets.shown(refused.getReason());
  }

  private void pong(FleetPing ping) {
    send(FleetPong.newBuilder().setNanos(ping.getNanos()));
  }
}
