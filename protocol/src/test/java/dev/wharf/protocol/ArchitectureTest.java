package dev.wharf.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.wharf", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule KNOWS_NO_GAME =
      noClasses()
          .that()
          .resideInAnyPackage("dev.wharf.protocol..", "dev.wharf.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.wharf.game.proto..", "dev.wharf.server..", "dev.wharf.game.client..");

  @ArchTest
  static final ArchRule ENGINE_KNOWS_NO_PROTOCOL =
      noClasses()
          .that()
          .resideInAPackage("dev.wharf.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.wharf.protocol..", "com.google.protobuf..");

  @ArchTest
  static final ArchRule KNOWS_NO_NETTY =
      noClasses()
          .that()
          .resideInAPackage("dev.wharf.protocol..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");
}
