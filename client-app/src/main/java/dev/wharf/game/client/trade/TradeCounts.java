package dev.wharf.game.client.trade;

import dev.wharf.swarm.ScenarioContext;
import java.util.concurrent.atomic.LongAdder;

/// The counters of the scenario.
///
/// @param made acknowledged trades
/// @param refused offers and trades that the server refused by its rules
/// @param notFound accepted offers that were replaced, had expired, or whose maker was gone
/// @param busy requests that the server put off because its database was slow or away
/// @param open trades whose outcome a user did not know for a time: the connection was lost, or the
///   server did not know it
/// @param settledMade trades of these that turned out to be made
/// @param settledNotMade trades of these that turned out not to be made
/// @param skipped iterations in which a user waited for an answer, so that it sent nothing
record TradeCounts(
    LongAdder made,
    LongAdder refused,
    LongAdder notFound,
    LongAdder busy,
    LongAdder open,
    LongAdder settledMade,
    LongAdder settledNotMade,
    LongAdder skipped) {
  static TradeCounts in(ScenarioContext context) {
    return new TradeCounts(
        context.counter("made"),
        context.counter("refused_by_rule"),
        context.counter("not_found"),
        context.counter("busy"),
        context.counter("open"),
        context.counter("settled_made"),
        context.counter("settled_not_made"),
        context.counter("skipped"));
  }
}
