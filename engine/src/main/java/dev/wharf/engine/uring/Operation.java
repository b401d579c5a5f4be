package dev.wharf.engine.uring;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.InterruptedByTimeoutException;
import java.nio.channels.ShutdownChannelGroupException;
import org.jspecify.annotations.Nullable;

/// One thing that a channel's user asks for. A channel has one object for each kind of operation
/// and uses it again and again: at most one of a kind is pending.
///
/// Whoever has claimed it for himself ([NativeSocket#claim]) says what is asked for, and begins it;
/// from there until it has ended it is the loop's, and its memory the kernel's.
///
/// @param <R> the result
abstract class Operation<R> extends Request implements Runnable {
  /// An operation of this kind was cancelled or timed out: what became of it is not known. Guarded
  /// by the socket.
  boolean killed;

  private @Nullable CompletionHandler<R, @Nullable Object> handler;
  private @Nullable Object attachment;
  private long timeoutNanos;

  Operation(NativeSocket socket) {
    super(socket);
  }

  /// Writes entries for the ring; the user data is `loop.userDataOf(this)`.
  ///
  /// @param timeout in nanoseconds; 0 for none
  /// @return false when there is no room at the moment
  abstract boolean submit(RingLoop loop, long timeout);

  /// What the kernel's answer means.
  ///
  /// @param answer zero or greater
  abstract @Nullable R resultOf(int answer, int flags) throws IOException;

  /// What it means that the kernel fails it.
  IOException failureOf(int errno) {
    return Errno.ioException(errno);
  }

  boolean isToBeTriedAgain(int errno) {
    return errno == Errno.EINTR || errno == Errno.EAGAIN;
  }

  /// It is over: the kernel's hands are off the memory. The socket is not closed yet.
  void onEnded() {}

  /// Begins.
  ///
  /// @param timeout in nanoseconds; 0 for none
  /// @throws ShutdownChannelGroupException when the group has ended
  @SuppressWarnings("unchecked") // the attachment is given to nobody but the handler that it is for
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

  /// Ends it, if the future is still waiting for it. The channel is of no use for this kind of
  /// operation afterwards.
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

  /// Handed over, or put off.
  @Override
  public final void run() {
    if (socket.refuses(this)) {
      end(null, new AsynchronousCloseException());
    } else {
      submitOrPutOff(socket.group().loop());
    }
  }

  @Override
  final void onCompleted(int answer, int flags) {
    if (answer < 0 && isToBeTriedAgain(-answer)) {
      run();
    } else if (answer < 0) {
      end(null, failed(-answer));
    } else {
      succeed(answer, flags);
    }
  }

  final void submitOrPutOff(RingLoop loop) {
    try {
      if (!submit(loop, timeoutNanos)) {
        loop.execute(this);
      }
    } catch (RuntimeException | Error e) {
      end(null, e);
    }
  }

  private void succeed(int answer, int flags) {
    @Nullable R result;
    try {
      result = resultOf(answer, flags);
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
