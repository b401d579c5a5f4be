package dev.wharf.simulation.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/// Runs a test method in a simulated world, in virtual time, once for each of several seeds.
///
/// ```java
/// @SimulationTest(seeds = 20)
/// void theTableRollsOnceASecond(Simulation simulation) throws Exception {
///   ...
///   simulation.sleep(Duration.ofSeconds(10));
///   assertThat(rolls).hasSize(10);
/// }
/// ```
///
/// The method is the body of [Simulation#run][dev.wharf.simulation.Simulation#run]. It may have a
/// parameter of type [Simulation][dev.wharf.simulation.Simulation]. Methods with `@BeforeEach` and
/// `@AfterEach` may have one too. They run outside the simulation, while time stands still.
///
/// The seeds are fresh numbers in each run of the tests. The message of a failure has the seed. The
/// system property `simulation.seed` replaces all seeds by one, to repeat a failed test:
/// `-Dsimulation.seed=4711`.
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(SimulationExtension.class)
public @interface SimulationTest {
  /// The number of fresh seeds.
  int seeds() default 10;

  /// Seeds that are tested each time, before the fresh ones. Put the seeds here with which the test
  /// has once failed.
  long[] kept() default {};
}
