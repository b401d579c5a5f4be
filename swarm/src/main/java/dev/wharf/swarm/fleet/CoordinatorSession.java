package dev.wharf.swarm.fleet;

import com.google.protobuf.ByteString;
import dev.wharf.engine.CloseReason;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.PacketSession;
import dev.wharf.protocol.Refusal;
import dev.wharf.swarm.fleet.FleetPackets.Stage;
import dev.wharf.swarm.wire.FleetChallenge;
import dev.wharf.swarm.wire.FleetJoin;
import dev.wharf.swarm.wire.FleetPiece;
import dev.wharf.swarm.wire.FleetPong;
import dev.wharf.swarm.wire.FleetProgress;
import dev.wharf.swarm.wire.FleetReady;
import dev.wharf.swarm.wire.FleetRefused;
import dev.wharf.swarm.wire.FleetUnable;
import dev.wharf.swarm.wire.FleetWelcome;
import org.jspecify.annotations.Nullable;

/// A connection to the coordinator: of a worker, once it has proved to be one.
final class CoordinatorSession extends PacketSession {
  private final Coordinator coordinator;
  private final byte[] nonce = JoinProof.nonce();

  /// Of the session's worker.
  private @Nullable Member member;

  CoordinatorSession(PacketLink link, Coordinator coordinator) {
    super(link);
    this.coordinator = coordinator;
  }

  static PacketProtocol<CoordinatorSession> protocol() {
    return PacketProtocol.of(
        PacketRouter.<CoordinatorSession>forServer(FleetPackets.CATALOG)
            .initialState(Stage.JOINING)
            .defaultStates(Stage.JOINED)
            .on(FleetJoin.class, Stage.JOINING, CoordinatorSession::join)
            .on(FleetPong.class, (session, pong) -> session.member().onPong(pong))
            .on(FleetReady.class, (session, ready) -> session.member().onReady(ready.getPart()))
            .on(
                FleetProgress.class,
                (session, progress) -> session.member().onProgress(SnapshotWire.read(progress)))
            .on(FleetPiece.class, (session, piece) -> session.member().onPiece(piece))
            .on(FleetUnable.class, CoordinatorSession::unable)
            .build(),
        FleetPackets.SETTINGS);
  }

  /// Ends the connection, and says why.
  void refuse(String reason) {
    send(FleetRefused.newBuilder().setReason(reason));
    closeAfterFlush(CloseReason.LOGIN_REFUSED, "the worker was refused");
  }

  @Override
  protected void onConnected() {
    send(
        FleetChallenge.newBuilder()
            .setVersion(FleetPackets.VERSION)
            .setNonce(ByteString.copyFrom(nonce)));
  }

  @Override
  protected void onRefused(Refusal refusal) {
    send(FleetRefused.newBuilder().setReason("not understood: " + refusal.reason()));
  }

  @Override
  protected void onDisconnected(CloseReason reason) {
    Member who = member;
    if (who != null) {
      coordinator.onLeft(who, reason);
    }
  }

  private void join(FleetJoin join) {
    if (join.getVersion() != FleetPackets.VERSION) {
      refuse("another version of Wharf: " + join.getVersion() + ", not " + FleetPackets.VERSION);
      return;
    }
    byte[] workers = join.getNonce().toByteArray();
    byte[] expected = JoinProof.ofWorker(coordinator.token(), nonce, workers);
    if (workers.length != JoinProof.NONCE_BYTES
        || !JoinProof.isEqual(join.getProof().toByteArray(), expected)) {
      refuse("the join token is another one");
      return;
    }
    byte[] proof = JoinProof.ofCoordinator(coordinator.token(), nonce, workers);
    member = coordinator.admit(this, join, () -> welcome(proof));
    if (member == null) {
      refuse("all workers are there already");
    } else {
      member.ping();
    }
  }

  private void welcome(byte[] proof) {
    session().markAuthenticated();
    enter(Stage.JOINED);
    send(FleetWelcome.newBuilder().setProof(ByteString.copyFrom(proof)));
  }

  private void unable(FleetUnable unable) {
    member().lose("it cannot run its part: " + FleetPackets.shown(unable.getReason()));
  }

  private Member member() {
    Member who = member;
    if (who == null) {
      throw new IllegalStateException("nobody has joined here");
    }
    return who;
  }
}
