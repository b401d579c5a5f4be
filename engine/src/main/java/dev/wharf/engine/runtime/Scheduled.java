package dev.wharf.engine.runtime;

/// A task that runs later, on a timer of an [EngineRuntime]. Thread-safe.
public interface Scheduled {
  /// Takes the task out of the timer. A task that already runs is not stopped.
  void cancel();
}
