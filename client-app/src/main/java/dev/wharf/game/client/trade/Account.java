package dev.wharf.game.client.trade;

import dev.wharf.game.proto.Goods;
import dev.wharf.game.proto.InventoryReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The goods that one account must own: those of the beginning, and those that the acknowledged
/// trades have given and taken. The acknowledgements of different users come in any order. So an
/// item may be there twice, or less than never, until all of them have come. Thread-safe.
final class Account {
  private final String name;

  /// The inventory before the first trade; null until it has come. The lock of this object guards
  /// all fields below.
  private @Nullable InventoryReply first;

  /// The inventory after the last trade; null until it has come.
  private @Nullable InventoryReply last;

  private long coins;

  /// How often each item must be there, by its number. No count is zero.
  private final Map<Long, Integer> items = new TreeMap<>();

  private boolean isExcluded;

  Account(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /// Takes what the server says at a login. Only the first call has an effect: later, there may be
  /// trades whose acknowledgement has not come.
  synchronized void begin(InventoryReply owned) {
    if (first == null) {
      first = owned;
      coins = owned.getCoins();
      owned.getItemsList().forEach(item -> count(item.getItemId(), 1));
    }
  }

  synchronized boolean hasBegun() {
    return first != null;
  }

  /// Changes what the account must own.
  synchronized void trade(Goods gives, Goods gets) {
    coins += gets.getCoins() - gives.getCoins();
    gives.getItemIdsList().forEach(item -> count(item, -1));
    gets.getItemIdsList().forEach(item -> count(item, 1));
    if (last != null) {
      exclude(); // the account has left for good, and its last trade became known after that
    }
  }

  private void count(long item, int by) {
    if (items.merge(item, by, Integer::sum) == 0) {
      items.remove(item);
    }
  }

  /// Takes what the server says when the user leaves the scenario, after its last trade.
  synchronized void end(InventoryReply owned) {
    last = owned;
  }

  /// Takes the account out of the check, because it has left before its last trade was settled.
  synchronized void exclude() {
    isExcluded = true;
  }

  synchronized boolean isExcluded() {
    return isExcluded;
  }

  /// Draws some of the coins and up to `mostItems` of the items.
  synchronized Goods draw(RandomGenerator random, int mostCoins, int mostItems) {
    List<Long> numbers = new ArrayList<>(items.keySet());
    int count = random.nextInt(Math.min(mostItems, numbers.size()) + 1);
    Goods.Builder drawn = Goods.newBuilder();
    for (int i = 0; i < count; i++) {
      drawn.addItemIds(numbers.remove(random.nextInt(numbers.size())));
    }
    return drawn.setCoins(random.nextLong(Math.clamp(coins, 0, mostCoins) + 1)).build();
  }

  /// Returns more coins than the account has.
  synchronized Goods tooMuch() {
    return Goods.newBuilder().setCoins(Math.max(0, coins) + 1_000_000).build();
  }

  synchronized @Nullable InventoryReply first() {
    return first;
  }

  synchronized @Nullable InventoryReply last() {
    return last;
  }

  /// Compares what the account owns at the end with what it must own.
  ///
  /// @return one line; null when both are equal
  synchronized @Nullable String difference() {
    if (last == null) {
      return name + " did not get to know what it owns at the end";
    }
    Map<Long, Integer> owned = new TreeMap<>();
    last.getItemsList().forEach(item -> owned.merge(item.getItemId(), 1, Integer::sum));
    if (last.getCoins() == coins && owned.equals(items)) {
      return null;
    }
    return String.format(
        "%s has %d coins and the items %s, but by its trades it must have %d coins and the items"
            + " %s",
        name, last.getCoins(), shown(owned), coins, shown(items));
  }

  private static String shown(Map<Long, Integer> items) {
    List<String> texts = new ArrayList<>();
    items.forEach((item, count) -> texts.add(count == 1 ? "" + item : item + " (" + count + "x)"));
    return texts.toString();
  }
}
