package dev.wharf.game.simulation;

import java.util.Locale;
import java.util.SortedMap;

/// The trades that users have made, and the commits that made some of them unknown.
///
/// @param made acknowledged trades
/// @param open trades whose outcome a user did not know for a time
/// @param openAndMade trades of these that turned out to be made
/// @param unknownCommits the commits whose outcome the server did not get to know
public record CheckedTrades(long made, long open, long openAndMade, long unknownCommits) {
  /// The value with all counts at zero.
  static final CheckedTrades NONE = new CheckedTrades(0, 0, 0, 0);

  /// Returns the counts of the swarm's scenario `trade`.
  static CheckedTrades of(SortedMap<String, Long> counters) {
    return new CheckedTrades(
        counters.getOrDefault("made", 0L),
        counters.getOrDefault("open", 0L),
        counters.getOrDefault("settled_made", 0L),
        0);
  }

  /// Returns the sums of these counts and other counts.
  CheckedTrades plus(CheckedTrades other) {
    return new CheckedTrades(
        made + other.made,
        open + other.open,
        openAndMade + other.openAndMade,
        unknownCommits + other.unknownCommits);
  }

  /// Returns the counts as a text for people.
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d trades, %,d of them unknown for a time (%,d made), %,d unknown commits",
        made,
        open,
        openAndMade,
        unknownCommits);
  }
}
