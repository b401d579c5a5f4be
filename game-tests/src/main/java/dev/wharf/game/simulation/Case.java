package dev.wharf.game.simulation;

import dev.wharf.simulation.FaultKind;
import dev.wharf.simulation.Faults;
import dev.wharf.swarm.cut.CutRate;
import java.time.Duration;
import java.util.Locale;

/// A run of the game that a seed and a few options decide. Equal cases are equal runs.
///
/// @param seed the start of all random choices
/// @param clients the number of virtual users
/// @param time the virtual time in which the users send messages
/// @param weather the faults
/// @param cut how often connections are cut. With a rate above 0, sessions can be resumed, and more
///   clients crash and take over sessions
/// @param mostFaults the largest number of faults; after that many faults, no more happen
public record Case(
    long seed, int clients, Duration time, Weather weather, CutRate cut, long mostFaults) {
  /// The value of [#mostFaults] for a case without a limit.
  public static final long NO_LIMIT = Long.MAX_VALUE;

  /// The value of [#cut] for a case without cuts.
  public static final CutRate NO_CUTS = new CutRate(0);

  private static final double MILLIS_PER_MINUTE = 60_000;
  private static final double PERCENT = 100;

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
            .with(FaultKind.STOPPED_READER, 0.0001)
            .with(FaultKind.ACCEPT_FAILURE, 0.02)
            .with(FaultKind.STATEMENT_FAILURE, 0.001)
            .with(FaultKind.UNKNOWN_COMMIT, 0.02)
            .withLongestStop(LONGEST_STOP);

    private Faults faults() {
      return switch (this) {
        case NONE -> Faults.none();
        case RAIN -> RARE;
        case STORM -> Faults.storm().withLongestStop(LONGEST_STOP);
      };
    }
  }

  /// Creates a case without cuts and without a limit on the number of faults.
  public Case(long seed, int clients, Duration time, Weather weather) {
    this(seed, clients, time, weather, NO_CUTS, NO_LIMIT);
  }

  boolean hasFaults() {
    return (weather != Weather.NONE || hasCuts()) && mostFaults > 0;
  }

  boolean hasCuts() {
    return !cut.isZero();
  }

  /// Returns whether the faults spare every session that can be resumed: there are no crashes of
  /// the server, and enough memory.
  boolean sparesSessions() {
    return hasCuts() && weather != Weather.STORM;
  }

  /// Returns the faults of the network and of the hosts.
  Faults faults() {
    return allFaults()
        .without(FaultKind.STATEMENT_FAILURE, FaultKind.UNKNOWN_COMMIT, FaultKind.DATABASE_HANG);
  }

  /// Returns the faults while users trade: those of the database, too. No check of a login fails,
  /// because each user must be there to be compared.
  Faults faultsOfTrades() {
    return allFaults().without(FaultKind.BLOCKING_CALL);
  }

  private Faults allFaults() {
    Faults usual = weather.faults();
    return hasCuts() ? usual.with(FaultKind.CUT, cut.percent() / PERCENT) : usual;
  }

  Case withSeed(long other) {
    return new Case(other, clients, time, weather, cut, mostFaults);
  }

  Case withClients(int other) {
    return new Case(seed, other, time, weather, cut, mostFaults);
  }

  Case withTime(Duration other) {
    return new Case(seed, clients, other, weather, cut, mostFaults);
  }

  Case withMostFaults(long other) {
    return new Case(seed, clients, time, weather, cut, other);
  }

  Case withCut(CutRate other) {
    return new Case(seed, clients, time, weather, other, mostFaults);
  }

  /// Returns the options with which the command `simulate` runs this case.
  String options() {
    String cuts = hasCuts() ? " --cut " + decimal(cut.percent()) + "%/s" : "";
    String limit = mostFaults == NO_LIMIT ? "" : " --most-faults " + mostFaults;
    return "--seed "
        + seed
        + " --clients "
        + clients
        + " --minutes "
        + decimal(time.toMillis() / MILLIS_PER_MINUTE)
        + " --faults "
        + weather.name().toLowerCase(Locale.ROOT)
        + cuts
        + limit;
  }

  private static String decimal(double number) {
    return String.format(Locale.ROOT, "%.4f", number).replaceFirst("\\.?0+$", "");
  }
}
