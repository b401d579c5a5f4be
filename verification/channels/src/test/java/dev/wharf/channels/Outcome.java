package dev.wharf.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.wharf.channels.world.World;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A completion handler that keeps the result for the test's thread.
final class Outcome<V> implements CompletionHandler<V, Object> {
  private final World world;
  private final AtomicInteger calls = new AtomicInteger();
  private final CompletableFuture<Void> told = new CompletableFuture<>();
  private final BiConsumer<@Nullable V, @Nullable Throwable> then;
  private volatile @Nullable V value;
  private volatile @Nullable Throwable failure;
  private volatile @Nullable Object attachment;
  private volatile @Nullable Thread thread;

  /// @param then the handler calls it at its end, with the value or the failure
  Outcome(World world, BiConsumer<@Nullable V, @Nullable Throwable> then) {
    this.world = world;
    this.then = then;
  }

  @Override
  public void completed(V result, Object attached) {
    keep(result, null, attached);
  }

  @Override
  public void failed(Throwable thrown, Object attached) {
    keep(null, thrown, attached);
  }

  private void keep(@Nullable V result, @Nullable Throwable thrown, @Nullable Object attached) {
    calls.incrementAndGet();
    value = result;
    failure = thrown;
    attachment = attached;
    thread = Thread.currentThread();
    told.complete(null);
    then.accept(result, thrown);
  }

  /// Waits for the result, and returns it. Fails when the operation failed.
  V value() {
    awaitEnd();
    if (failure != null) {
      fail("the operation failed", failure);
    }
    return value;
  }

  /// Waits for the failure, and returns it. Fails when the operation succeeded.
  Throwable failure() {
    awaitEnd();
    Throwable thrown = failure;
    assertThat(thrown).as("failure instead of the value " + value).isNotNull();
    return thrown;
  }

  @Nullable Object attachment() {
    awaitEnd();
    return attachment;
  }

  Thread thread() {
    awaitEnd();
    return thread;
  }

  boolean isDone() {
    return told.isDone();
  }

  /// Returns whether the operation has succeeded.
  boolean hasValue() {
    return isDone() && failure == null;
  }

  int calls() {
    return calls.get();
  }

  /// Waits for at most this time. Returns whether the operation has ended.
  boolean isDoneWithin(Duration time) {
    try {
      return world.runtime().await(told, time);
    } catch (InterruptedException e) {
      return fail(e);
    }
  }

  void awaitEnd() {
    if (!isDoneWithin(World.PATIENCE)) {
      fail("the operation did not end");
    }
  }
}
