package dev.wharf.client;

import dev.wharf.protocol.PacketRouter;

/// How a client asks a server to let it in, and stays connected: the client's side of a game's
/// login. [SystemLogin] uses the system packets. A game with packets of its own writes its own
/// login, which translates them:
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
/// One login serves all clients of a router, so it keeps nothing of one client. Thread-safe.
public interface ClientLogin {
  /// Adds handlers for what the server sends about the login and the connection. They call
  /// [GameClient#accept], [GameClient#fail] and [GameClient#notice].
  <C extends GameClient> void addTo(PacketRouter.Builder<C> router);

  /// Asks the server to let the client in. Called once for each connection, when it is open, on the
  /// client's worker.
  void begin(GameClient client, Identity identity);

  /// Sends a packet that tells the server that the client is alive. Called as often as
  /// `heartbeat_seconds` of the accepted login says, on any thread; never when that is 0.
  default void beat(GameClient client) {}
}
