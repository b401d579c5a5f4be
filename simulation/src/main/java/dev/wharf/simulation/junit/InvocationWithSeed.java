package dev.wharf.simulation.junit;

import dev.wharf.simulation.Simulation;
import dev.wharf.simulation.SimulationOptions;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.opentest4j.TestAbortedException;

/// One invocation of a method with [SimulationTest]: opens a simulation, runs the method in it, and
/// closes it.
final class InvocationWithSeed
    implements TestTemplateInvocationContext,
        BeforeEachCallback,
        ParameterResolver,
        InvocationInterceptor,
        AfterEachCallback {
  private final long seed;

  /// The simulation; null before [#beforeEach].
  private @Nullable Simulation simulation;

  InvocationWithSeed(long seed) {
    this.seed = seed;
  }

  @Override
  public String getDisplayName(int number) {
    return "seed " + seed;
  }

  @Override
  public List<Extension> getAdditionalExtensions() {
    return List.of(this);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    simulation = Simulation.open(SimulationOptions.seeded(seed));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    opened().close();
  }

  private Simulation opened() {
    return Objects.requireNonNull(simulation);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return simulation != null && parameter.getParameter().getType() == Simulation.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return opened();
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Exception {
    try {
      opened().run(() -> proceed(invocation));
    } catch (TestAbortedException | OutOfMemoryError e) {
      throw e;
    } catch (Exception | Error e) {
      throw new AssertionError(withSeed(e), e);
    }
  }

  private static void proceed(Invocation<Void> invocation) throws Exception {
    try {
      var _ = invocation.proceed();
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private String withSeed(Throwable failure) {
    return String.format(
        "seed %d, after %s of virtual time; -D%s=%d repeats only this run:%n%s",
        seed, opened().time(), SimulationExtension.SEED, seed, failure);
  }
}
