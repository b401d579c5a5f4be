package dev.wharf.game.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// Runs actions at the same time, each on its own thread.
public final class InParallel {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private InParallel() {}

  /// Runs the action for each element, and waits until all actions have ended. Throws when an
  /// action has thrown.
  public static <T> void each(Collection<T> all, Consumer<T> action) {
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      CompletableFuture<?>[] running =
          all.stream()
              .map(one -> CompletableFuture.runAsync(() -> action.accept(one), threads))
              .toArray(CompletableFuture<?>[]::new);
      assertThat(CompletableFuture.allOf(running)).succeedsWithin(PATIENCE);
    } finally {
      threads.shutdownNow();
    }
  }
}
