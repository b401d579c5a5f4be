package dev.wharf.game.client.trade;

import dev.wharf.game.proto.Goods;
import dev.wharf.game.proto.TradeOffered;

/// A trade that one account offers and another one takes.
///
/// @param offer the id of the offer
/// @param giver the account that offers
/// @param taker the account that accepts
/// @param gives what the giver gives
/// @param wants what the taker gives
record Trade(String offer, Account giver, Account taker, Goods gives, Goods wants) {
  static Trade of(TradeOffered offered, Account giver, Account taker) {
    return new Trade(offered.getOffer(), giver, taker, offered.getGive(), offered.getWant());
  }
}
