package dev.wharf.storage;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The table of the tests: coins by owner.
final class Purses {
  private Purses() {}

  /// Adds coins to a purse, which is made when there is none.
  ///
  /// @return the coins in the purse
  static int add(Handle handle, String owner, int coins) {
    Optional<Integer> sum =
        handle
            .createQuery(
                "UPDATE purse SET coins = coins + :coins WHERE owner = :owner RETURNING coins")
            .bind("owner", owner)
            .bind("coins", coins)
            .mapTo(Integer.class)
            .findOne();
    if (sum.isEmpty()) {
      handle.execute("INSERT INTO purse (owner, coins) VALUES (?, ?)", owner, coins);
    }
    return sum.orElse(coins);
  }

  static int coins(Handle handle, String owner) {
    return handle
        .createQuery("SELECT coins FROM purse WHERE owner = :owner")
        .bind("owner", owner)
        .mapTo(Integer.class)
        .findOne()
        .orElse(0);
  }
}
