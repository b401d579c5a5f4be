package dev.wharf.engine;

import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import org.jspecify.annotations.Nullable;

/// An operation and its completion, which says who issued it. One of each kind lives as long as its
/// owner and is used again for every operation of that kind; at most one operation of a kind is
/// pending.
///
/// From [#begin()] to [#end()] it is an owner of what issued it, and counts as a pending operation.
/// Every completion passes through [#complete]: the one guard that no Throwable gets past, since
/// one that did would kill the worker.
///
/// @param <O> what issues it
/// @param <R> the channel's result
abstract sealed class IoEvent<O extends IoObject, R extends @Nullable Object>
    implements CompletionHandler<R, @Nullable Void> {
  final O owner;

  private IoEvent(O owner) {
    this.owner = owner;
  }

  /// Before the operation is started.
  ///
  /// @return false when the last owner has let go already, so that nothing may be started
  final boolean begin() {
    if (!owner.owners.tryRetain()) {
      return false;
    }
    owner.ledger.operationBegan();
    return true;
  }

  /// When the operation could not be started; or after the completion was handled, unless another
  /// operation with this event follows at once.
  final void end() {
    owner.ledger.operationEnded();
    owner.letGo();
  }

  @Override
  public void completed(R result, @Nullable Void attachment) {
    complete(bytesOf(result), null);
  }

  @Override
  public void failed(Throwable failure, @Nullable Void attachment) {
    complete(0, failure);
  }

  int bytesOf(R result) {
    return 0;
  }

  final void complete(int bytes, @Nullable Throwable failure) {
    WorkerThread worker = WorkerThread.enterCurrent();
    try {
      owner.dispatch(this, bytes, failure);
    } catch (Throwable thrown) {
      owner.worker().runGuarded(() -> owner.onDispatchFailed(this, thrown));
    } finally {
      if (worker != null) {
        worker.leave();
      }
    }
  }

  /// A connection has come in.
  static final class Accept extends IoEvent<Listener, AsynchronousSocketChannel> {
    /// The connection of the completion that is being handled.
    @Nullable AsynchronousSocketChannel accepted;

    Accept(Listener owner) {
      super(owner);
    }

    @Override
    public void completed(AsynchronousSocketChannel channel, @Nullable Void attachment) {
      accepted = channel;
      complete(0, null);
    }
  }

  /// A connection that was asked for has come about.
  static final class Connect extends IoEvent<Session, @Nullable Void> {
    Connect(Session owner) {
      super(owner);
    }
  }

  /// Bytes have come in. As a job, has the session handle them, in its turn.
  static final class Receive extends IoEvent<Session, Integer> implements Runnable {
    Receive(Session owner) {
      super(owner);
    }

    @Override
    int bytesOf(Integer result) {
      return result;
    }

    @Override
    public void run() {
      owner.handleReceived();
    }
  }

  /// Bytes have gone out. Serves the plain write (an `Integer`) and the gathering one (a `Long`)
  /// alike.
  static final class Send extends IoEvent<Session, Number> {
    Send(Session owner) {
      super(owner);
    }

    @Override
    int bytesOf(Number result) {
      return result.intValue();
    }

    /// This event as the handler of a write whose result is an `N`.
    @SuppressWarnings("unchecked") // a handler of any Number is a handler of each
    <N extends Number> CompletionHandler<N, @Nullable Void> as() {
      return (CompletionHandler<N, @Nullable Void>) (CompletionHandler<?, @Nullable Void>) this;
    }
  }

  /// A session's end is to be told. NIO.2 has no asynchronous disconnect: this one runs on the
  /// worker.
  static final class Disconnect extends IoEvent<Session, @Nullable Void> implements Runnable {
    Disconnect(Session owner) {
      super(owner);
    }

    @Override
    public void run() {
      complete(0, null);
    }
  }
}
