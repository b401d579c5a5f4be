package dev.wharf.swarm.hostile;

import com.google.protobuf.ByteString;
import dev.wharf.protocol.system.LoginRequest;
import java.util.Arrays;

/// Sends one frame a byte at a time, so slowly that it would take minutes: its login, or an echo.
final class Trickle extends HostileKind {
  private static final int VARIANTS = 2;
  private static final int BYTE_TURNS = 5;

  private final byte[] echo;
  private final byte[] login;

  Trickle(Frames frames, HostileRequests requests) {
    super("trickle", "sends a frame a byte at a time", ServerDeadlines::toEndAFrame);
    echo = frames.of(requests.echo(4000));
    login =
        frames.of(
            LoginRequest.newBuilder()
                .setCredential(ByteString.copyFromUtf8("t".repeat(1000)))
                .build());
  }

  @Override
  public void onConnected(Attempt attempt) {
    if (logsIn(attempt)) {
      attempt.login();
    }
  }

  @Override
  public void onTurn(Attempt attempt) {
    if (attempt.turn() % BYTE_TURNS == 0 && attempt.isLoggedIn() == logsIn(attempt)) {
      byte[] frame = logsIn(attempt) ? echo : login;
      int at = attempt.turn() / BYTE_TURNS - 1;
      attempt.send(Arrays.copyOfRange(frame, at, at + 1));
    }
  }

  private static boolean logsIn(Attempt attempt) {
    return attempt.variant(VARIANTS) == 0;
  }
}
