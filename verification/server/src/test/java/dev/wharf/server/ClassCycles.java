package dev.wharf.server;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Finds groups of top-level types in which each type depends on each other one, directly or
/// through others. A nested type counts as its top-level type.
final class ClassCycles {
  private final Map<String, Set<String>> dependencies = new TreeMap<>();
  private final Map<String, Set<String>> reachable = new HashMap<>();

  /// @param classes the classes to look at; dependencies on others do not count
  ClassCycles(JavaClasses classes) {
    for (JavaClass one : classes) {
      Set<String> targets =
          dependencies.computeIfAbsent(topLevel(one).getName(), _ -> new TreeSet<>());
      one.getDirectDependenciesFromSelf().stream()
          .map(Dependency::getTargetClass)
          .filter(target -> classes.contain(target.getName()))
          .forEach(target -> targets.add(topLevel(target).getName()));
    }
    dependencies.keySet().forEach(name -> reachable.put(name, reachableFrom(name)));
  }

  /// The cycles of more types than the given number.
  Set<Set<String>> widerThan(int types) {
    Set<Set<String>> wide = new LinkedHashSet<>();
    for (String name : dependencies.keySet()) {
      Set<String> cycle = cycleOf(name);
      if (cycle.size() > types) {
        wide.add(cycle);
      }
    }
    return wide;
  }

  /// The packages of more top-level types than the given number, each with its number of types.
  List<String> packagesOver(int types) {
    Map<String, Integer> sizes = new TreeMap<>();
    dependencies
        .keySet()
        .forEach(name -> sizes.merge(name.substring(0, name.lastIndexOf('.')), 1, Integer::sum));
    List<String> over = new ArrayList<>();
    sizes.forEach(
        (name, size) -> over.addAll(size > types ? List.of(name + ": " + size) : List.of()));
    return over;
  }

  private Set<String> cycleOf(String name) {
    Set<String> cycle = new TreeSet<>();
    for (String other : reachable.get(name)) {
      if (reachable.get(other).contains(name)) {
        cycle.add(other);
      }
    }
    return cycle;
  }

  private Set<String> reachableFrom(String name) {
    Set<String> seen = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(dependencies.get(name));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (seen.add(next)) {
        open.addAll(dependencies.get(next));
      }
    }
    return seen;
  }

  private static JavaClass topLevel(JavaClass one) {
    JavaClass top = one;
    while (top.getEnclosingClass().isPresent()) {
      top = top.getEnclosingClass().get();
    }
    return top;
  }
}
