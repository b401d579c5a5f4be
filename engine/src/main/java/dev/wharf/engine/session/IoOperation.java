package dev.wharf.engine.session;

import dev.wharf.engine.worker.WorkerThread;
import java.nio.channels.CompletionHandler;
import org.jspecify.annotations.Nullable;

/// An I/O operation, and the handler of its completion: accept, connect, receive, send or
/// disconnect.
///
/// An [IoOwner] (a session or a listener) has one object for each kind of operation, and uses this
/// object for every operation of the kind, one after another. From [#begin()] to [#end()] the
/// operation holds a reference to the IoOwner, and counts as pending in the ledger.
///
/// Every completion passes through [#complete], on a worker. No exception escapes from [#complete],
/// because an exception would end the worker's thread.
///
/// @param <R> the result that the channel gives
public abstract class IoOperation<R extends @Nullable Object>
    implements CompletionHandler<R, @Nullable Void> {
  private final IoOwner owner;

  protected IoOperation(IoOwner owner) {
    this.owner = owner;
  }

  /// Retains the [IoOwner]. Call this before the operation is started.
  ///
  /// @return false when the IoOwner has no reference left. In this case, start nothing
  public final boolean begin() {
    if (!owner.tryRetain()) {
      return false;
    }
    owner.ledger.operationBegan();
    return true;
  }

  /// Releases the [IoOwner]. Call this when the operation could not be started, or after its
  /// completion was handled. But do not call it when the next operation with this object follows at
  /// once.
  public final void end() {
    owner.ledger.operationEnded();
    owner.letGo();
  }

  @Override
  public void completed(R result, @Nullable Void attachment) {
    complete(result, null);
  }

  @Override
  public void failed(Throwable failure, @Nullable Void attachment) {
    complete(null, failure);
  }

  /// Handles the completion. The implementation calls [#end()] when it is done, also before it
  /// throws.
  ///
  /// @param result the channel's result, null when the operation failed
  /// @param failure why the operation failed, or null
  protected abstract void onCompleted(@Nullable R result, @Nullable Throwable failure);

  /// Handles a completion on the calling thread, and catches every exception.
  protected final void complete(@Nullable R result, @Nullable Throwable failure) {
    WorkerThread worker = WorkerThread.enterCurrent();
    try {
      onCompleted(result, failure);
    } catch (Throwable thrown) {
      owner.worker().runGuarded(() -> owner.onOperationFailed(thrown));
    } finally {
      if (worker != null) {
        worker.leave();
      }
    }
  }
}
