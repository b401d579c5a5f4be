package dev.wharf.client;

import dev.wharf.engine.runtime.EngineRuntime;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The system's runtime, with a clock that a test can move forward. Timers still wait in real time.
final class SkippingClock {
  private final AtomicLong skipped = new AtomicLong();

  void skip(Duration time) {
    skipped.addAndGet(time.toNanos());
  }

  EngineRuntime runtime() {
    return (EngineRuntime)
        Proxy.newProxyInstance(
            EngineRuntime.class.getClassLoader(),
            new Class<?>[] {EngineRuntime.class},
            (_, method, arguments) -> call(method, arguments));
  }

  private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
    if (method.getName().equals("nanoTime")) {
      return EngineRuntime.system().nanoTime() + skipped.get();
    }
    try {
      return method.invoke(EngineRuntime.system(), arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
