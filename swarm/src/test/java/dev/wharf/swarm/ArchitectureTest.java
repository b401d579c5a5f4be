package dev.wharf.swarm;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

@AnalyzeClasses(packages = "dev.wharf.swarm", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final int MAX_TYPES = 20;
  private static final int MAX_CYCLE = 3;

  @ArchTest
  static final ArchRule NO_PACKAGE_HAS_MORE_THAN_20_TYPES =
      classes()
          .that()
          .areTopLevelClasses()
          .should(
              beAmongAtMost(
                  MAX_TYPES,
                  "types of its package",
                  type -> topLevelTypes(type.getPackage()).collect(Collectors.toSet())));

  @ArchTest
  static final ArchRule NO_CLASS_CYCLE_IS_WIDER_THAN_3 =
      classes()
          .that()
          .areTopLevelClasses()
          .should(beAmongAtMost(MAX_CYCLE, "types of one cycle", ArchitectureTest::cycleOf));

  private static ArchCondition<JavaClass> beAmongAtMost(
      int max, String what, Function<JavaClass, Set<JavaClass>> group) {
    return new ArchCondition<>("be among at most " + max + " " + what) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Set<JavaClass> all = group.apply(type);
        String message =
            type.getName() + " is among " + all.size() + " " + what + ": " + names(all);
        events.add(new SimpleConditionEvent(type, all.size() <= max, message));
      }
    };
  }

  private static Set<String> names(Set<JavaClass> types) {
    return types.stream().map(JavaClass::getName).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<JavaClass> topLevelTypes(JavaPackage types) {
    return types.getClasses().stream()
        .filter(JavaClass::isTopLevelClass)
        .filter(type -> !type.isArray() && !type.getName().endsWith("package-info"));
  }

  /// The types that a type depends on, directly or not, and that depend on it.
  private static Set<JavaClass> cycleOf(JavaClass type) {
    Set<JavaClass> users =
        reachable(
            type,
            one -> one.getDirectDependenciesToSelf().stream().map(Dependency::getOriginClass));
    return reachable(
            type,
            one -> one.getDirectDependenciesFromSelf().stream().map(Dependency::getTargetClass))
        .stream()
        .filter(users::contains)
        .collect(Collectors.toSet());
  }

  private static Set<JavaClass> reachable(
      JavaClass start, Function<JavaClass, Stream<JavaClass>> next) {
    Set<JavaClass> found = new HashSet<>(Set.of(start));
    Deque<JavaClass> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      withNested(open.pop())
          .flatMap(next)
          .map(ArchitectureTest::topLevel)
          .filter(type -> type.getPackageName().startsWith("dev.wharf.swarm"))
          .filter(found::add)
          .forEach(open::push);
    }
    return found;
  }

  private static Stream<JavaClass> withNested(JavaClass type) {
    return type.getPackage().getClasses().stream().filter(one -> topLevel(one).equals(type));
  }

  private static JavaClass topLevel(JavaClass type) {
    JavaClass outer = type;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer.getBaseComponentType();
  }
}
