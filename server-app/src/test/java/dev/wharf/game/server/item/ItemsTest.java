package dev.wharf.game.server.item;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.proto.AcceptTradeReply;
import dev.wharf.game.proto.AcceptTradeRequest;
import dev.wharf.game.proto.AccountFailureCode;
import dev.wharf.game.proto.Goods;
import dev.wharf.game.proto.InventoryReply;
import dev.wharf.game.proto.InventoryRequest;
import dev.wharf.game.proto.Item;
import dev.wharf.game.proto.OfferTradeReply;
import dev.wharf.game.proto.OfferTradeRequest;
import dev.wharf.game.proto.TradeMade;
import dev.wharf.game.proto.TradeOffered;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.system.FailureCode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests trades of two players.
class ItemsTest {
  @TempDir Path folder;

  private RunningServer start() {
    return RunningServer.start(
        "account.enabled", "true",
        "storage.url", "sqlite:" + folder.resolve("game.db"),
        "storage.deadline", "30s");
  }

  private static InventoryReply inventory(TestClient client) {
    client.send(InventoryRequest.newBuilder().setRequestId(3));
    return client.await(InventoryReply.class);
  }

  private static String offer(TestClient from, String to, Goods give, Goods want) {
    from.send(OfferTradeRequest.newBuilder().setRequestId(5).setTo(to).setGive(give).setWant(want));
    return from.await(OfferTradeReply.class).getOffer();
  }

  private static void accept(TestClient client, String offer) {
    client.send(AcceptTradeRequest.newBuilder().setRequestId(6).setOffer(offer));
  }

  private static Goods coins(long coins) {
    return Goods.newBuilder().setCoins(coins).build();
  }

  private static Goods item(InventoryReply of) {
    return Goods.newBuilder().addItemIds(of.getItems(0).getItemId()).build();
  }

  @Test
  void anItemIsTradedForCoinsAndTheOwnersStayAfterARestart() {
    Item sold;
    try (RunningServer server = start()) {
      TestClient ann = server.player("ann");
      TestClient bob = server.player("bob");
      InventoryReply before = inventory(ann);
      sold = before.getItems(0);
      String id = offer(ann, "bob", item(before), coins(50));
      TradeOffered offered = bob.await(TradeOffered.class);
      assertThat(offered.getOffer()).isEqualTo(id);
      assertThat(offered.getFrom()).isEqualTo("ann");
      accept(bob, id);
      assertThat(bob.await(AcceptTradeReply.class).getOffer()).isEqualTo(id);
      assertThat(ann.await(TradeMade.class).getBy()).isEqualTo("bob");
      assertThat(inventory(ann).getCoins()).isEqualTo(1050);
      assertThat(inventory(bob).getItemsList()).contains(sold).hasSize(4);
      assertThat(server.count(ItemEvent.TRADES_MADE)).isOne();
    }
    try (RunningServer server = start()) {
      InventoryReply after = inventory(server.player("bob"));
      assertThat(after.getCoins()).isEqualTo(950);
      assertThat(after.getItemsList()).contains(sold).hasSize(4);
    }
  }

  @Test
  void aTradeIsMadeOnceHoweverOftenItIsAcceptedAlsoAfterARestart() {
    String id;
    try (RunningServer server = start()) {
      TestClient ann = server.player("ann");
      TestClient bob = server.player("bob");
      id = offer(ann, "bob", coins(0), coins(50));
      for (int i = 0; i < 3; i++) {
        accept(bob, id);
      }
      for (int i = 0; i < 3; i++) {
        bob.await(AcceptTradeReply.class);
      }
      assertThat(inventory(ann).getCoins()).isEqualTo(1050);
    }
    try (RunningServer server = start()) {
      TestClient bob = server.player("bob");
      accept(bob, id);
      assertThat(bob.await(AcceptTradeReply.class).getOffer()).isEqualTo(id);
      assertThat(inventory(bob).getCoins()).isEqualTo(950);
    }
  }

  @Test
  void refusesATradeThatASideCannotPay() {
    try (RunningServer server = start()) {
      TestClient ann = server.player("ann");
      TestClient bob = server.player("bob");
      InventoryReply before = inventory(ann);
      accept(bob, offer(ann, "bob", item(before), coins(1001)));
      bob.awaitFailure(AccountFailureCode.TRADE_REFUSED);
      accept(bob, offer(ann, "bob", coins(1), item(before))); // bob does not have it
      bob.awaitFailure(AccountFailureCode.TRADE_REFUSED);
      assertThat(inventory(ann)).isEqualTo(before);
      assertThat(inventory(bob).getCoins()).isEqualTo(1000);
      assertThat(server.count(ItemEvent.TRADES_REFUSED)).isEqualTo(2);
    }
  }

  @Test
  void nobodyElseCanAcceptAnOffer() {
    try (RunningServer server = start()) {
      TestClient ann = server.player("ann");
      server.player("bob");
      TestClient eve = server.player("eve");
      accept(eve, offer(ann, "bob", coins(500), coins(0)));
      eve.awaitFailure(AccountFailureCode.OFFER_NOT_FOUND);
      assertThat(inventory(ann).getCoins()).isEqualTo(1000);
    }
  }

  @Test
  void refusesInvalidRequests() {
    try (RunningServer server = start()) {
      TestClient ann = server.player("ann");
      server.player("bob");
      accept(ann, "short");
      ann.awaitFailure(FailureCode.INVALID_REQUEST);
      for (Goods goods :
          new Goods[] {
            coins(-1), coins(Long.MAX_VALUE), Goods.newBuilder().addItemIds(1).addItemIds(1).build()
          }) {
        ann.send(OfferTradeRequest.newBuilder().setRequestId(5).setTo("bob").setGive(goods));
        ann.awaitFailure(FailureCode.INVALID_REQUEST);
      }
      ann.send(OfferTradeRequest.newBuilder().setRequestId(5).setTo("ann"));
      ann.awaitFailure(AccountFailureCode.TRADE_REFUSED);
      ann.send(OfferTradeRequest.newBuilder().setRequestId(5).setTo("nobody"));
      ann.awaitFailure(AccountFailureCode.TRADE_REFUSED);
    }
  }

  @Test
  void aServerWithoutStorageSaysSo() {
    try (RunningServer server = RunningServer.start()) {
      TestClient ann = server.player("ann");
      ann.send(InventoryRequest.newBuilder().setRequestId(3));
      assertThat(ann.receiveFailure(AccountFailureCode.NO_STORAGE, false).getRequestId())
          .isEqualTo(3);
    }
  }
}
