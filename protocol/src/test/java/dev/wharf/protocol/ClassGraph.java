package dev.wharf.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The dependencies between the top-level types of one module's packages. Nested types count as
/// parts of their top-level type. Generated packets are left out.
final class ClassGraph {
  private static final int MAX_CYCLE = 3;
  private static final int MAX_PACKAGE = 20;

  private final Map<String, Set<String>> dependencies = new TreeMap<>();

  /// Reads the classes in `root` and the packages below it.
  ClassGraph(String root) {
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(root)) {
      if (isOurs(type, root)) {
        Set<String> targets = dependencies.computeIfAbsent(topLevel(type), _ -> new TreeSet<>());
        type.getDirectDependenciesFromSelf().stream()
            .map(Dependency::getTargetClass)
            .filter(target -> isOurs(target, root))
            .map(ClassGraph::topLevel)
            .forEach(targets::add);
      }
    }
    assertThat(dependencies).as("the classes of %s", root).isNotEmpty();
  }

  void assertCyclesAreNarrow() {
    Map<String, Set<String>> reachable = new TreeMap<>();
    dependencies.keySet().forEach(type -> reachable.put(type, reachableFrom(type)));
    Set<Set<String>> wide = new HashSet<>();
    for (String type : dependencies.keySet()) {
      Set<String> cycle =
          reachable.get(type).stream()
              .filter(other -> reachable.get(other).contains(type))
              .collect(Collectors.toCollection(TreeSet::new));
      if (cycle.size() > MAX_CYCLE) {
        wide.add(cycle);
      }
    }
    assertThat(wide).as("cycles of more than %s types", MAX_CYCLE).isEmpty();
  }

  void assertPackagesAreSmall() {
    Map<String, List<String>> types =
        dependencies.keySet().stream()
            .filter(type -> !type.endsWith(".package-info"))
            .collect(Collectors.groupingBy(type -> type.substring(0, type.lastIndexOf('.'))));
    assertThat(types)
        .as("packages with at most %s types", MAX_PACKAGE)
        .allSatisfy((_, members) -> assertThat(members).hasSizeLessThanOrEqualTo(MAX_PACKAGE));
  }

  private Set<String> reachableFrom(String start) {
    Set<String> seen = new HashSet<>();
    List<String> pending = new ArrayList<>(List.of(start));
    while (!pending.isEmpty()) {
      for (String next : dependencies.getOrDefault(pending.removeLast(), Set.of())) {
        if (seen.add(next)) {
          pending.add(next);
        }
      }
    }
    return seen;
  }

  private static boolean isOurs(JavaClass type, String root) {
    String name = type.getPackageName();
    return (name.equals(root) || name.startsWith(root + "."))
        && !name.endsWith(".system")
        && !name.endsWith(".options");
  }

  private static String topLevel(JavaClass type) {
    String name = type.getBaseComponentType().getName();
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }
}
