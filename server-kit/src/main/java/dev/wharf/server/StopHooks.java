package dev.wharf.server;

import dev.wharf.server.metrics.Counters;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes what a game has opened, when its server ends. Thread-safe.
final class StopHooks {
  private static final Logger log = LoggerFactory.getLogger(StopHooks.class);

  private final Counters<StopEvent> counters;

  /// The latest first. Guarded by itself.
  private final Deque<Hook> hooks = new ArrayDeque<>();

  /// Events that are counted when a server ends.
  enum StopEvent {
    /// Resources of the game that did not close: `close()` threw, or took too long.
    STOPS_FAILED
  }

  private record Hook(String name, AutoCloseable resource) {}

  StopHooks(Counters<StopEvent> counters) {
    this.counters = counters;
  }

  void add(String name, AutoCloseable resource) {
    synchronized (hooks) {
      hooks.push(new Hook(name, resource));
    }
  }

  /// Closes everything in reverse order, one after the other on a thread of its own. What has not
  /// closed in time is given up. Doing it again does nothing.
  ///
  /// @return whether all closed well and in time
  boolean run(Duration time) {
    Run run = new Run();
    Thread thread = Thread.ofVirtual().name("stop").start(run);
    try {
      if (!thread.join(time)) {
        run.giveUp(time);
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      run.giveUp(time);
    }
    return run.isWell;
  }

  /// Closes the resources that are left.
  private final class Run implements Runnable {
    /// Written by the closing thread and by the one that gives up, read after both.
    private volatile boolean isWell = true;

    /// The resource that is being closed. Whoever takes it out says how that ended. Guarded by
    /// [#hooks].
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
          fail(hook, "cannot be closed", t);
        }
      }
    }

    private void giveUp(Duration time) {
      String why = "has not closed within " + time.toMillis() + " ms";
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
      others.forEach(hook -> fail(hook, why + ": it comes after another", null));
    }

    private void fail(Hook hook, String what, @Nullable Throwable thrown) {
      isWell = false;
      counters.count(StopEvent.STOPS_FAILED);
      log.error("stop: '{}' {}", hook.name(), what, thrown);
    }
  }
}
