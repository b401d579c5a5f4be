package dev.wharf.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The dependencies between top-level types. A nested type counts as a part of its top-level type.
final class ClassGraph {
  private final Map<String, Set<String>> dependencies = new TreeMap<>();
  private final Map<String, Set<String>> reachable = new HashMap<>();

  /// Reads which of these classes depend on each other. Leaves out their dependencies on any other
  /// classes.
  ClassGraph(JavaClasses classes) {
    for (JavaClass type : classes) {
      Set<String> targets = dependencies.computeIfAbsent(topLevel(type), _ -> new TreeSet<>());
      type.getDirectDependenciesFromSelf().stream()
          .map(Dependency::getTargetClass)
          .map(JavaClass::getBaseComponentType)
          .filter(target -> classes.contain(target.getName()))
          .map(ClassGraph::topLevel)
          .forEach(targets::add);
    }
    dependencies.keySet().forEach(type -> reachable.put(type, reachableFrom(type)));
  }

  /// Returns the cycles that have more than `most` types. Two types are in one cycle when each
  /// depends on the other, directly or through further types.
  Set<Set<String>> cyclesOfMoreThan(int most) {
    return dependencies.keySet().stream()
        .map(this::cycleOf)
        .filter(cycle -> cycle.size() > most)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /// Returns the packages that have more than `most` top-level types, each with its types.
  Map<String, List<String>> packagesOfMoreThan(int most) {
    Map<String, List<String>> packages =
        dependencies.keySet().stream()
            .filter(type -> !type.endsWith(".package-info"))
            .collect(Collectors.groupingBy(type -> type.substring(0, type.lastIndexOf('.'))));
    packages.values().removeIf(types -> types.size() <= most);
    return packages;
  }

  private Set<String> cycleOf(String type) {
    return reachable.get(type).stream()
        .filter(other -> reachable.get(other).contains(type))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<String> reachableFrom(String type) {
    Set<String> reached = new TreeSet<>();
    Deque<String> pending = new ArrayDeque<>(List.of(type));
    while (!pending.isEmpty()) {
      dependencies.get(pending.pop()).stream().filter(reached::add).forEach(pending::push);
    }
    return reached;
  }

  private static String topLevel(JavaClass type) {
    String name = type.getName();
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }
}
