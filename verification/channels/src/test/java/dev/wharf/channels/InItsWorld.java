package dev.wharf.channels;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/// Runs each test method of a [ProviderTest] in the world of its provider. Aborts the test when the
/// provider names it as an exception.
final class InItsWorld implements InvocationInterceptor {
  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Exception {
    run(invocation, method, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Exception {
    run(invocation, method, context);
  }

  private static void run(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Exception {
    ProviderTest test = (ProviderTest) context.getRequiredTestInstance();
    String name = method.getTargetClass().getSimpleName() + "." + method.getExecutable().getName();
    String exception = test.setting.provider().exceptions().get(name);
    assumeTrue(exception == null, exception);
    test.runInItsWorld(() -> proceed(invocation));
  }

  private static void proceed(Invocation<Void> invocation) throws Exception {
    try {
      invocation.proceed();
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
