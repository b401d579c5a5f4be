package dev.wharf.swarm;

/// The actions of virtual users in a load test, such as chat. A scenario is a public class with a
/// constructor without parameters. The option `--scenario` takes the name of the class, or the
/// scenario's short name in the game's [ScenarioRegistry].
///
/// ```java
/// public final class DiceScenario implements Scenario {
///   @Override
///   public String name() {
///     return "dice";
///   }
///
///   @Override
///   public Script script(ScenarioContext context) {
///     RequestTracker<DiceRolled> rolls =
///         context.requests(DiceRolled.class, DiceRolled::getRequestId);
///     return Script.of((client, iteration) -> rolls.send(client, iteration, roll(iteration.number())));
///   }
/// }
/// ```
public interface Scenario {
  /// Returns the name of the scenario in thresholds and reports: one word.
  String name();

  /// Returns how many iterations a second each virtual user runs, when the run does not set a rate.
  default double rate() {
    return 1;
  }

  /// Returns the description of the scenario for `--help`, in a few words.
  default String description() {
    return "";
  }

  /// Returns the largest length of a message's content that `--payload` may set for this scenario,
  /// in bytes.
  default int maxPayloadBytes() {
    return SwarmLimits.MAX_PAYLOAD_BYTES;
  }

  /// Returns whether the scenario checks the messages of a room across the room's members. If it
  /// does, all users of a room run in the same process.
  default boolean hasRooms() {
    return false;
  }

  /// Registers the handlers of received packets, and returns the script that each virtual user
  /// runs. Called once for each run, before the first user connects.
  ///
  /// @param context checks and counts the users' messages in this run
  Script script(ScenarioContext context);
}
