package dev.wharf.swarm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The scenarios of a game by their short names, and all others by the names of their classes.
/// Immutable, thread-safe.
public final class ScenarioRegistry {
  /// All scenarios with short names, at the same time.
  public static final String MIXED = "mixed";

  private final Map<String, Supplier<Scenario>> makers;

  private ScenarioRegistry(Map<String, Supplier<Scenario>> makers) {
    this.makers = makers;
  }

  /// Without a short name yet.
  public static ScenarioRegistry empty() {
    return new ScenarioRegistry(Map.of());
  }

  /// A copy with one more.
  ///
  /// @param maker makes it anew for each run
  public ScenarioRegistry with(String name, Supplier<? extends Scenario> maker) {
    Map<String, Supplier<Scenario>> more = new LinkedHashMap<>(makers);
    more.put(name, maker::get);
    return new ScenarioRegistry(more);
  }

  /// The short names, in the order in which they were added.
  public List<String> own() {
    return List.copyOf(makers.keySet());
  }

  /// All short names, [#MIXED] last.
  public List<String> names() {
    List<String> names = new ArrayList<>(makers.keySet());
    names.add(MIXED);
    return names;
  }

  /// The lines of `--help`, one a scenario.
  public List<String> help() {
    int width = names().stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    makers.forEach((name, maker) -> lines.add(helpLine(width, name, maker.get().description())));
    lines.add(helpLine(width, MIXED, "all of them at the same time"));
    return lines;
  }

  private static String helpLine(int width, String name, String description) {
    return "  " + name + " ".repeat(width - name.length() + 2) + description;
  }

  /// Whether a scenario needs the users of a room in one process.
  ///
  /// @param groups as [SwarmOptions#scenarios()]
  public boolean haveRooms(List<String> groups) {
    return groups.stream().flatMap(group -> make(group).stream()).anyMatch(Scenario::hasRooms);
  }

  /// Makes the scenarios of a group.
  ///
  /// @param group names of scenarios or their classes, with a `+` between them
  /// @throws IllegalArgumentException when there is no such name or class
  public List<Scenario> make(String group) {
    List<Scenario> scenarios = new ArrayList<>();
    for (String name :
        (group.equals(MIXED) ? String.join("+", makers.keySet()) : group).split("\\+", -1)) {
      Supplier<Scenario> maker = makers.get(name);
      scenarios.add(maker == null ? byClass(name) : maker.get());
    }
    return scenarios;
  }

  /// Returns the shown name of a group: as it was asked for, with a scenario's own name in place of
  /// its class.
  ///
  /// @param made what [#make] made of it
  public String shownName(String group, List<Scenario> made) {
    if (group.equals(MIXED)) {
      return group;
    }
    String[] asked = group.split("\\+", -1);
    return IntStream.range(0, asked.length)
        .mapToObj(i -> makers.containsKey(asked[i]) ? asked[i] : made.get(i).name())
        .collect(Collectors.joining("+"));
  }

  private Scenario byClass(String name) {
    if (!name.contains(".")) {
      throw new IllegalArgumentException(
          "there is no scenario '" + name + "'; there are " + String.join(", ", names()));
    }
    try {
      Object made =
          Class.forName(name, true, Thread.currentThread().getContextClassLoader())
              .getConstructor()
              .newInstance();
      if (made instanceof Scenario scenario) {
        return scenario;
      }
      throw new IllegalArgumentException("class " + name + " is no Scenario");
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException("there is no class " + name, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "scenario " + name + " must be public, with a public constructor without parameters", e);
    }
  }
}
