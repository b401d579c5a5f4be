package dev.wharf.game.client.console;

import dev.wharf.client.ClientLogin;
import dev.wharf.client.ClientStage;
import dev.wharf.client.GameClient;
import dev.wharf.client.Identity;
import dev.wharf.client.SystemLogin;
import dev.wharf.game.proto.RegisterReply;
import dev.wharf.game.proto.RegisterRequest;
import dev.wharf.protocol.PacketRouter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes an account before the first login of one client. Later logins, after a lost connection,
/// are without. Only the connection's worker uses it.
final class Registering implements ClientLogin {
  private static final int REQUEST_ID = 1;

  private final SystemLogin login = new SystemLogin();

  /// The name, the password and the version; null before the first connection.
  private @Nullable Identity identity;

  private boolean isDone;

  @Override
  public <C extends GameClient> void addTo(PacketRouter.Builder<C> router) {
    login.addTo(router);
    router.on(RegisterReply.class, ClientStage.LOGGING_IN, (client, _) -> onRegistered(client));
  }

  @Override
  public void begin(GameClient client, Identity known) {
    identity = known;
    if (isDone) {
      login.begin(client, known);
    } else {
      client.send(
          RegisterRequest.newBuilder()
              .setRequestId(REQUEST_ID)
              .setName(known.name())
              .setPassword(known.credential().toStringUtf8()));
    }
  }

  private void onRegistered(GameClient client) {
    isDone = true;
    login.begin(client, Objects.requireNonNull(identity));
  }

  @Override
  public void beat(GameClient client) {
    login.beat(client);
  }

  /// Returns whether the server has made the account.
  boolean isDone() {
    return isDone;
  }
}
