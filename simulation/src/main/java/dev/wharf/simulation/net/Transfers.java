package dev.wharf.simulation.net;

import dev.wharf.simulation.completion.Operation;
import dev.wharf.simulation.completion.SimulatedGroup;
import dev.wharf.simulation.schedule.Scheduler;
import java.io.IOException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.InterruptedByTimeoutException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The reads of a channel, or the writes of a channel. One of them at a time may be pending.
final class Transfers {
  private final Scheduler scheduler;
  private final SimulatedGroup group;
  private final Object channel;
  private final String doing;
  private final LongSupplier longest;
  private final Supplier<RuntimeException> whenPending;
  private final Attempt attempt;
  private @Nullable Operation<Number> pending;
  private @Nullable Buffers buffers;
  private boolean isKilled;

  /// Reads from or writes to the connection, without waiting.
  @FunctionalInterface
  interface Attempt {
    /// Tries once to transfer bytes.
    ///
    /// @return the number of bytes; -1 at the end of the stream; [Endpoint#WAIT] when the operation
    ///   must wait
    int transfer(Buffers buffers) throws IOException;
  }

  /// Creates the reads, or the writes, of a channel. No operation is pending.
  ///
  /// @param doing the kind of the operations in words, for exception messages: "Reading" or
  ///   "Writing"
  /// @param longest returns the longest time that an operation may be pending, in nanoseconds
  /// @param whenPending makes the exception that is thrown when an operation is already pending
  Transfers(
      Scheduler scheduler,
      SimulatedGroup group,
      Object channel,
      String doing,
      LongSupplier longest,
      Supplier<RuntimeException> whenPending,
      Attempt attempt) {
    this.scheduler = scheduler;
    this.group = group;
    this.channel = channel;
    this.doing = doing;
    this.longest = longest;
    this.whenPending = whenPending;
    this.attempt = attempt;
  }

  /// Throws when no operation may begin: one is pending, or an earlier one was cancelled or timed
  /// out.
  void checkIdle() {
    if (isKilled) {
      throw new IllegalStateException(doing + " not allowed due to timeout or cancellation");
    }
    if (pending != null) {
      scheduler.onMisuse(doing + " has begun while it is pending on the " + channel);
      throw whenPending.get();
    }
  }

  /// Begins an operation. Later calls of [#proceed] try to carry it out.
  void begin(
      Buffers all,
      long timeoutNanos,
      @Nullable Object attachment,
      CompletionHandler<?, ?> handler) {
    Operation<Number> begun = new Operation<>(scheduler, group, numbers(handler), attachment);
    pending = begun;
    buffers = all;
    all.seal();
    long begunAt = scheduler.now();
    begun.beforeHandler(() -> checkEnded(all, begunAt));
    if (timeoutNanos > 0) {
      begun.onTimeout(timeoutNanos, this::timeOut);
    }
  }

  /// Casts a handler of `Integer` or of `Long`. [Buffers#result] makes a number of the type that
  /// the handler expects.
  @SuppressWarnings("unchecked")
  private static CompletionHandler<Number, ?> numbers(CompletionHandler<?, ?> handler) {
    return (CompletionHandler<Number, ?>) handler;
  }

  /// Tries to carry out the pending operation, which fails when the arena of a buffer was closed in
  /// the meantime. Does nothing when no operation is pending.
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
    } catch (IOException | IllegalStateException e) {
      pending = null;
      current.fail(e);
    }
  }

  private void checkEnded(Buffers all, long begunAt) {
    checkIntact(all);
    long nanos = scheduler.now() - begunAt;
    if (nanos > longest.getAsLong()) {
      scheduler.failBecauseOf(
          doing + " was pending on the " + channel + " for " + Duration.ofNanos(nanos));
    }
  }

  private void checkIntact(Buffers all) {
    if (!all.isIntact()) {
      scheduler.failBecauseOf(
          doing
              + " is pending on the "
              + channel
              + ", but its buffer was changed, or went back to its pool");
    }
  }

  /// Fails the pending operation because of its timeout, and allows no further operation.
  private void timeOut() {
    isKilled = true;
    fail(new InterruptedByTimeoutException());
  }

  /// Ends the pending operation without calling its handler, and allows no further operation.
  void cancel() {
    Operation<Number> current = pending;
    pending = null;
    isKilled = true;
    if (current != null) {
      current.drop();
    }
  }

  /// Fails the pending operation, if there is one.
  void fail(Throwable failure) {
    Operation<Number> current = pending;
    pending = null;
    if (current != null) {
      current.fail(failure);
    }
  }
}
