package dev.wharf.game.server.item;

import dev.wharf.game.proto.Goods;
import dev.wharf.game.proto.InventoryReply;
import dev.wharf.game.proto.Item;
import dev.wharf.game.server.account.Accounts;
import dev.wharf.game.server.account.Owner;
import dev.wharf.storage.WorkRefusedException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Reads and changes what accounts own. All methods are parts of a work.
final class Belongings {
  /// The most items of an account.
  static final int MOST_ITEMS = 100;

  private Belongings() {}

  static InventoryReply.Builder of(Handle handle, String account) {
    long coins =
        handle
            .createQuery("SELECT coins FROM account WHERE id = :id")
            .bind("id", account)
            .mapTo(Long.class)
            .one();
    List<Item> items =
        handle
            .createQuery(
                "SELECT item_id, kind FROM item WHERE owner_id = :id ORDER BY item_id LIMIT :most")
            .bind("id", account)
            .bind("most", MOST_ITEMS)
            .map(
                (row, _) ->
                    Item.newBuilder().setItemId(row.getLong(1)).setKind(row.getInt(2)).build())
            .list();
    return InventoryReply.newBuilder().setCoins(coins).addAllItems(items);
  }

  /// Gives the goods of each side to the other one.
  ///
  /// @throws WorkRefusedException when a side has not what it gives, would have too many items, or
  ///   has logged in elsewhere
  static void exchange(Handle handle, Owner one, Goods gives, Owner other, Goods wants)
      throws WorkRefusedException {
    boolean isInOrder = one.account().compareTo(other.account()) < 0;
    Accounts.check(handle, isInOrder ? one : other); // in one order, so that no two works wait
    Accounts.check(handle, isInOrder ? other : one); // for each other in the database
    long coins = wants.getCoins() - gives.getCoins();
    addCoins(handle, one.account(), coins);
    addCoins(handle, other.account(), -coins);
    hand(handle, gives.getItemIdsList(), one.account(), other.account());
    hand(handle, wants.getItemIdsList(), other.account(), one.account());
    checkRoom(handle, one.account());
    checkRoom(handle, other.account());
  }

  private static void addCoins(Handle handle, String account, long coins)
      throws TradeRefusedException {
    int changed =
        handle.execute(
            "UPDATE account SET coins = coins + ? WHERE id = ? AND coins + ? >= 0",
            coins,
            account,
            coins);
    if (changed == 0) {
      throw new TradeRefusedException("one side has too few coins");
    }
  }

  private static void hand(Handle handle, List<Long> items, String from, String to)
      throws TradeRefusedException {
    for (long item : items) {
      int changed =
          handle.execute(
              "UPDATE item SET owner_id = ? WHERE item_id = ? AND owner_id = ?", to, item, from);
      if (changed == 0) {
        throw new TradeRefusedException("one side does not have an item that it gives");
      }
    }
  }

  private static void checkRoom(Handle handle, String account) throws TradeRefusedException {
    int items =
        handle
            .createQuery("SELECT COUNT(*) FROM item WHERE owner_id = :id")
            .bind("id", account)
            .mapTo(Integer.class)
            .one();
    if (items > MOST_ITEMS) {
      throw new TradeRefusedException("one side would have more than " + MOST_ITEMS + " items");
    }
  }
}
