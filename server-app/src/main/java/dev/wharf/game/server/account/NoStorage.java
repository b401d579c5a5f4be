package dev.wharf.game.server.account;

import com.google.protobuf.Message;
import dev.wharf.game.proto.AcceptTradeRequest;
import dev.wharf.game.proto.AccountFailureCode;
import dev.wharf.game.proto.ChangePasswordRequest;
import dev.wharf.game.proto.InventoryRequest;
import dev.wharf.game.proto.OfferTradeRequest;
import dev.wharf.game.proto.RegisterRequest;
import dev.wharf.server.GameContext;
import dev.wharf.server.StartException;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.Stage;
import java.util.List;

/// The handlers of a server without a database: they refuse all requests about accounts and items.
public final class NoStorage {
  private NoStorage() {}

  /// Adds the handlers to a server.
  ///
  /// @throws StartException when players are to log in with passwords, which nobody could have
  public static void addTo(GameContext context) {
    if (context.authenticator() instanceof PasswordAuthenticator) {
      throw StartException.of(
          context.config(),
          List.of("login.authenticator", "account.enabled"),
          new IllegalStateException("login.authenticator = accounts needs accounts"));
    }
    context
        .packets()
        .on(RegisterRequest.class, Stage.LOGIN, (s, r) -> refuse(s, r, r.getRequestId()))
        .on(ChangePasswordRequest.class, Stage.LOGIN, (s, r) -> refuse(s, r, r.getRequestId()))
        .on(InventoryRequest.class, (s, r) -> refuse(s, r, r.getRequestId()))
        .on(OfferTradeRequest.class, (s, r) -> refuse(s, r, r.getRequestId()))
        .on(AcceptTradeRequest.class, (s, r) -> refuse(s, r, r.getRequestId()));
  }

  private static void refuse(GameSession session, Message request, int requestId) {
    session.fail(
        AccountFailureCode.NO_STORAGE,
        request,
        requestId,
        "this server has account.enabled = false");
  }
}
