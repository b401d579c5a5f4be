package dev.wharf.game.simulation;

import dev.wharf.game.proto.ChatFailureCode;
import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.game.proto.LeaveRoomRequest;
import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.report.ScenarioResult;
import dev.wharf.swarm.report.SwarmResult;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Checks the swarm's counts of a round. Each delivery must arrive once, in order and unchanged.
/// The faults decide which other losses are allowed ([Losses]).
final class Deliveries {
  /// The losses that are allowed in a round.
  enum Losses {
    /// Nothing: there are no faults.
    NOTHING,
    /// Connections may break and requests may fail. But each user who has logged in resumes its
    /// session, and no delivery is missing.
    CONNECTIONS,
    /// Users may lose their sessions. Only deliveries to and from these users may be missing.
    SESSIONS
  }

  /// The beginning of the swarm's errors for failures that no scenario counts.
  private static final String UNEXPECTED = "unexpected: ";

  /// The errors of a user or of the server that break the protocol. No fault of the network causes
  /// them.
  private static final Pattern BROKEN =
      Pattern.compile(
          ".*\\b(MALFORMED_FRAME|UNKNOWN_PACKET|WRONG_DIRECTION|WRONG_STATE|MALFORMED_BODY"
              + "|FRAME_TOO_LARGE|HANDLER_FAILED|INTERNAL_ERROR|RATE_LIMITED)\\b.*");

  /// The failures that no scenario counts, and that a server with low limits may send.
  private static final Set<String> OF_LOW_LIMITS =
      Set.of(
          UNEXPECTED
              + ChatFailureCode.CHAT_TOO_FAST
              + " to "
              + JoinRoomRequest.getDescriptor().getFullName(),
          UNEXPECTED
              + ChatFailureCode.CHAT_TOO_FAST
              + " to "
              + LeaveRoomRequest.getDescriptor().getFullName(),
          UNEXPECTED
              + ChatFailureCode.ROOM_FULL
              + " to "
              + JoinRoomRequest.getDescriptor().getFullName());

  private Deliveries() {}

  /// Throws a [Problem] when the counts are wrong.
  ///
  /// @param losses what may go wrong
  /// @param hasLowLimits whether the server may refuse requests because of its low limits
  static void check(SwarmResult result, Losses losses, boolean hasLowLimits) {
    result.scenarios().forEach(scenario -> check(scenario, losses));
    result.errors().keySet().forEach(error -> check(error, hasLowLimits));
    Problem.unless(
        result.leftOver().isEmpty(), "the swarm's ledger at its end: " + result.leftOver());
    if (losses == Losses.NOTHING) {
      Problem.unless(result.errors().isEmpty(), "errors without faults: " + result.errors());
    }
    if (losses == Losses.CONNECTIONS) {
      long disconnected = result.connections().disconnected();
      Problem.unless(
          disconnected == 0,
          disconnected + " users could not resume their sessions: " + result.errors());
    }
  }

  /// Throws a [Problem] when a trade is lost, or made twice, or when not all users could be
  /// checked.
  ///
  /// @param hasFaults whether connections and the database may fail
  static void checkTrades(SwarmResult result, boolean hasFaults) {
    ScenarioResult trades = result.scenarios().getFirst();
    Problem.unless(
        trades.counts().corrupted() == 0, "trades: " + String.join("; ", result.errors().keySet()));
    check(trades, hasFaults ? Losses.CONNECTIONS : Losses.NOTHING);
    result.errors().keySet().forEach(error -> check(error, false));
    Problem.unless(hasFaults || result.errors().isEmpty(), "errors: " + result.errors());
    Map<String, Long> counters = trades.counters();
    Problem.unless(
        counters.getOrDefault("excluded", 0L) == 0 && counters.getOrDefault("checked", 0L) > 0,
        "trades: not all users who have traded were compared: " + counters);
    Problem.unless(
        result.leftOver().isEmpty(), "the swarm's ledger at its end: " + result.leftOver());
  }

  private static void check(String error, boolean hasLowLimits) {
    Problem.unless(
        !error.startsWith(UNEXPECTED) || (hasLowLimits && OF_LOW_LIMITS.contains(error)),
        "the server sent a failure that no scenario expects; " + error);
    Problem.unless(!BROKEN.matcher(error).matches(), "a user met an error: " + error);
  }

  private static void check(ScenarioResult scenario, Losses losses) {
    Counts counts = scenario.counts();
    String name = scenario.name();
    requireNone(name, counts.duplicated(), "are duplicated");
    requireNone(name, counts.outOfOrder(), "are out of order");
    requireNone(name, counts.corrupted(), "are corrupted");
    requireNone(name, counts.unexpected(), "were never sent");
    requireNone(name, counts.gaps(), "are missing in the server's numbers");
    requireNone(
        name,
        counts.lost() - scenario.lostWithConnection(),
        "are lost, though users were connected");
    if (losses == Losses.NOTHING || losses == Losses.CONNECTIONS) {
      requireNone(name, counts.lost(), "are lost, though no user has lost its session");
    }
    if (losses == Losses.NOTHING) {
      requireNone(name, counts.notSent() + counts.refused(), "were refused without faults");
    }
  }

  private static void requireNone(String scenario, long count, String what) {
    require(count == 0, scenario + ": %d messages " + what, count);
  }

  private static void require(boolean holds, String format, long count) {
    Problem.unless(holds, String.format(format, count));
  }
}
