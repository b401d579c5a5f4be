package dev.wharf.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Tests that the lower packages of the engine do not depend on the upper ones, and that the API
/// shows no type of a third-party library.
@ArchTag(EngineFixture.ONCE)
@AnalyzeClasses(packages = "dev.wharf.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final Set<String> LIBRARIES =
      Set.of("io.netty.", "org.jctools.", "com.github.benmanes.", "org.slf4j.");
  private static final String RUNTIME = "dev.wharf.engine.runtime";

  @ArchTest
  static final ArchRule buffersKnowNothingOfTheEngine =
      noClasses()
          .that()
          .resideInAPackage("dev.wharf.engine.buffer..")
          .should()
          .dependOnClassesThat(inWharfBut("dev.wharf.engine.buffer"));

  @ArchTest
  static final ArchRule jobsKnowNothingOfTheEngineButTheLogThrottleAndTheRuntime =
      noClasses()
          .that()
          .resideInAPackage("dev.wharf.engine.job..")
          .should()
          .dependOnClassesThat(inWharfBut("dev.wharf.engine.job", "dev.wharf.engine.log", RUNTIME));

  @ArchTest
  static final ArchRule theLogThrottleKnowsNothingOfTheEngineButTheRuntime =
      noClasses()
          .that()
          .resideInAPackage("dev.wharf.engine.log..")
          .should()
          .dependOnClassesThat(inWharfBut("dev.wharf.engine.log", RUNTIME));

  @ArchTest
  static final ArchRule theRuntimeKnowsNothingOfTheEngine =
      noClasses()
          .that()
          .resideInAPackage(RUNTIME + "..")
          .should()
          .dependOnClassesThat(inWharfBut(RUNTIME));

  @ArchTest
  static final ArchRule theEngineKnowsNothingAboveIt =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.wharf.protocol..",
              "dev.wharf.game.proto..",
              "dev.wharf.server..",
              "dev.wharf.game.client..",
              "com.google.protobuf..");

  @ArchTest
  static final ArchRule nobodyUsesInternals =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("sun..", "jdk.internal..", "io.netty.util.internal..");

  @ArchTest
  static final ArchRule noLibraryShowsInTheApi =
      classes().that().arePublic().should(showNoLibraryInWhatIsPublic());

  private static final String URING = "dev.wharf.engine.uring";

  @ArchTest
  static final ArchRule uringKnowsNothingOfTheEngine =
      noClasses()
          .that()
          .resideInAPackage(URING + "..")
          .should()
          .dependOnClassesThat(inWharfBut(URING));

  @ArchTest
  static final ArchRule theRingKnowsNoChannels =
      noClasses()
          .that()
          .resideInAPackage(URING + ".ring..")
          .should()
          .dependOnClassesThat(inWharfBut(URING + ".ring", URING + ".sys"));

  @ArchTest
  static final ArchRule theSystemKnowsNoRingAndNoChannels =
      noClasses()
          .that()
          .resideInAPackage(URING + ".sys..")
          .should()
          .dependOnClassesThat(inWharfBut(URING + ".sys"));

  private static DescribedPredicate<JavaClass> inWharfBut(String... packageNames) {
    return DescribedPredicate.describe(
        "are in dev.wharf outside " + String.join(" and ", packageNames),
        type ->
            type.getPackageName().startsWith("dev.wharf")
                && Stream.of(packageNames).noneMatch(type.getPackageName()::startsWith));
  }

  private static ArchCondition<JavaClass> showNoLibraryInWhatIsPublic() {
    return new ArchCondition<>("show no third-party type in a public or protected member") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (String shown : shownTypes(type)) {
          boolean library = LIBRARIES.stream().anyMatch(shown::startsWith);
          events.add(new SimpleConditionEvent(type, !library, type.getName() + " shows " + shown));
        }
      }
    };
  }

  private static List<String> shownTypes(JavaClass type) {
    List<String> shown = new ArrayList<>();
    type.getRawSuperclass().ifPresent(superclass -> shown.add(superclass.getName()));
    type.getRawInterfaces().forEach(implemented -> shown.add(implemented.getName()));
    for (JavaField field : type.getFields()) {
      if (isShown(field.getModifiers())) {
        shown.add(field.getRawType().getName());
      }
    }
    for (JavaCodeUnit unit : type.getCodeUnits()) {
      if (isShown(unit.getModifiers())) {
        shown.add(unit.getRawReturnType().getName());
        unit.getRawParameterTypes().forEach(parameter -> shown.add(parameter.getName()));
        unit.getAllInvolvedRawTypes().forEach(involved -> shown.add(involved.getName()));
        unit.getThrowsClause().getTypes().forEach(thrown -> shown.add(thrown.getName()));
      }
    }
    return shown;
  }

  private static boolean isShown(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }
}
