package dev.wharf.game.client.trade;

import dev.wharf.game.proto.InventoryReply;
import dev.wharf.game.proto.Item;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The trades as the users know them, kept outside the server. At the end it compares what the
/// accounts own with what they must own: what they owned at the beginning, and each acknowledged
/// trade once. Thread-safe.
final class TradeLedger {
  /// The accounts of the users of this process, by their names.
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();

  /// The trades that a user has accepted and whose outcome is not known, by the ids of the offers.
  private final Map<String, Open> open = new ConcurrentHashMap<>();

  private final LongAdder checked;
  private final LongAdder excluded;
  private final Consumer<String> onDifference;

  /// A trade whose outcome the taker does not know.
  ///
  /// @param isMade whether the server has told the giver that the trade is made
  private record Open(Trade trade, boolean isMade) {}

  /// Creates a ledger without accounts.
  ///
  /// @param checked counts the accounts that were compared
  /// @param excluded counts the accounts that left before their last trade was settled
  /// @param onDifference takes each difference, in one line
  TradeLedger(LongAdder checked, LongAdder excluded, Consumer<String> onDifference) {
    this.checked = checked;
    this.excluded = excluded;
    this.onDifference = onDifference;
  }

  /// Returns the account of a user; the first call makes it.
  Account account(String name) {
    return accounts.computeIfAbsent(name, Account::new);
  }

  /// Returns the account of a user; null when the player is no user of this process.
  @Nullable Account find(String name) {
    return accounts.get(name);
  }

  /// Records that the taker is about to accept. From now on, the trade may be made.
  void begin(Trade trade) {
    open.put(trade.offer(), new Open(trade, false));
  }

  /// Records that the server has told the giver that its offer was accepted.
  void tell(String offer) {
    open.computeIfPresent(offer, (_, one) -> new Open(one.trade, true));
  }

  /// Records the acknowledgement of a trade.
  void made(Trade trade) {
    if (open.remove(trade.offer()) != null) {
      apply(trade);
    }
  }

  private static void apply(Trade trade) {
    trade.giver().trade(trade.gives(), trade.wants());
    trade.taker().trade(trade.wants(), trade.gives());
  }

  /// Records that the server says that a trade was not made.
  void notMade(Trade trade) {
    Open one = open.remove(trade.offer());
    if (one != null && one.isMade) {
      onDifference.accept(
          "the server told "
              + trade.giver().name()
              + " that its trade is made, and "
              + trade.taker().name()
              + " that the same trade is not made");
    }
  }

  /// Records that a user has left before it knew the outcome of a trade.
  void abandon(Trade trade) {
    if (open.remove(trade.offer()) != null) {
      trade.giver().exclude();
      trade.taker().exclude();
    }
  }

  /// Compares all accounts, after the last trade.
  void check() {
    open.values()
        .forEach(
            one ->
                onDifference.accept(
                    one.trade.taker().name() + " did not get to know the outcome of a trade"));
    boolean areAllKnown = true;
    for (Account account : accounts.values()) {
      if (account.isExcluded()) {
        excluded.increment();
        areAllKnown = false;
      } else if (account.hasBegun()) {
        check(account);
        areAllKnown &= account.last() != null;
      }
    }
    if (areAllKnown) {
      checkSums();
    }
    checkOwners();
  }

  private void check(Account account) {
    checked.increment();
    String difference = account.difference();
    if (difference != null) {
      onDifference.accept(difference);
    }
  }

  /// Compares the sum of the coins and all items with those of the beginning. This does not depend
  /// on what the users know about their trades.
  private void checkSums() {
    Sum first = new Sum();
    Sum last = new Sum();
    for (Account account : accounts.values()) {
      first.add(account.first());
      last.add(account.last());
    }
    if (first.coins != last.coins) {
      onDifference.accept(
          "all accounts together had " + first.coins + " coins, and have " + last.coins);
    }
    if (!first.kinds.keySet().equals(last.kinds.keySet())) {
      onDifference.accept(
          "all accounts together had "
              + first.kinds.size()
              + " items, and have "
              + last.kinds.size()
              + ", or others");
    } else if (!first.kinds.equals(last.kinds)) {
      onDifference.accept("an item has another kind than at the beginning");
    }
  }

  /// Finds items that two accounts own.
  private void checkOwners() {
    Map<Long, String> owners = new TreeMap<>();
    for (Account account : accounts.values()) {
      InventoryReply last = account.isExcluded() ? null : account.last();
      List<Item> owned = last == null ? List.of() : last.getItemsList();
      for (Item item : owned) {
        String other = owners.put(item.getItemId(), account.name());
        if (other != null) {
          onDifference.accept(
              "both " + other + " and " + account.name() + " own the item " + item.getItemId());
        }
      }
    }
  }

  /// The coins and items of several accounts.
  private static final class Sum {
    private long coins;

    /// The kind of each item, by its number.
    private final Map<Long, Integer> kinds = new TreeMap<>();

    void add(@Nullable InventoryReply owned) {
      if (owned != null) {
        coins += owned.getCoins();
        owned.getItemsList().forEach(item -> kinds.put(item.getItemId(), item.getKind()));
      }
    }
  }
}
