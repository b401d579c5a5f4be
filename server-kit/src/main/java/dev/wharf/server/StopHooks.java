package dev.wharf.server;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.server.metrics.Counters;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes the resources of a game when its server ends. Thread-safe.
final class StopHooks {
  private static final Logger log = LoggerFactory.getLogger(StopHooks.class);

  private final EngineRuntime runtime;
  private final Counters<StopEvent> counters;

  /// The resources that are not closed yet, the latest one first. Guarded by the deque's own
  /// monitor.
  private final Deque<Hook> hooks = new ArrayDeque<>();

  /// Events that are counted when a server ends.
  enum StopEvent {
    /// Resources of the game that were not closed: `close()` threw or took too long, or an earlier
    /// resource took too long.
    STOPS_FAILED
  }

  private record Hook(String name, AutoCloseable resource) {}

  StopHooks(EngineRuntime runtime, Counters<StopEvent> counters) {
    this.runtime = runtime;
    this.counters = counters;
  }

  void add(String name, AutoCloseable resource) {
    synchronized (hooks) {
      hooks.push(new Hook(name, resource));
    }
  }

  /// Closes all resources on a new thread, one after the other, the latest first. When the given
  /// time has passed, interrupts that thread and counts the remaining resources as failed. Further
  /// calls have no effect.
  ///
  /// @return whether all resources closed in time and without an exception
  boolean run(Duration time) {
    Run run = new Run();
    Thread thread = runtime.newVirtualThread("stop", run);
    thread.start();
    try {
      if (!runtime.join(thread, time)) {
        run.giveUp(time);
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      run.giveUp(time);
    }
    return run.isWell;
  }

  /// Closes the resources, one after the other, until none is left.
  private final class Run implements Runnable {
    /// Whether no resource has failed to close so far. The closing thread and the thread that calls
    /// [StopHooks#run] may set it to false. The latter thread reads it at the end.
    private volatile boolean isWell = true;

    /// The resource whose `close()` runs now. When `close()` throws or takes too long, the resource
    /// is taken from this field and reported, so that it is reported only once. Guarded by the
    /// monitor of [#hooks].
    private @Nullable Hook current;

    @Override
    public void run() {
      for (Hook hook = next(); hook != null; hook = next()) {
        close(hook);
      }
    }

    private @Nullable Hook next() {
      synchronized (hooks) {
        current = hooks.poll();
        return current;
      }
    }

    private @Nullable Hook takeCurrent() {
      synchronized (hooks) {
        Hook taken = current;
        current = null;
        return taken;
      }
    }

    private void close(Hook hook) {
      try {
        hook.resource().close();
      } catch (Throwable t) {
        if (takeCurrent() != null) {
          fail(hook, "failed to close", t);
        }
      }
    }

    private void giveUp(Duration time) {
      String why = "did not close within " + time.toMillis() + " ms";
      Hook stuck;
      List<Hook> others;
      synchronized (hooks) {
        stuck = takeCurrent();
        others = List.copyOf(hooks);
        hooks.clear();
      }
      if (stuck != null) {
        fail(stuck, why, null);
      }
      others.forEach(hook -> fail(hook, "was not closed: an earlier resource took too long", null));
    }

    private void fail(Hook hook, String what, @Nullable Throwable thrown) {
      isWell = false;
      counters.count(StopEvent.STOPS_FAILED);
      log.error("resource '{}' of the game {}", hook.name(), what, thrown);
    }
  }
}
