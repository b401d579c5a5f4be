package dev.wharf.storage;

import dev.wharf.engine.runtime.EngineRuntime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Saves values that change often, such as positions, from time to time: only the latest value of
/// each lane, and at most some seconds after it was set. What a crash loses is at most so old. For
/// what must not be lost, such as an item, submit a work instead.
///
/// A value whose save fails is saved again later, unless a newer one was set. Thread-safe.
///
/// @param <V> the value
public final class WriteBehind<V> {
  private final Storage storage;
  private final EngineRuntime runtime;
  private final Duration delay;
  private final Save<V> save;

  /// The values that are not saved, by lane. A lane with a value has a timer. Guarded by this
  /// object.
  private final Map<String, V> values = new HashMap<>();

  /// Saves one value.
  ///
  /// @param <V> the value
  @FunctionalInterface
  public interface Save<V> {
    /// Writes a value to the database; a [Work].
    void save(Handle handle, String lane, V value) throws Exception;
  }

  /// @param delay the longest time from a change to the begin of its save
  public WriteBehind(Storage storage, EngineRuntime runtime, Duration delay, Save<V> save) {
    this.storage = storage;
    this.runtime = runtime;
    this.delay = delay;
    this.save = save;
  }

  /// Sets the latest value of a lane.
  public void set(String lane, V value) {
    boolean isFirst;
    synchronized (this) {
      isFirst = values.put(lane, value) == null;
    }
    if (isFirst) {
      flushLater(lane);
    }
  }

  /// Saves the latest value of a lane now, for instance when its player leaves.
  ///
  /// @return completes when the value is durable; at once when no value waits. Fails with a
  ///   [StorageException]
  public CompletableFuture<?> flush(String lane) {
    V value = take(lane);
    if (value == null) {
      return CompletableFuture.completedFuture(null);
    }
    return storage
        .run(
            lane,
            handle -> {
              save.save(handle, lane, value);
              return true;
            })
        .future()
        .whenComplete((_, failure) -> onSaved(lane, value, failure));
  }

  /// Returns the number of values that wait to be saved.
  public synchronized int count() {
    return values.size();
  }

  private synchronized @Nullable V take(String lane) {
    return values.remove(lane);
  }

  private void onSaved(String lane, V value, @Nullable Throwable failure) {
    if (failure instanceof StorageException why && why.reason() == StorageException.Reason.CLOSED) {
      return; // nothing can be saved any more
    }
    boolean isLatest;
    synchronized (this) {
      isLatest = failure != null && values.putIfAbsent(lane, value) == null;
    }
    if (isLatest) {
      flushLater(lane);
    }
  }

  private void flushLater(String lane) {
    var _ =
        runtime.schedule(
            delay,
            () -> {
              var _ = flush(lane);
            });
  }
}
