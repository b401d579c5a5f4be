package dev.wharf.swarm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Creates the scenarios of a game: by their short names, or by the names of their classes.
/// Immutable, thread-safe.
public final class ScenarioRegistry {
  /// The name of a group that runs all scenarios of [#with] at the same time.
  public static final String MIXED = "mixed";

  private final Map<String, Supplier<Scenario>> factories;

  /// The names of the scenarios that [#MIXED] runs.
  private final List<String> mixed;

  private ScenarioRegistry(Map<String, Supplier<Scenario>> factories, List<String> mixed) {
    this.factories = factories;
    this.mixed = mixed;
  }

  /// Returns a registry without short names.
  public static ScenarioRegistry empty() {
    return new ScenarioRegistry(Map.of(), List.of());
  }

  /// Returns a copy of this registry with one more scenario.
  ///
  /// @param name the short name
  /// @param factory creates the scenario for each run
  public ScenarioRegistry with(String name, Supplier<? extends Scenario> factory) {
    List<String> more = new ArrayList<>(mixed);
    more.add(name);
    return new ScenarioRegistry(add(name, factory), List.copyOf(more));
  }

  /// Returns a copy of this registry with one more scenario, which [#MIXED] does not run, because
  /// its load is of another kind than that of the others.
  ///
  /// @param name the short name
  /// @param factory creates the scenario for each run
  public ScenarioRegistry withSeparate(String name, Supplier<? extends Scenario> factory) {
    return new ScenarioRegistry(add(name, factory), mixed);
  }

  private Map<String, Supplier<Scenario>> add(String name, Supplier<? extends Scenario> factory) {
    Map<String, Supplier<Scenario>> more = new LinkedHashMap<>(factories);
    more.put(name, factory::get);
    return more;
  }

  /// Returns the short names, in the order in which they were added.
  public List<String> shortNames() {
    return List.copyOf(factories.keySet());
  }

  /// Returns the short names of the scenarios that [#MIXED] runs.
  public List<String> mixedNames() {
    return mixed;
  }

  /// Returns the short names, and [#MIXED] as the last name.
  public List<String> names() {
    List<String> names = new ArrayList<>(factories.keySet());
    names.add(MIXED);
    return names;
  }

  /// Returns the lines about the scenarios in `--help`: one for each short name, and one for
  /// [#MIXED].
  public List<String> help() {
    int width = names().stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    factories.forEach(
        (name, factory) -> lines.add(helpLine(width, name, factory.get().description())));
    lines.add(helpLine(width, MIXED, String.join(" and ", mixed) + " at the same time"));
    return lines;
  }

  private static String helpLine(int width, String name, String description) {
    return "  " + name + " ".repeat(width - name.length() + 2) + description;
  }

  /// Returns whether a scenario of these groups needs all users of a room in one process.
  ///
  /// @param groups the groups of scenarios, in the form of [SwarmOptions#scenarios()]
  public boolean needsRooms(List<String> groups) {
    return groups.stream().flatMap(group -> create(group).stream()).anyMatch(Scenario::hasRooms);
  }

  /// Creates the scenarios of a group.
  ///
  /// @param group short names or class names, with a `+` between them
  /// @throws IllegalArgumentException when a name is neither a short name nor the name of a class
  ///   that is a scenario
  public List<Scenario> create(String group) {
    List<Scenario> scenarios = new ArrayList<>();
    for (String name : (group.equals(MIXED) ? String.join("+", mixed) : group).split("\\+", -1)) {
      Supplier<Scenario> factory = factories.get(name);
      scenarios.add(factory == null ? createByClass(name) : factory.get());
    }
    return scenarios;
  }

  /// Returns the name of a group for people. It is the group's text, with the name of a scenario in
  /// place of its class name.
  ///
  /// @param created the scenarios that [#create] returned for the group
  public String displayName(String group, List<Scenario> created) {
    if (group.equals(MIXED)) {
      return group;
    }
    String[] names = group.split("\\+", -1);
    return IntStream.range(0, names.length)
        .mapToObj(i -> factories.containsKey(names[i]) ? names[i] : created.get(i).name())
        .collect(Collectors.joining("+"));
  }

  private Scenario createByClass(String name) {
    if (!name.contains(".")) {
      throw new IllegalArgumentException(
          "there is no scenario '" + name + "'; the scenarios are " + String.join(", ", names()));
    }
    try {
      Object created =
          Class.forName(name, true, Thread.currentThread().getContextClassLoader())
              .getConstructor()
              .newInstance();
      if (created instanceof Scenario scenario) {
        return scenario;
      }
      throw new IllegalArgumentException("class " + name + " does not implement Scenario");
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException("there is no class " + name, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "scenario " + name + " must be public, with a public constructor without parameters", e);
    }
  }
}
