package dev.wharf.storage;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.runtime.Scheduled;
import dev.wharf.server.metrics.Counters;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Saves values that change often, such as positions, from time to time: only the latest value of
/// each lane, and at most `storage.save-after` after it was set. A crash loses what is not saved.
/// For what must not be lost, such as an item, submit a work instead.
///
/// A value whose save fails is saved again later, unless a newer one was set. A value whose save
/// throws a [WorkRefusedException] is dropped, because the rules of the game forbid it.
///
/// [Storage#writeBehind] makes one. The storage saves the values of a player who leaves, before
/// another login of the account loads them, and all values when the server drains. The setting
/// `storage.max-unsaved` limits the lanes whose values wait. Thread-safe.
///
/// @param <V> the value
public final class WriteBehind<V> {
  /// The pause before a value is saved again whose save is waited for.
  private static final Duration SOON = Duration.ofMillis(200);

  private final Storage storage;
  private final EngineRuntime runtime;
  private final Duration delay;
  private final int most;
  private final Counters<StorageEvent> counters;
  private final Save<V> save;

  /// The lanes whose latest value is not durable. Guarded by this object.
  private final Map<String, Unsaved> unsaved = new HashMap<>();

  /// Saves one value.
  ///
  /// @param <V> the value
  @FunctionalInterface
  public interface Save<V> {
    /// Writes a value to the database; a [Work].
    void save(Handle handle, String lane, V value) throws Exception;
  }

  /// A lane whose latest value is not durable. Its fields are guarded by the [WriteBehind].
  private final class Unsaved {
    final String lane;

    /// The latest value; null when its save has begun.
    @Nullable V next;

    boolean isSaving;

    /// Whether the next save begins when the present one has ended.
    boolean isDue;

    /// The timer of the next save.
    @Nullable Scheduled timer;

    /// Completes when no value of the lane waits.
    final CompletableFuture<@Nullable Void> saved = new CompletableFuture<>();

    Unsaved(String lane) {
      this.lane = lane;
    }

    void schedule(Duration time, boolean isUrgent) {
      cancelTimer();
      timer = runtime.schedule(time, () -> begin(this, isUrgent));
    }

    void cancelTimer() {
      if (timer != null) {
        timer.cancel();
        timer = null;
      }
    }
  }

  /// @param delay the longest time from a change to the begin of its save
  /// @param most the most lanes whose values wait
  WriteBehind(
      Storage storage,
      EngineRuntime runtime,
      Duration delay,
      int most,
      Counters<StorageEvent> counters,
      Save<V> save) {
    this.storage = storage;
    this.runtime = runtime;
    this.delay = delay;
    this.most = most;
    this.counters = counters;
    this.save = save;
  }

  /// Sets the latest value of a lane.
  ///
  /// @return false when the values of too many lanes wait already, and this one is not kept
  public synchronized boolean set(String lane, V value) {
    Unsaved it = unsaved.get(lane);
    if (it == null) {
      if (unsaved.size() >= most) {
        counters.count(StorageEvent.VALUES_DROPPED);
        return false;
      }
      it = new Unsaved(lane);
      unsaved.put(lane, it);
    }
    boolean isFirst = it.next == null;
    it.next = value;
    if (isFirst) {
      it.schedule(delay, false);
    }
    return true;
  }

  /// Saves the latest value of a lane now, for instance when its player leaves.
  ///
  /// @return completes when no value of the lane waits. A save that fails is repeated meanwhile.
  ///   Fails with a [StorageException] when the storage is closed
  public CompletableFuture<?> flush(String lane) {
    Unsaved it;
    synchronized (this) {
      it = unsaved.get(lane);
    }
    if (it == null) {
      return CompletableFuture.completedFuture(null);
    }
    begin(it, true);
    return it.saved.copy();
  }

  /// Saves all values now.
  void flushAll() {
    List<Unsaved> all;
    synchronized (this) {
      all = List.copyOf(unsaved.values());
    }
    all.forEach(it -> begin(it, true));
  }

  /// Returns the number of lanes whose latest value is not durable.
  public synchronized int count() {
    return unsaved.size();
  }

  /// Begins to save, unless no value waits.
  ///
  /// @param isUrgent whether somebody waits for it, so that a failed save is soon repeated
  private void begin(Unsaved it, boolean isUrgent) {
    V value;
    synchronized (this) {
      value = it.next;
      if (value == null || it.isSaving) {
        it.isDue = true;
        return;
      }
      it.cancelTimer();
      it.next = null;
      it.isSaving = true;
      it.isDue = false;
    }
    storage
        .run(
            it.lane,
            handle -> {
              save.save(handle, it.lane, value);
              return true;
            })
        .deliver(outcome -> end(it, value, isUrgent, outcome));
  }

  private void end(Unsaved it, V value, boolean isUrgent, Outcome<Boolean> outcome) {
    StorageException failure =
        outcome instanceof Outcome.NotDone<?>(StorageException why) ? why : null;
    boolean isLast;
    boolean isDue;
    synchronized (this) {
      it.isSaving = false;
      if (failure != null && !isClosed(failure) && !isRefused(failure)) {
        repeat(it, value, isUrgent || it.isDue);
        return;
      }
      isLast = it.next == null;
      isDue = it.isDue;
      if (isLast && !isClosed(failure)) {
        unsaved.remove(it.lane);
      }
    }
    if (failure != null) {
      counters.count(StorageEvent.VALUES_DROPPED);
    }
    if (isClosed(failure)) {
      it.saved.completeExceptionally(Objects.requireNonNull(failure));
    } else if (isLast) {
      it.saved.complete(null);
    } else if (isDue) {
      begin(it, true);
    }
  }

  private static boolean isClosed(@Nullable StorageException failure) {
    return failure != null && failure.reason() == StorageException.Reason.CLOSED;
  }

  private static boolean isRefused(StorageException failure) {
    return failure.getCause() instanceof WorkRefusedException;
  }

  /// Makes a save that has failed again later. The monitor is held.
  private void repeat(Unsaved it, V value, boolean isUrgent) {
    counters.count(StorageEvent.SAVES_REPEATED);
    if (it.next == null) {
      it.next = value;
    }
    if (it.timer == null || isUrgent) {
      it.schedule(isUrgent ? SOON : delay, isUrgent);
    }
  }
}
