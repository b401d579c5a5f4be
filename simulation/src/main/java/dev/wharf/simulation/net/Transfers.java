package dev.wharf.simulation.net;

import dev.wharf.simulation.schedule.Scheduler;
import java.io.IOException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.InterruptedByTimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One direction of a channel: its reads or its writes, of which one at a time may be pending.
final class Transfers {
  private final Scheduler scheduler;
  private final SimulatedGroup group;
  private final String doing;
  private final Supplier<RuntimeException> whenPending;
  private final Attempt attempt;
  private @Nullable Operation<Number> pending;
  private @Nullable Buffers buffers;
  private boolean isKilled;

  /// Tries to transfer bytes.
  @FunctionalInterface
  interface Attempt {
    /// Tries it once.
    ///
    /// @return the number of bytes; -1 at the end of the stream; [Endpoint#WAIT]
    int transfer(Buffers buffers) throws IOException;
  }

  /// @param doing what the operation does, for the message, such as "Reading"
  /// @param whenPending the exception of a second operation
  Transfers(
      Scheduler scheduler,
      SimulatedGroup group,
      String doing,
      Supplier<RuntimeException> whenPending,
      Attempt attempt) {
    this.scheduler = scheduler;
    this.group = group;
    this.doing = doing;
    this.whenPending = whenPending;
    this.attempt = attempt;
  }

  /// Throws when no operation may begin.
  void checkIdle() {
    if (isKilled) {
      throw new IllegalStateException(doing + " not allowed due to timeout or cancellation");
    }
    if (pending != null) {
      throw whenPending.get();
    }
  }

  /// Begins an operation, which [#proceed] carries out.
  void begin(
      Buffers all,
      long timeoutNanos,
      @Nullable Object attachment,
      CompletionHandler<?, ?> handler) {
    Operation<Number> begun = new Operation<>(scheduler, group, numbers(handler), attachment);
    pending = begun;
    buffers = all;
    if (timeoutNanos > 0) {
      begun.onTimeout(timeoutNanos, this::timeOut);
    }
  }

  /// A handler of `Integer` or of `Long`. Which of them is right depends on the buffers.
  @SuppressWarnings("unchecked")
  private static CompletionHandler<Number, ?> numbers(CompletionHandler<?, ?> handler) {
    return (CompletionHandler<Number, ?>) handler;
  }

  /// Tries to carry out the pending operation.
  void proceed() {
    Operation<Number> current = pending;
    Buffers all = buffers;
    if (current == null || all == null) {
      return;
    }
    try {
      int count = attempt.transfer(all);
      if (count != Endpoint.WAIT) {
        pending = null;
        current.complete(all.result(count));
      }
    } catch (IOException e) {
      pending = null;
      current.fail(e);
    }
  }

  /// Fails the pending operation, and allows no further one.
  private void timeOut() {
    isKilled = true;
    fail(new InterruptedByTimeoutException());
  }

  /// Ends the pending operation without a word, and allows no further one.
  void cancel() {
    Operation<Number> current = pending;
    pending = null;
    isKilled = true;
    if (current != null) {
      current.drop();
    }
  }

  /// Fails the pending operation.
  void fail(Throwable failure) {
    Operation<Number> current = pending;
    pending = null;
    if (current != null) {
      current.fail(failure);
    }
  }
}
