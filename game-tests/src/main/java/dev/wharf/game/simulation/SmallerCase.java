package dev.wharf.game.simulation;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// A case that goes wrong, and that a search has made smaller: fewer users, less time, fewer
/// faults.
///
/// @param it the case
/// @param outcome its result, which is not good
record SmallerCase(Case it, Outcome outcome) {
  /// How many seeds the search tries for one change of the users or of the time. Such a change
  /// changes the whole run, so that the same seed may go well.
  private static final int SEEDS = 3;

  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /// Looks for a smaller case. Keeps each change with which the case still goes wrong, until no
  /// change is left or the time is over.
  ///
  /// @param outcome the result of the case
  /// @param play plays a case
  /// @param isOver returns whether the search must end
  static SmallerCase find(
      Case it, Outcome outcome, Function<Case, Outcome> play, BooleanSupplier isOver) {
    SmallerCase smallest = new SmallerCase(it, outcome);
    SmallerCase smaller = smallest;
    while (smaller != null) {
      smallest = smaller;
      smaller =
          smallest
              .changes()
              .takeWhile(_ -> !isOver.getAsBoolean())
              .map(changed -> new SmallerCase(changed, play.apply(changed)))
              .filter(played -> !played.outcome.isGood())
              .findFirst()
              .orElse(null);
    }
    return smallest;
  }

  /// Returns the cases that are a step smaller, the largest steps first.
  private Stream<Case> changes() {
    return Stream.of(withLessTime(), withFewerClients(), withFewerFaults())
        .flatMap(Function.identity());
  }

  private Stream<Case> withLessTime() {
    Duration half = it.time().dividedBy(2);
    return half.compareTo(SHORTEST) < 0 ? Stream.of() : seeds(it.withTime(half));
  }

  private Stream<Case> withFewerClients() {
    return it.clients() == 1
        ? Stream.of()
        : Stream.of(it.clients() / 2, it.clients() - 1)
            .distinct()
            .flatMap(clients -> seeds(it.withClients(clients)));
  }

  /// Returns the case with half of its faults. Up to the last of these faults, it is the same run.
  private Stream<Case> withFewerFaults() {
    long faults = outcome.faults();
    return faults == 0
        ? Stream.of()
        : LongStream.of(0, faults / 2, faults - faults / 8, faults - 1)
            .filter(fewer -> fewer < faults)
            .distinct()
            .mapToObj(it::withMostFaults);
  }

  private static Stream<Case> seeds(Case changed) {
    return LongStream.range(changed.seed(), changed.seed() + SEEDS).mapToObj(changed::withSeed);
  }
}
