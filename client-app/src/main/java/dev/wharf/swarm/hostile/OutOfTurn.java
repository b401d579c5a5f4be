package dev.wharf.swarm.hostile;

import com.google.protobuf.ProtocolMessageEnum;
import dev.wharf.game.proto.GamePackets;
import dev.wharf.protocol.PacketDirection;
import dev.wharf.protocol.system.FailureCode;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Sends packets that are the server's to send, and others before the login or once more.
final class OutOfTurn implements HostileKind {
  private static final byte[] NO_BODY = {};
  private static final List<Integer> OF_THE_SERVER =
      GamePackets.CATALOG.kinds().stream()
          .filter(kind -> kind.direction() == PacketDirection.SERVER_TO_CLIENT)
          .map(kind -> kind.id())
          .toList();
  private static final byte[] ECHO = Frames.echo(1);

  /// After the login: each of the server's, and the login again; then, before it, an echo.
  private static final int VARIANTS = OF_THE_SERVER.size() + 2;

  @Override
  public String name() {
    return "out-of-turn";
  }

  @Override
  public String deed() {
    return "sends the server's own packets, and others when they must not come";
  }

  @Override
  public Duration bound(ServerDeadlines deadlines) {
    return deadlines.toNotice();
  }

  @Override
  public Set<ProtocolMessageEnum> answers() {
    return Set.of(FailureCode.WRONG_DIRECTION, FailureCode.WRONG_STATE);
  }

  @Override
  public void onConnected(Attempt attempt) {
    if (attempt.variant(VARIANTS) == VARIANTS - 1) {
      attempt.send(ECHO);
    } else {
      attempt.login();
    }
  }

  @Override
  public void onLoggedIn(Attempt attempt) {
    int variant = attempt.variant(VARIANTS);
    if (variant < OF_THE_SERVER.size()) {
      attempt.send(Frames.of(OF_THE_SERVER.get(variant), NO_BODY));
    } else {
      attempt.login();
    }
  }
}
