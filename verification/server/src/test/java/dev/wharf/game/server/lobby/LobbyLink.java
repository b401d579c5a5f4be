package dev.wharf.game.server.lobby;

import dev.wharf.client.GameClient;
import dev.wharf.client.Identity;
import dev.wharf.client.ReconnectingClient;
import dev.wharf.client.Route;
import dev.wharf.engine.ClientService;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.system.Failure;
import dev.wharf.server.GameContext;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A game server's connection to the lobby. It sends the server's number of players every second.
final class LobbyLink extends GameClient {
  private static final Logger log = LoggerFactory.getLogger(LobbyLink.class);
  private static final PacketRouter<LobbyLink> PACKETS =
      GameClient.<LobbyLink>routes(PacketCatalog.withSystem()).build();

  private LobbyLink(PacketLink link, Identity identity) {
    super(link, identity);
  }

  /// Connects to the lobby. The connection stays until the game server ends.
  static void open(GameContext context) {
    LobbySettings settings = context.settings(LobbySettings.class);
    Identity identity = Identity.of(settings.name(), settings.token());
    ClientService links = ClientService.open(context.port(), GameClient.sessionOptions());
    ReconnectingClient<LobbyLink> lobby =
        new ReconnectingClient<>(
            links,
            Route.to(new InetSocketAddress(settings.host(), settings.port())),
            PacketProtocol.of(PACKETS),
            link -> new LobbyLink(link, identity),
            new Watch());
    context.onStop(
        "lobby",
        () -> {
          lobby.close();
          boolean _ = links.drain(Duration.ofSeconds(1)); // sends queued packets
        });
    lobby.open();
    context.tick(
        context.queue("lobby", 10),
        Duration.ofSeconds(1),
        (number, elapsedNanos) -> {
          LobbyLink link = lobby.client();
          if (link != null) {
            link.report(context.players().count());
          }
        });
  }

  private void report(int players) {
    ByteBuffer body = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    sendRaw(LobbyGame.PLAYERS, body.putInt(players).array());
  }

  private static final class Watch implements ReconnectingClient.Listener<LobbyLink> {
    @Override
    public void onRefused(LobbyLink link, Failure failure, boolean isFinal) {
      log.error("the lobby refuses this server: code {}, final {}", failure.getCode(), isFinal);
    }
  }
}
