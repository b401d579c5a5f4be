package dev.wharf.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.text.Normalizer;

@AnalyzeClasses(packages = "dev.wharf.server", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES =
      slices().matching("dev.wharf.server.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule TEXT_IS_NORMALIZED_IN_ONE_PLACE_WHICH_BOUNDS_IT =
      noClasses()
          .that()
          .haveNameNotMatching("dev\\.wharf\\.server\\.text\\.Canonical")
          .should()
          .accessClassesThat()
          .belongToAnyOf(Normalizer.class);
}
