package dev.wharf.swarm;

/// Something that the clients of a swarm do, such as chat. A scenario is a small class with a
/// constructor without parameters; `--scenario` takes the class's name, or a short one:
/// [ScenarioRegistry].
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
///     Exchange<DiceRolled> rolls = context.exchange(DiceRolled.class, DiceRolled::getRequestId);
///     return Script.of((client, iteration) -> rolls.ask(client, iteration, roll(iteration.number())));
///   }
/// }
/// ```
public interface Scenario {
  /// One word, which thresholds and reports use.
  String name();

  /// Messages a second of each client when the run does not say.
  default double rate() {
    return 1;
  }

  /// The description for `--help`, in a few words.
  default String description() {
    return "";
  }

  /// The longest content of a message (`--payload`), in bytes.
  default int mostPayloadBytes() {
    return SwarmOptions.MOST_PAYLOAD_BYTES;
  }

  /// Whether what one client does is checked against others of its room: then the clients of a room
  /// have to be of one process.
  default boolean hasRooms() {
    return false;
  }

  /// Says which packets come back, and what each client does. Called once for each run, before
  /// anybody connects.
  ///
  /// @param context numbers, checks and counts what the clients send and get
  Script script(ScenarioContext context);
}
