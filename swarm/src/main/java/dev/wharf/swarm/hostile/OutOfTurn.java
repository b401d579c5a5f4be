package dev.wharf.swarm.hostile;

import dev.wharf.protocol.PacketDirection;
import dev.wharf.protocol.system.FailureCode;
import java.util.List;

/// Sends packets that are the server's to send, and others before the login or once more.
final class OutOfTurn extends HostileKind {
  private static final byte[] NO_BODY = {};

  private final List<byte[]> ofTheServer;
  private final byte[] echo;

  /// After the login: each of the server's, and the login again; then, before it, an echo.
  private final int variants;

  OutOfTurn(Frames frames, HostileRequests requests) {
    super(
        "out-of-turn",
        "sends the server's own packets, and others when they must not come",
        ServerDeadlines::toNotice,
        FailureCode.WRONG_DIRECTION,
        FailureCode.WRONG_STATE);
    ofTheServer =
        frames.catalog().kinds().stream()
            .filter(kind -> kind.direction() == PacketDirection.SERVER_TO_CLIENT)
            .map(kind -> frames.of(kind.id(), NO_BODY))
            .toList();
    echo = frames.of(requests.echo(1));
    variants = ofTheServer.size() + 2;
  }

  @Override
  public void onConnected(Attempt attempt) {
    if (attempt.variant(variants) == variants - 1) {
      attempt.send(echo);
    } else {
      attempt.login();
    }
  }

  @Override
  public void onLoggedIn(Attempt attempt) {
    int variant = attempt.variant(variants);
    if (variant < ofTheServer.size()) {
      attempt.send(ofTheServer.get(variant));
    } else {
      attempt.login();
    }
  }
}
