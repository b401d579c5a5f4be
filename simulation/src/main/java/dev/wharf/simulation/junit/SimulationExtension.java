package dev.wharf.simulation.junit;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/// Repeats a method with [SimulationTest] for each of its seeds. JUnit makes and calls it.
public final class SimulationExtension implements TestTemplateInvocationContextProvider {
  /// The system property, or the configuration parameter of JUnit, that replaces all seeds by one.
  static final String SEED = "simulation.seed";

  private static final long FRESH_SEEDS = 1_000_000_000;

  /// Creates the extension.
  public SimulationExtension() {}

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return annotation(context).isPresent();
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    LongStream seeds =
        context
            .getConfigurationParameter(SEED)
            .map(text -> LongStream.of(parsed(text)))
            .orElseGet(() -> seeds(annotation(context).orElseThrow()));
    return seeds.mapToObj(InvocationWithSeed::new);
  }

  private static Optional<SimulationTest> annotation(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getElement(), SimulationTest.class);
  }

  private static LongStream seeds(SimulationTest test) {
    return LongStream.concat(
        LongStream.of(test.kept()), new SplittableRandom().longs(test.seeds(), 0, FRESH_SEEDS));
  }

  private static long parsed(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new ExtensionConfigurationException(SEED + " must be a number, not '" + text + "'", e);
    }
  }
}
