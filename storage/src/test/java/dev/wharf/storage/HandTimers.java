package dev.wharf.storage;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.runtime.Scheduled;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A runtime whose timers run when a test moves their clock. All else is the system's.
final class HandTimers {
  private final List<Timer> timers = new CopyOnWriteArrayList<>();
  private Duration now = Duration.ZERO;

  private record Timer(Duration time, Runnable task) {}

  EngineRuntime runtime() {
    EngineRuntime system = EngineRuntime.system();
    return (EngineRuntime)
        Proxy.newProxyInstance(
            EngineRuntime.class.getClassLoader(),
            new Class<?>[] {EngineRuntime.class},
            (_, method, arguments) -> {
              if (method.getName().equals("schedule")) {
                return schedule((Duration) arguments[0], (Runnable) arguments[1]);
              }
              try {
                return method.invoke(system, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private synchronized Scheduled schedule(Duration delay, Runnable task) {
    Timer timer = new Timer(now.plus(delay), task);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  /// Moves the clock on, and runs the tasks that are due.
  void advance(Duration time) {
    List<Timer> due = new ArrayList<>();
    synchronized (this) {
      now = now.plus(time);
      timers.stream().filter(timer -> timer.time.compareTo(now) <= 0).forEach(due::add);
      timers.removeAll(due);
    }
    due.sort(Comparator.comparing(Timer::time));
    due.forEach(timer -> timer.task.run());
  }

  int count() {
    return timers.size();
  }
}
