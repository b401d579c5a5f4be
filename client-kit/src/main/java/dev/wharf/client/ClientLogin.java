package dev.wharf.client;

import dev.wharf.protocol.PacketRouter;

/// The client's side of a game's login and heartbeats. [SystemLogin] uses the system packets. A
/// game with its own login packets implements this interface, and translates its packets:
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
/// One object serves all clients of a router, so it must not contain the state of a single client.
/// Thread-safe.
public interface ClientLogin {
  /// Adds handlers for the server's packets about the login and the connection. These handlers call
  /// [GameClient#accept], [GameClient#fail] and [GameClient#notice].
  <C extends GameClient> void addTo(PacketRouter.Builder<C> router);

  /// Sends the login request. Called once for each connection, on the client's worker, when the
  /// connection is open.
  void begin(GameClient client, Identity identity);

  /// Sends a heartbeat. Called each time that `heartbeat_seconds` of the login reply have passed,
  /// on any thread. Not called when `heartbeat_seconds` is 0.
  default void beat(GameClient client) {}
}
