package dev.wharf.swarm;

/// What the clients of a swarm do. A scenario is a small class with a constructor without
/// parameters; `--scenario` takes the class's name, or a short one: [ScenarioRegistry].
///
/// ```java
/// public final class DiceScenario implements Scenario {
///   @Override
///   public String name() {
///     return "dice";
///   }
///
///   @Override
///   public Script script(Cast cast) {
///     Exchange<DiceRolled> rolls = cast.exchange(DiceRolled.class, DiceRolled::getRequestId);
///     return Script.of((client, due) -> rolls.ask(client, due, roll(due.number())));
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

  /// Says which packets come back, and what each client does. Called once for each run, before
  /// anybody connects.
  ///
  /// @param cast numbers, checks and counts what the clients send and get
  Script script(Cast cast);
}
