package dev.wharf.client;

import dev.wharf.protocol.PacketRouter;

/// The client's side of a game's login and heartbeats. [SystemLogin] uses the system packets. A
/// game with login packets of its own implements this interface, and translates them:
///
/// ```java
/// final class MoveLogin implements ClientLogin {
///   @Override
///   public <C extends GameClient> void addTo(PacketRouter.Builder<C> router) {
///     router.onRaw(
///         ENTERED,
///         Set.of(ClientStage.LOGGING_IN),
///         (client, body) -> client.accept(LoginReply.newBuilder().setPlayerId(body.getLong()).build()));
///   }
///
///   @Override
///   public void begin(GameClient client, Identity identity) {}
/// }
/// ```
///
/// One object serves all clients of a router, so it has no state of a single client. Thread-safe.
public interface ClientLogin {
  /// Adds handlers for the server's packets about the login and the connection. The handlers call
  /// [GameClient#accept], [GameClient#fail] and [GameClient#notice].
  <C extends GameClient> void addTo(PacketRouter.Builder<C> router);

  /// Sends the login request. Called once for each connection, when it is open, on the client's
  /// worker.
  void begin(GameClient client, Identity identity);

  /// Sends a heartbeat. Called at the interval `heartbeat_seconds` of the login reply, on any
  /// thread; not called when the interval is 0.
  default void beat(GameClient client) {}
}
