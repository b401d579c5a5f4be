package dev.wharf.game.server.item;

import com.google.protobuf.Message;
import dev.wharf.game.proto.AcceptTradeReply;
import dev.wharf.game.proto.AcceptTradeRequest;
import dev.wharf.game.proto.AccountFailureCode;
import dev.wharf.game.proto.Goods;
import dev.wharf.game.proto.InventoryReply;
import dev.wharf.game.proto.InventoryRequest;
import dev.wharf.game.proto.OfferTradeReply;
import dev.wharf.game.proto.OfferTradeRequest;
import dev.wharf.game.proto.TradeMade;
import dev.wharf.game.proto.TradeOffered;
import dev.wharf.game.server.account.Accounts;
import dev.wharf.game.server.account.Owner;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.server.GameContext;
import dev.wharf.server.metrics.Counters;
import dev.wharf.server.player.GameSession;
import dev.wharf.storage.Outcome;
import dev.wharf.storage.Storage;
import dev.wharf.storage.StorageException;
import dev.wharf.storage.WorkRefusedException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The handlers of items and trades. A trade is one transaction. Its key is the id of the offer, so
/// that it is made once, however often the client asks. Thread-safe.
public final class Items {
  private static final long MOST_COINS = 1_000_000_000_000L;
  private static final int MOST_ITEMS_OF_TRADE = 10;
  private static final String OFFER = "[0-9a-f]{32}";
  private static final String MADE = "made";

  private final GameContext context;
  private final Storage storage;
  private final Accounts accounts;
  private final Offers offers;
  private final Counters<ItemEvent> counters;

  private Items(GameContext context, Storage storage, Accounts accounts) {
    this.context = context;
    this.storage = storage;
    this.accounts = accounts;
    this.offers = new Offers(context.port().runtime());
    this.counters = context.counters(ItemEvent.class);
  }

  /// Adds the handlers to a server.
  public static void addTo(GameContext context, Storage storage, Accounts accounts) {
    Items items = new Items(context, storage, accounts);
    context
        .packets()
        .on(InventoryRequest.class, items::show)
        .on(OfferTradeRequest.class, items::offer)
        .on(AcceptTradeRequest.class, items::accept);
    context.gauge("offers", "Open offers of trades", items.offers::count);
  }

  private void show(GameSession session, InventoryRequest request) {
    int requestId = request.getRequestId();
    if (requestId == 0) {
      session.fail(FailureCode.INVALID_REQUEST, request, 0, GameSession.NOT_NUMBERED);
      return;
    }
    String account = session.player().account().id();
    storage
        .run(session, handle -> Belongings.of(handle, account))
        .then(
            session,
            outcome -> {
              switch (outcome) {
                case Outcome.Done<InventoryReply.Builder> done ->
                    session.send(done.result().setRequestId(requestId));
                case Outcome.NotDone<InventoryReply.Builder> not ->
                    fail(session, request, requestId, not.why());
              }
            });
  }

  private void offer(GameSession session, OfferTradeRequest request) {
    int requestId = request.getRequestId();
    GameSession other = context.players().find(request.getTo());
    String problem = problemOf(request);
    if (problem != null) {
      session.fail(FailureCode.INVALID_REQUEST, request, requestId, problem);
    } else if (other == null || other.equals(session)) {
      counters.count(ItemEvent.TRADES_REFUSED);
      session.fail(
          AccountFailureCode.TRADE_REFUSED, request, requestId, "no other player has this name");
    } else {
      Offers.Offer offer = offers.open(session, other, request.getGive(), request.getWant());
      counters.count(ItemEvent.TRADES_OFFERED);
      session.send(OfferTradeReply.newBuilder().setRequestId(requestId).setOffer(offer.id()));
      other.send(
          TradeOffered.newBuilder()
              .setOffer(offer.id())
              .setFrom(session.player().name())
              .setGive(offer.gives())
              .setWant(offer.wants()));
    }
  }

  private static @Nullable String problemOf(OfferTradeRequest request) {
    if (request.getRequestId() == 0) {
      return GameSession.NOT_NUMBERED;
    }
    String problem = problemOf(request.getGive());
    return problem == null ? problemOf(request.getWant()) : problem;
  }

  private static @Nullable String problemOf(Goods goods) {
    if (goods.getCoins() < 0 || goods.getCoins() > MOST_COINS) {
      return "a trade has at most " + MOST_COINS + " coins on each side";
    }
    Set<Long> items = new HashSet<>(goods.getItemIdsList());
    return items.size() > MOST_ITEMS_OF_TRADE || items.size() < goods.getItemIdsCount()
        ? "a trade has at most " + MOST_ITEMS_OF_TRADE + " items on each side, each once"
        : null;
  }

  private void accept(GameSession session, AcceptTradeRequest request) {
    int requestId = request.getRequestId();
    String id = request.getOffer();
    if (requestId == 0 || !id.matches(OFFER)) {
      String problem = requestId == 0 ? GameSession.NOT_NUMBERED : "this is no id of an offer";
      session.fail(FailureCode.INVALID_REQUEST, request, requestId, problem);
      return;
    }
    Offers.Offer offer = offers.take(id, session);
    Owner taker = Objects.requireNonNull(accounts.ownerOf(session), "the session is in a callback");
    Owner giver = offer == null ? taker : accounts.ownerOf(offer.from());
    storage
        .runOnce(
            "trade " + id,
            Set.copyOf(List.of(taker.account(), (giver == null ? taker : giver).account())),
            handle -> exchange(handle, offer, giver, taker))
        .then(
            session,
            outcome -> {
              switch (outcome) {
                case Outcome.Done<String> _ -> onMade(session, requestId, id, offer);
                case Outcome.NotDone<String> not -> {
                  if (offer != null && not.why().reason() != StorageException.Reason.FAILED) {
                    offers.putBack(offer);
                  }
                  fail(session, request, requestId, not.why());
                }
              }
            });
  }

  /// Makes the trade. Without an offer, this is a request that was sent again after the trade was
  /// made, and the storage has its result; or there was no such offer.
  private static String exchange(
      Handle handle, Offers.@Nullable Offer offer, @Nullable Owner giver, Owner taker)
      throws Exception {
    if (offer == null || giver == null) {
      throw new TradeRefusedException(
          AccountFailureCode.OFFER_NOT_FOUND, "the player has no such offer");
    }
    Belongings.exchange(handle, giver, offer.gives(), taker, offer.wants());
    return MADE;
  }

  private void onMade(GameSession session, int requestId, String id, Offers.@Nullable Offer offer) {
    session.send(AcceptTradeReply.newBuilder().setRequestId(requestId).setOffer(id));
    if (offer != null) {
      counters.count(ItemEvent.TRADES_MADE);
      offer.from().send(TradeMade.newBuilder().setOffer(id).setBy(session.player().name()));
    }
  }

  private void fail(GameSession session, Message request, int requestId, StorageException why) {
    if (why.getCause() instanceof TradeRefusedException refusal) {
      counters.count(ItemEvent.TRADES_REFUSED);
      session.fail(refusal.code(), request, requestId, String.valueOf(refusal.getMessage()));
    } else {
      boolean isRefused = why.getCause() instanceof WorkRefusedException;
      AccountFailureCode code = isRefused ? AccountFailureCode.TRADE_REFUSED : Accounts.codeOf(why);
      session.fail(code, request, requestId, String.valueOf(why.getMessage()));
    }
  }
}
