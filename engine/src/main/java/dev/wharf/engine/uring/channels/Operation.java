package dev.wharf.engine.uring.channels;

import dev.wharf.engine.uring.ring.RingLoop;
import dev.wharf.engine.uring.sys.Errno;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.InterruptedByTimeoutException;
import java.nio.channels.ShutdownChannelGroupException;
import org.jspecify.annotations.Nullable;

/// An operation that the user of a channel begins: a read, a write, a connect or an accept.
///
/// A channel has one object for each kind of operation and reuses it, because at most one operation
/// of a kind is pending. The thread that claims the operation ([NativeSocket#tryClaim]) sets its
/// arguments and calls [#begin]. After that, until the operation ends, only the loop's thread uses
/// the object, and only the kernel uses the operation's memory.
///
/// @param <R> the type of the operation's result
abstract class Operation<R> extends SocketRequest implements Runnable {
  private @Nullable CompletionHandler<R, @Nullable Object> handler;
  private @Nullable Object attachment;
  private long timeoutNanos;

  Operation(NativeSocket socket, byte kind) {
    super(socket, kind);
  }

  /// Writes the operation's entries into the ring, with `loop.userDataOf(this)` as user data.
  ///
  /// @param timeout the timeout in nanoseconds; 0 for none
  /// @return false when the ring has no room at the moment
  abstract boolean submit(RingLoop loop, long timeout);

  /// Converts the kernel's result to the result for the handler.
  ///
  /// @param result the kernel's result, zero or greater
  /// @param flags the flags of the completion
  abstract @Nullable R resultOf(int result, int flags) throws IOException;

  /// Makes the exception for an error number of the kernel.
  IOException failureOf(int errno) {
    return Errno.ioException(errno);
  }

  /// Returns whether the operation is submitted again after this error number.
  boolean isRetriedAfter(int errno) {
    return errno == Errno.EINTR || errno == Errno.EAGAIN;
  }

  /// Releases the operation's memory. Called when the kernel no longer uses the memory, and while
  /// the socket's descriptor is still open.
  void onEnded() {}

  /// Begins an operation that the calling thread has claimed.
  ///
  /// @param timeout the timeout in nanoseconds; 0 for none
  /// @throws ShutdownChannelGroupException when the group has ended
  @SuppressWarnings("unchecked") // the attachment has the type that this handler takes
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

  /// Gives up an operation that was claimed and has not begun. Its handler is not called.
  final void abandon() {
    onEnded();
    socket.release(this);
  }

  /// Cancels the operation for the given future. If the operation still belongs to this future, it
  /// ends soon. From now on, the channel rejects operations of this kind.
  @SuppressWarnings("ReferenceEquality") // compares with this one future
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

  /// Submits the operation on the loop's thread: after another thread has begun it, after the ring
  /// had no room, or again after an error. Ends the operation instead when the channel was closed
  /// or the operation was cancelled.
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

  /// Submits the operation. When the ring has no room, hands the operation over to the loop's next
  /// turn.
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
