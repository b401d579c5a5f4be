package dev.wharf.game.client.trade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.proto.Goods;
import dev.wharf.game.proto.InventoryReply;
import dev.wharf.game.proto.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests the check of all trades. Ann has the items 1, 2, 3, and Ben the items 11, 12, 13. Ann
/// gives 100 coins and the item 1, and gets 30 coins and the items 11 and 12.
class TradeLedgerTest {
  private final LongAdder checked = new LongAdder();
  private final LongAdder excluded = new LongAdder();
  private final List<String> differences = new ArrayList<>();
  private final TradeLedger ledger = new TradeLedger(checked, excluded, differences::add);
  private final Account ann = ledger.account("ann");
  private final Account ben = ledger.account("ben");
  private final Trade trade = new Trade("offer", ann, ben, goods(100, 1), goods(30, 11, 12));

  @BeforeEach
  void begin() {
    ann.begin(owned(1000, 1, 2, 3));
    ben.begin(owned(1000, 11, 12, 13));
  }

  @Test
  void findsNothingWhenEachAcknowledgedTradeWasMadeOnce() {
    make(trade);
    end(owned(930, 2, 3, 11, 12), owned(1070, 1, 13));
    assertThat(differences).isEmpty();
    assertThat(checked.sum()).isEqualTo(2);
    assertThat(excluded.sum()).isZero();
  }

  @Test
  void findsAnAcknowledgedTradeThatIsLost() {
    make(trade);
    end(owned(1000, 1, 2, 3), owned(1000, 11, 12, 13));
    assertThat(differences)
        .containsExactlyInAnyOrder(
            "ann has 1000 coins and the items [1, 2, 3], but by its trades it must have 930 coins"
                + " and the items [2, 3, 11, 12]",
            "ben has 1000 coins and the items [11, 12, 13], but by its trades it must have 1070"
                + " coins and the items [1, 13]");
  }

  @Test
  void findsATradeOfCoinsThatWasMadeTwice() {
    make(new Trade("coins", ann, ben, goods(100), goods(30)));
    end(owned(860, 1, 2, 3), owned(1140, 11, 12, 13));
    assertThat(differences).hasSize(2).allMatch(line -> line.contains("by its trades it must"));
  }

  @Test
  void findsATradeThatWasMadeAndNotAcknowledged() {
    ledger.begin(trade);
    ledger.notMade(trade);
    end(owned(930, 2, 3, 11, 12), owned(1070, 1, 13));
    assertThat(differences).hasSize(2);
  }

  @Test
  void findsAWrongItem() {
    make(trade);
    end(owned(930, 2, 3, 11, 13), owned(1070, 1, 12));
    assertThat(differences).hasSize(2);
  }

  @Test
  void findsAnItemThatTwoHave() {
    make(trade);
    end(owned(930, 1, 2, 3, 11, 12), owned(1070, 1, 13));
    assertThat(differences).hasSize(2).contains("both ann and ben own the item 1");
  }

  @Test
  void findsCoinsFromNowhereAlsoWithoutATrade() {
    end(owned(1000, 1, 2, 3), owned(1001, 11, 12, 13));
    assertThat(differences)
        .contains("all accounts together had 2000 coins, and have 2001")
        .hasSize(2);
  }

  @Test
  void findsItemsThatAreGone() {
    end(owned(1000, 1, 2), owned(1000, 11, 12, 13));
    assertThat(differences)
        .contains("all accounts together had 6 items, and have 5, or others")
        .hasSize(2);
  }

  @Test
  void findsAnItemOfAnotherKind() {
    InventoryReply.Builder changed = owned(1000, 1, 2, 3).toBuilder();
    changed.getItemsBuilder(0).setKind(9);
    end(changed.build(), owned(1000, 11, 12, 13));
    assertThat(differences).containsExactly("an item has another kind than at the beginning");
  }

  @Test
  void findsThatOnlyOneSideWasToldOfATrade() {
    ledger.begin(trade);
    ledger.tell("offer");
    ledger.notMade(trade);
    end(owned(1000, 1, 2, 3), owned(1000, 11, 12, 13));
    assertThat(differences)
        .containsExactly(
            "the server told ann that its trade is made, and ben that the same trade is not made");
  }

  @Test
  void findsATradeThatWasNeverSettledAndAnAccountWithoutAnEnd() {
    ledger.begin(trade);
    ann.end(owned(1000, 1, 2, 3));
    ledger.check();
    assertThat(differences)
        .containsExactlyInAnyOrder(
            "ben did not get to know the outcome of a trade",
            "ben did not get to know what it owns at the end");
  }

  @Test
  void countsAnAcknowledgementOnce() {
    make(trade);
    ledger.made(trade);
    end(owned(930, 2, 3, 11, 12), owned(1070, 1, 13));
    assertThat(differences).isEmpty();
  }

  @Test
  void takesAcknowledgementsInAnyOrder() {
    Account cid = ledger.account("cid");
    cid.begin(owned(1000, 21));
    make(new Trade("second", ben, cid, goods(0, 1), goods(0, 21))); // made after the first
    make(trade);
    cid.end(owned(1000, 1));
    end(owned(930, 2, 3, 11, 12), owned(1070, 13, 21));
    assertThat(differences).isEmpty();
    assertThat(checked.sum()).isEqualTo(3);
  }

  @Test
  void excludesBothSidesOfATradeThatAUserHasLeft() {
    ledger.begin(trade);
    ledger.abandon(trade);
    end(owned(930, 2, 3, 11, 12), owned(1070, 1, 13));
    assertThat(differences).isEmpty();
    assertThat(excluded.sum()).isEqualTo(2);
    assertThat(checked.sum()).isZero();
  }

  @Test
  void excludesAnAccountThatHasLeftBeforeItsLastTradeWasKnown() {
    ledger.begin(trade);
    ann.end(owned(1000, 1, 2, 3));
    ledger.made(trade);
    ben.end(owned(1070, 1, 13));
    ledger.check();
    assertThat(differences).isEmpty();
    assertThat(excluded.sum()).isEqualTo(1);
    assertThat(checked.sum()).isEqualTo(1);
  }

  private void make(Trade one) {
    ledger.begin(one);
    ledger.made(one);
  }

  private void end(InventoryReply ofAnn, InventoryReply ofBen) {
    ann.end(ofAnn);
    ben.end(ofBen);
    ledger.check();
  }

  private static Goods goods(long coins, long... items) {
    return Goods.newBuilder()
        .setCoins(coins)
        .addAllItemIds(LongStream.of(items).boxed().toList())
        .build();
  }

  private static InventoryReply owned(long coins, long... items) {
    return InventoryReply.newBuilder()
        .setCoins(coins)
        .addAllItems(
            LongStream.of(items)
                .mapToObj(id -> Item.newBuilder().setItemId(id).setKind((int) id).build())
                .toList())
        .build();
  }
}
