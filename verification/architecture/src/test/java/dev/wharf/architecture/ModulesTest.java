package dev.wharf.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests that no module has a wide cycle of classes or a large package, because a reader cannot
/// understand one class of a wide cycle or a large package without all its other classes. Generated
/// packets are left out.
@ParameterizedClass
@ValueSource(
    strings = {
      "dev.wharf.engine",
      "dev.wharf.protocol",
      "dev.wharf.transport",
      "dev.wharf.client",
      "dev.wharf.server",
      "dev.wharf.swarm",
      "dev.wharf.simulation",
      "dev.wharf.game.server",
      "dev.wharf.game.client",
    })
class ModulesTest {
  private static final int WIDEST_CYCLE = 3;
  private static final int LARGEST_PACKAGE = 20;
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.wharf");

  private final ClassGraph graph;

  ModulesTest(String module) {
    JavaClasses classes = ALL.that(resideIn(module));
    assertThat(classes).isNotEmpty();
    this.graph = new ClassGraph(classes);
  }

  @Test
  void hasNoWideClassCycle() {
    assertThat(graph.cyclesOfMoreThan(WIDEST_CYCLE)).isEmpty();
  }

  @Test
  void hasNoLargePackage() {
    assertThat(graph.packagesOfMoreThan(LARGEST_PACKAGE)).isEmpty();
  }

  private static DescribedPredicate<JavaClass> resideIn(String module) {
    return JavaClass.Predicates.resideInAPackage(module + "..")
        .and(
            DescribedPredicate.not(
                JavaClass.Predicates.resideInAnyPackage(
                    "dev.wharf.protocol.system", "dev.wharf.protocol.options")));
  }
}
