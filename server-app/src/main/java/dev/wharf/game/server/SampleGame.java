package dev.wharf.game.server;

import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.proto.GamePackets;
import dev.wharf.game.server.account.AccountConsole;
import dev.wharf.game.server.account.AccountSettings;
import dev.wharf.game.server.account.Accounts;
import dev.wharf.game.server.account.NoStorage;
import dev.wharf.game.server.account.PasswordAuthenticator;
import dev.wharf.game.server.account.Registration;
import dev.wharf.game.server.chat.ChatHandlers;
import dev.wharf.game.server.chat.ChatSettings;
import dev.wharf.game.server.item.Items;
import dev.wharf.game.server.world.World;
import dev.wharf.game.server.world.WorldSettings;
import dev.wharf.protocol.FrameTooLargeException;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.server.Game;
import dev.wharf.server.GameContext;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.Authenticator;
import dev.wharf.server.login.ClientVersions;
import dev.wharf.server.player.GameSession;
import dev.wharf.storage.DatabaseOpener;
import dev.wharf.storage.Storage;
import dev.wharf.storage.StorageSettings;
import dev.wharf.storage.database.Migrations;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The sample game: echo, chat rooms, a world to walk in, and accounts with items. [#start] adds
/// the handlers of its packets.
public final class SampleGame implements Game {
  private final DatabaseOpener databases;

  /// Creates a game whose accounts are in the database that `storage.url` names.
  public SampleGame() {
    this(DatabaseOpener.bySettings());
  }

  /// Creates a game whose accounts are in another database, such as a simulated one.
  public SampleGame(DatabaseOpener databases) {
    this.databases = databases;
  }

  @Override
  public String name() {
    return "wharf";
  }

  @Override
  public PacketCatalog catalog() {
    return GamePackets.CATALOG;
  }

  /// Returns the versions of clients that may log in. A client that sends no version (0) may log
  /// in, too.
  @Override
  public ClientVersions clientVersions() {
    return new ClientVersions(0, GamePackets.VERSION);
  }

  @Override
  public List<Class<? extends Record>> settings() {
    return List.of(
        AccountSettings.class, ChatSettings.class, StorageSettings.class, WorldSettings.class);
  }

  @Override
  public Map<String, Function<ServerConfig, Authenticator>> authenticators() {
    return Map.of("accounts", _ -> new PasswordAuthenticator());
  }

  @Override
  public void start(GameContext context) {
    context.packets().on(EchoRequest.class, SampleGame::echo);
    ChatHandlers.addTo(context);
    addAccounts(context);
  }

  private void addAccounts(GameContext context) {
    if (!context.settings(AccountSettings.class).enabled()) {
      NoStorage.addTo(context);
      World.addTo(context, null);
      return;
    }
    Migrations tables = Accounts.MIGRATIONS.and(World.class, "V10__places.sql");
    Storage storage = Storage.open(context, tables, databases);
    Accounts accounts = Accounts.addTo(context, storage);
    Registration.addTo(context, storage, accounts);
    AccountConsole.addTo(context, storage, accounts);
    World.addTo(context, accounts);
    Items.addTo(context, storage, accounts);
  }

  private static void echo(GameSession session, EchoRequest request) {
    try {
      session.send(
          EchoReply.newBuilder()
              .setSequence(request.getSequence())
              .setSentNanos(request.getSentNanos())
              .setPayload(request.getPayload()));
    } catch (FrameTooLargeException e) {
      // The request may be larger than the largest frame that the server sends.
      session.fail(FailureCode.INVALID_REQUEST, request, 0, "the reply would be too large");
    }
  }
}
