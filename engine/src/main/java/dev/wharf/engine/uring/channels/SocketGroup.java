package dev.wharf.engine.uring.channels;

import dev.wharf.engine.uring.ring.RingLoop;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ShutdownChannelGroupException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import org.jspecify.annotations.Nullable;

/// The channel group of a socket: the methods that sockets and their operations need. Thread-safe.
interface SocketGroup {
  /// Returns the provider of the group's channels.
  AsynchronousChannelProvider provider();

  /// Returns the loop that drives the group's ring.
  RingLoop loop();

  /// Adds a socket to the group.
  ///
  /// @return false when the group is shut down
  boolean register(NativeSocket socket);

  /// Removes a socket whose channel is closed and which has no pending request.
  void forget(NativeSocket socket);

  /// Gives the result, or the failure, of an operation to its handler. Called on the loop's thread
  /// while no other handler runs there.
  <R, A extends @Nullable Object> void deliver(
      CompletionHandler<R, A> handler,
      A attachment,
      @Nullable R result,
      @Nullable Throwable failure);

  /// Gives the result, or the failure, of an operation to its handler later, never within this
  /// call. Any thread may call it.
  ///
  /// @throws ShutdownChannelGroupException when the group has ended
  <R, A extends @Nullable Object> void deliverLater(
      CompletionHandler<R, ? super A> handler,
      A attachment,
      @Nullable R result,
      @Nullable Throwable failure);
}
