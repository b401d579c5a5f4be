package dev.wharf.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.wharf.architecture.sample.Apart;
import dev.wharf.architecture.sample.First;
import dev.wharf.architecture.sample.Second;
import dev.wharf.architecture.sample.Third;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Tests that the rules of [ModulesTest] can fail.
class ClassGraphTest {
  private static final String SAMPLE = First.class.getPackageName();
  private static final Set<String> CYCLE =
      Set.of(First.class.getName(), Second.class.getName(), Third.class.getName());

  private final ClassGraph graph = new ClassGraph(new ClassFileImporter().importPackages(SAMPLE));

  /// Tests a cycle in which one dependency starts in a nested type, and one is on an array type.
  @Test
  void findsACycleAndItsTypes() {
    assertThat(graph.cyclesOfMoreThan(2)).containsExactly(CYCLE);
    assertThat(graph.cyclesOfMoreThan(3)).isEmpty();
  }

  @Test
  void countsTheTopLevelTypesOfAPackage() {
    assertThat(graph.packagesOfMoreThan(3)).containsOnlyKeys(SAMPLE);
    assertThat(graph.packagesOfMoreThan(3).get(SAMPLE)).contains(Apart.class.getName()).hasSize(4);
    assertThat(graph.packagesOfMoreThan(4)).isEmpty();
  }
}
