package dev.wharf.transport.tls;

import dev.wharf.engine.runtime.EngineRuntime;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// Runs the costly steps of handshakes on a few threads of the runtime, in the order in which they
/// come. So handshakes never delay the workers of a port. Thread-safe.
///
/// There are no threads while there is no handshake. A step is not stopped, and needs no time limit
/// of its own: it takes about a millisecond, and does nothing when its session has ended, because
/// the session's handshake timeout has passed, before the step begins.
final class HandshakeExecutor implements Executor {
  private final Executor threads;
  private final int maxRunning;
  private final int maxWaiting;
  private final TlsCounters counters;

  /// Guarded by itself, as is [#running].
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

  private int running;

  /// Creates an executor.
  ///
  /// @param maxRunning the most steps at a time
  /// @param maxWaiting the most steps that wait
  HandshakeExecutor(EngineRuntime runtime, int maxRunning, int maxWaiting, TlsCounters counters) {
    this.threads = runtime.blockingExecutor("tls-handshake");
    this.maxRunning = maxRunning;
    this.maxWaiting = maxWaiting;
    this.counters = counters;
  }

  /// Returns the number of steps that wait.
  int waiting() {
    synchronized (waiting) {
      return waiting.size();
    }
  }

  @Override
  public void execute(Runnable step) {
    boolean starts;
    synchronized (waiting) {
      if (waiting.size() >= maxWaiting) {
        counters.count(TlsFailure.OVERLOADED);
        throw new RejectedExecutionException("too many handshakes wait: " + maxWaiting);
      }
      waiting.add(step);
      starts = running < maxRunning;
      running += starts ? 1 : 0;
    }
    if (starts) {
      start();
    }
  }

  private void start() {
    boolean started = false;
    try {
      threads.execute(this::runWaiting);
      started = true;
    } finally {
      if (!started) {
        synchronized (waiting) {
          running--;
        }
      }
    }
  }

  private void runWaiting() {
    Runnable step;
    while ((step = next()) != null) {
      step.run();
    }
  }

  private @Nullable Runnable next() {
    synchronized (waiting) {
      Runnable step = waiting.poll();
      running -= step == null ? 1 : 0;
      return step;
    }
  }
}
