package dev.wharf.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.wharf.engine.runtime.EngineRuntime;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Tests that libraries and games read clocks, wait, start threads and make random numbers only
/// through `EngineRuntime`. They must get the `EngineRuntime` from a port or its options, so that
/// another runtime controls all libraries and the game.
class RuntimeSeamTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.wharf");

  /// Classes that use the process, its streams and signals, other processes or raw sockets. A
  /// simulated world has none of these. The keys are beginnings of class names, the values are
  /// reasons.
  private static final Map<String, String> EXCEPTIONS =
      Map.ofEntries(
          Map.entry("dev.wharf.engine.runtime.", "the runtime of the machine"),
          Map.entry(
              "dev.wharf.engine.uring.", "channels of the machine, under the provider's seam"),
          Map.entry("dev.wharf.simulation.", "the runtime of a simulated world"),
          Map.entry("dev.wharf.engine.memory.BufferThread", "the provider's group starts it"),
          Map.entry("dev.wharf.engine.log.AsyncSink", "writes the process's output"),
          Map.entry("dev.wharf.server.LogSetup", "writes the process's output"),
          Map.entry("dev.wharf.server.StopSignals", "handles the process's signals"),
          Map.entry("dev.wharf.server.admin.http.HttpServer", "an HTTP server on Netty's threads"),
          Map.entry("dev.wharf.server.admin.http.HttpConnection", "runs on Netty's threads"),
          Map.entry("dev.wharf.transport.tls.TicketKeys", "secrets, which nobody may predict"),
          Map.entry(
              "dev.wharf.transport.certificate.DevelopmentCertificate", "a number to be unique"),
          Map.entry("dev.wharf.swarm.cli.", "commands of a process"),
          Map.entry("dev.wharf.swarm.cut.RelayCommand", "a command of a process"),
          Map.entry("dev.wharf.swarm.demo.", "commands of a process"),
          Map.entry("dev.wharf.swarm.process.", "child processes and their pipes"),
          Map.entry("dev.wharf.swarm.live.LiveView", "a terminal and its keys"),
          Map.entry("dev.wharf.swarm.live.JobControl", "the shell's job control"),
          Map.entry("dev.wharf.swarm.hostile.", "raw sockets, which need a real server"),
          Map.entry("dev.wharf.swarm.measure.MetricsPoller", "polls by HTTP"),
          Map.entry("dev.wharf.swarm.measure.MachineUse", "measures the process"),
          Map.entry("dev.wharf.swarm.output.RunEnvironment", "the date of a report"),
          Map.entry("dev.wharf.game.client.console.", "a terminal and its keys"));

  /// Classes that use the system's runtime by default. The keys are beginnings of class names, the
  /// values are reasons.
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "dev.wharf.engine.PortOptions", "the default of a port",
          "dev.wharf.engine.timer.JobTimer", "a timer without a port",
          "dev.wharf.engine.job.JobExecutor", "an executor without a port",
          "dev.wharf.engine.job.JobQueue", "a queue on an executor of the JDK",
          "dev.wharf.engine.job.FailureLog", "one log for all ports of the process",
          "dev.wharf.swarm.JwtTokens", "the default of its clock");

  private static final ArchCondition<JavaClass> ONLY_THE_RUNTIME =
      noAccess(
          "read clocks, wait, start threads and make random numbers through EngineRuntime alone",
          BesideTheRuntime::isAccessedBy);

  private static final ArchCondition<JavaClass> THE_PORTS_RUNTIME =
      noAccess("get the runtime from a port or its options", RuntimeSeamTest::isSystem);

  @Test
  void nothingIsUsedBesideTheRuntime() {
    classes().that(areNoneOf(EXCEPTIONS)).should(ONLY_THE_RUNTIME).check(ALL);
  }

  @Test
  void theRuntimeComesWithThePort() {
    classes()
        .that(areNoneOf(EXCEPTIONS))
        .and(areNoneOf(DEFAULTS))
        .should(THE_PORTS_RUNTIME)
        .check(ALL);
  }

  @Test
  void eachExceptionIsNeeded() {
    assertThat(Stream.concat(EXCEPTIONS.keySet().stream(), DEFAULTS.keySet().stream()))
        .allSatisfy(
            name ->
                assertThat(ALL.stream().filter(type -> type.getName().startsWith(name)))
                    .anyMatch(RuntimeSeamTest::isException));
  }

  private static boolean isException(JavaClass type) {
    return type.getCodeUnitAccessesFromSelf().stream()
        .anyMatch(access -> BesideTheRuntime.isAccessedBy(access) || isSystem(access));
  }

  private static boolean isSystem(JavaCodeUnitAccess<?> access) {
    return access.getTargetOwner().isEquivalentTo(EngineRuntime.class)
        && access.getName().equals("system");
  }

  @Test
  void theRuleFindsWhatItForbids() {
    ArchRule rule = classes().should(ONLY_THE_RUNTIME);
    assertThat(violations(rule, Beside.class)).isEqualTo(7);
    assertThat(violations(rule, Through.class)).isZero();
    assertThat(violations(classes().should(THE_PORTS_RUNTIME), Beside.class)).isEqualTo(1);
  }

  private static int violations(ArchRule rule, Class<?> type) {
    return rule.evaluate(new ClassFileImporter().importClasses(type))
        .getFailureReport()
        .getDetails()
        .size();
  }

  private static ArchCondition<JavaClass> noAccess(
      String description, Predicate<JavaCodeUnitAccess<?>> isForbidden) {
    return new ArchCondition<>(description) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getCodeUnitAccessesFromSelf().stream()
            .filter(isForbidden)
            .forEach(
                access -> events.add(SimpleConditionEvent.violated(type, access.getDescription())));
      }
    };
  }

  private static DescribedPredicate<JavaClass> areNoneOf(Map<String, String> exceptions) {
    return DescribedPredicate.describe(
        "are none of " + exceptions.keySet(),
        type -> exceptions.keySet().stream().noneMatch(type.getName()::startsWith));
  }

  /// A class that breaks the rule: it reads clocks, waits, starts a thread and makes a random
  /// number without the runtime.
  private static final class Beside {
    final LongSupplier clock = System::nanoTime;

    double use(CompletableFuture<String> future) throws InterruptedException {
      Thread.sleep(1);
      var _ = future.thenRunAsync(() -> {});
      Thread.startVirtualThread(() -> {});
      long now = EngineRuntime.system().nanoTime() - System.currentTimeMillis();
      return future.join().length() + Math.random() + now;
    }
  }

  /// A class that obeys the rule. It does all these things, but through the runtime.
  private static final class Through {
    long use(EngineRuntime runtime, CompletableFuture<String> future) throws InterruptedException {
      runtime.sleep(EngineRuntime.FOREVER);
      var _ = future.thenRunAsync(() -> {}, runtime.blockingExecutor("own"));
      runtime.newThread("own", () -> {}).start();
      boolean isDone = runtime.await(future, EngineRuntime.FOREVER);
      return isDone ? runtime.newRandom().nextLong() : runtime.nanoTime();
    }
  }
}
