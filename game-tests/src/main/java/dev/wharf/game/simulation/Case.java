package dev.wharf.game.simulation;

import dev.wharf.simulation.FaultKind;
import dev.wharf.simulation.Faults;
import java.time.Duration;
import java.util.Locale;

/// A run of the game that a seed and four numbers decide. Equal cases are equal runs.
///
/// @param seed the start of all random choices
/// @param clients the number of virtual users
/// @param time the virtual time in which the users send messages
/// @param weather the faults
/// @param mostFaults the largest number of faults; after that many faults, no more happen
public record Case(long seed, int clients, Duration time, Weather weather, long mostFaults) {
  /// The value of [#mostFaults] for a case without a limit.
  public static final long NO_LIMIT = Long.MAX_VALUE;

  private static final double MILLIS_PER_MINUTE = 60_000;

  /// The faults.
  public enum Weather {
    /// No faults. Even then, threads run in a random order, and steps take a random time.
    NONE,
    /// Faults are rare: a few for each thousand deliveries. So a run checks more deliveries in the
    /// same real time.
    RAIN,
    /// Faults of all kinds happen at times. There are more faults than deliveries.
    STORM;

    /// The longest time for which a host stops reading from a connection. It is shorter than the
    /// time for which users wait for their last replies. So a user whose reader has stopped still
    /// gets its deliveries, or learns that its connection is lost.
    private static final Duration LONGEST_STOP = Duration.ofSeconds(20);

    private static final Faults RARE =
        Faults.none()
            .with(FaultKind.RESET, 0.0001)
            .with(FaultKind.LOSS, 0.001)
            .with(FaultKind.SPLIT, 0.01)
            .with(FaultKind.SHORT_READ, 0.005)
            .with(FaultKind.ACCEPT_FAILURE, 0.02);

    Faults faults() {
      return switch (this) {
        case NONE -> Faults.none();
        case RAIN -> RARE;
        case STORM -> Faults.storm().withLongestStop(LONGEST_STOP);
      };
    }
  }

  /// Creates a case without a limit on the number of faults.
  public Case(long seed, int clients, Duration time, Weather weather) {
    this(seed, clients, time, weather, NO_LIMIT);
  }

  boolean hasFaults() {
    return weather != Weather.NONE && mostFaults > 0;
  }

  Case withSeed(long other) {
    return new Case(other, clients, time, weather, mostFaults);
  }

  Case withClients(int other) {
    return new Case(seed, other, time, weather, mostFaults);
  }

  Case withTime(Duration other) {
    return new Case(seed, clients, other, weather, mostFaults);
  }

  Case withMostFaults(long other) {
    return new Case(seed, clients, time, weather, other);
  }

  /// Returns the options with which the command `simulate` runs this case.
  String options() {
    String minutes = String.format(Locale.ROOT, "%.4f", time.toMillis() / MILLIS_PER_MINUTE);
    String limit = mostFaults == NO_LIMIT ? "" : " --most-faults " + mostFaults;
    return "--seed "
        + seed
        + " --clients "
        + clients
        + " --minutes "
        + minutes.replaceFirst("\\.?0+$", "")
        + " --faults "
        + weather.name().toLowerCase(Locale.ROOT)
        + limit;
  }
}
