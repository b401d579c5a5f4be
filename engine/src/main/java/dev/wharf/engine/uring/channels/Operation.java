package dev.wharf.engine.uring.channels;

import dev.wharf.engine.uring.ring.RingLoop;
import dev.wharf.engine.uring.sys.Errno;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.InterruptedByTimeoutException;
import java.nio.channels.ShutdownChannelGroupException;
import org.jspecify.annotations.Nullable;

/// A read, a write, a connect or an accept of a channel's user.
///
/// A channel has one object for each kind of operation and reuses it, because at most one operation
/// of a kind is pending. The thread that claims the operation ([NativeSocket#tryClaim]) sets its
/// arguments and begins it. From then until its end, the operation belongs to the loop's thread,
/// and its memory to the kernel.
///
/// @param <R> the result
abstract class Operation<R> extends SocketRequest implements Runnable {
  private @Nullable CompletionHandler<R, @Nullable Object> handler;
  private @Nullable Object attachment;
  private long timeoutNanos;

  Operation(NativeSocket socket, byte kind) {
    super(socket, kind);
  }

  /// Writes the operation's entries into the ring, with `loop.userDataOf(this)` as user data.
  ///
  /// @param timeout in nanoseconds; 0 for none
  /// @return false when the ring has no room at the moment
  abstract boolean submit(RingLoop loop, long timeout);

  /// Makes the operation's result of the kernel's.
  ///
  /// @param result the kernel's result, zero or greater
  /// @param flags the flags of the completion
  abstract @Nullable R resultOf(int result, int flags) throws IOException;

  /// Makes the exception for an error of the kernel.
  IOException failureOf(int errno) {
    return Errno.ioException(errno);
  }

  /// Whether the operation is submitted again after this error.
  boolean isRetriedAfter(int errno) {
    return errno == Errno.EINTR || errno == Errno.EAGAIN;
  }

  /// Releases the operation's memory, which the kernel uses no more. The socket's descriptor is
  /// still open.
  void onEnded() {}

  /// Begins a claimed operation.
  ///
  /// @param timeout in nanoseconds; 0 for none
  /// @throws ShutdownChannelGroupException when the group has ended
  @SuppressWarnings("unchecked") // only this handler gets the attachment
  final <A extends @Nullable Object> void begin(
      CompletionHandler<? super R, ? super A> to, A attached, long timeout) {
    handler = (CompletionHandler<R, @Nullable Object>) (CompletionHandler<?, ?>) to;
    attachment = attached;
    timeoutNanos = timeout;
    boolean begun = false;
    try {
      RingLoop loop = socket.group().loop();
      begun = (loop.isCurrent() && submit(loop, timeout)) || loop.offer(this);
    } finally {
      if (!begun) {
        handler = null;
        attachment = null;
        abandon();
      }
    }
    if (!begun) {
      throw new ShutdownChannelGroupException();
    }
  }

  /// Gives up a claimed operation that has not begun.
  final void abandon() {
    onEnded();
    socket.release(this);
  }

  /// Ends the operation if it is still the future's. Afterwards the channel rejects this kind of
  /// operation.
  @SuppressWarnings("ReferenceEquality") // this very future
  final void cancel(CompletionHandler<?, ?> future) {
    RingLoop loop = socket.group().loop();
    socket.kill(this);
    loop.offer(
        () -> {
          if (handler == future) {
            endEarly(loop);
          }
        });
  }

  /// Submits an operation that was handed over to the loop or deferred. On the loop's thread.
  @Override
  public final void run() {
    if (socket.rejects(this)) {
      end(null, new AsynchronousCloseException());
    } else {
      submitOrDefer(socket.group().loop());
    }
  }

  @Override
  protected final void onCompleted(int result, int flags) {
    if (result < 0 && isRetriedAfter(-result)) {
      run();
    } else if (result < 0) {
      end(null, failed(-result));
    } else {
      succeed(result, flags);
    }
  }

  /// Submits the operation, or hands it over to the loop's next turn when the ring has no room.
  final void submitOrDefer(RingLoop loop) {
    try {
      if (!submit(loop, timeoutNanos)) {
        loop.execute(this);
      }
    } catch (RuntimeException | Error e) {
      end(null, e);
    }
  }

  private void succeed(int kernelResult, int flags) {
    @Nullable R result;
    try {
      result = resultOf(kernelResult, flags);
    } catch (IOException | RuntimeException | Error e) {
      end(null, e);
      return;
    }
    end(result, null);
  }

  private IOException failed(int errno) {
    if (socket.isClosed()) {
      return new AsynchronousCloseException();
    }
    if (errno == Errno.ECANCELED && timeoutNanos > 0) {
      socket.kill(this);
      return new InterruptedByTimeoutException();
    }
    return failureOf(errno);
  }

  private void end(@Nullable R result, @Nullable Throwable failure) {
    CompletionHandler<R, @Nullable Object> to = handler;
    Object attached = attachment;
    handler = null;
    attachment = null;
    onEnded();
    socket.release(this);
    if (to != null) {
      socket.group().deliver(to, attached, result, failure);
    }
  }
}
