package dev.wharf.client;

import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.HeartbeatReply;
import dev.wharf.protocol.system.HeartbeatRequest;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.protocol.system.ServerNotice;
import java.util.EnumSet;
import java.util.Set;

/// Logs in with the system packets: LoginRequest, LoginReply, heartbeats, Failure and ServerNotice.
/// Has no state, and is thread-safe.
public final class SystemLogin implements ClientLogin {
  private static final int REQUEST_ID = 1;
  private static final Set<ClientStage> ALL = EnumSet.allOf(ClientStage.class);

  /// Creates a login for a catalog that contains the system packets.
  public SystemLogin() {}

  @Override
  public <C extends GameClient> void addTo(PacketRouter.Builder<C> router) {
    router
        .on(LoginReply.class, ClientStage.LOGGING_IN, (client, reply) -> client.accept(reply))
        .on(Failure.class, ALL, (client, failure) -> client.fail(failure))
        .on(ServerNotice.class, ALL, (client, notice) -> client.notice(notice))
        .on(HeartbeatReply.class, ALL, (client, reply) -> client.answered(reply));
  }

  @Override
  public void begin(GameClient client, Identity identity) {
    LoginRequest.Builder request =
        LoginRequest.newBuilder()
            .setRequestId(REQUEST_ID)
            .setName(identity.name())
            .setCredential(identity.credential())
            .setClientVersion(identity.clientVersion())
            .setResumable(client.asksToResume());
    LoginNumbers numbers = client.loginNumbers();
    if (numbers != null) {
      request.setClientInstance(numbers.instance()).setAttempt(numbers.next());
    }
    client.send(request);
  }

  @Override
  public void beat(GameClient client) {
    client.beats();
    client.send(HeartbeatRequest.newBuilder().setClientTime(client.nanoTime()));
  }
}
