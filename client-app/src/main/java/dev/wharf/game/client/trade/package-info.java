/// The swarm's scenario `trade`: users trade coins and items, and the swarm proves that no trade is
/// lost and none is made twice. Start reading at [dev.wharf.game.client.trade.TradeScenario].
@NullMarked
package dev.wharf.game.client.trade;

import org.jspecify.annotations.NullMarked;
