package dev.wharf.client.swarm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// The scenarios by their names. Immutable, thread-safe.
public final class ScenarioRegistry {
  private static final ScenarioRegistry STANDARD =
      new ScenarioRegistry(Map.of())
          .with("echo", settings -> List.of(new EchoScenario(settings)))
          .with("chat", settings -> List.of(new ChatScenario(settings)))
          .with(
              "mixed", settings -> List.of(new EchoScenario(settings), new ChatScenario(settings)));

  private final Map<String, Function<ScenarioSettings, List<Scenario>>> makers;

  private ScenarioRegistry(Map<String, Function<ScenarioSettings, List<Scenario>>> makers) {
    this.makers = makers;
  }

  /// `echo`, `chat`, and `mixed`, which is both at the same time.
  public static ScenarioRegistry standard() {
    return STANDARD;
  }

  /// A copy with one more.
  ///
  /// @param maker makes what runs at the same time under this name, anew for each run
  public ScenarioRegistry with(String name, Function<ScenarioSettings, List<Scenario>> maker) {
    Map<String, Function<ScenarioSettings, List<Scenario>>> more = new LinkedHashMap<>(makers);
    more.put(name, maker);
    return new ScenarioRegistry(more);
  }

  /// The names that there are.
  public Set<String> names() {
    return makers.keySet();
  }

  /// Makes what runs under this name.
  ///
  /// @throws IllegalArgumentException when there is no such name
  List<Scenario> make(String name, ScenarioSettings settings) {
    Function<ScenarioSettings, List<Scenario>> maker = makers.get(name);
    if (maker == null) {
      throw new IllegalArgumentException(
          "there is no scenario '" + name + "'; there are " + String.join(", ", names()));
    }
    return maker.apply(settings);
  }
}
