package dev.wharf.engine.log;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.ToIntFunction;

/// A bounded queue in front of a target that may block, such as a terminal. Offering an item never
/// blocks. A daemon thread of the sink writes the items in their order.
///
/// An item is lost and counted when there is no room for it, or when writing it fails. When half of
/// the room is free again, a callback gets the number of items lost since its last call.
///
/// Thread-safe. The lock is never held while an item is written or the callback runs.
///
/// @param <T> the type of the items
public final class AsyncSink<T> {
  private final ToIntFunction<T> size;
  private final Target<T> target;
  private final LongConsumer onLost;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Condition idle = lock.newCondition();

  // ---- guarded by the lock

  private final Queue<T> waiting = new ArrayDeque<>();

  private int capacity;

  /// The total size of the items that wait or are being written.
  private int held;

  /// Whether the sink's thread writes an item or reports losses now.
  private boolean isBusy;

  private long lost;
  private long lostAndReported;

  /// Writes the items of a sink.
  ///
  /// @param <T> the type of the items
  @FunctionalInterface
  public interface Target<T> {
    /// Writes one item. Called on the sink's thread; may block.
    ///
    /// @throws IOException when the item cannot be written. The item is lost
    void write(T item) throws IOException;
  }

  /// Makes a sink and starts its thread, which runs until the process ends.
  ///
  /// @param threadName the name of the thread
  /// @param capacity the limit on the total size of the waiting items
  /// @param size returns the size of an item, in the unit of the capacity
  /// @param target writes the items
  /// @param onLost called on the sink's thread with the number of items lost since its last call.
  ///   It may offer an item that reports the loss
  public AsyncSink(
      String threadName,
      int capacity,
      ToIntFunction<T> size,
      Target<T> target,
      LongConsumer onLost) {
    this.capacity = capacity;
    this.size = size;
    this.target = target;
    this.onLost = onLost;
    Thread.ofPlatform().daemon().name(threadName).start(this::run);
  }

  /// Sets the limit on the total size of the waiting items. Items that already wait stay, even when
  /// they are larger together.
  public void setCapacity(int capacity) {
    lock.lock();
    try {
      this.capacity = capacity;
    } finally {
      lock.unlock();
    }
  }

  /// Queues an item. The caller must not change the item afterwards. Any thread may call this
  /// method; it never blocks.
  ///
  /// @return whether the item is queued; false when there is no room and the item is lost
  public boolean offer(T item) {
    int itemSize = size.applyAsInt(item);
    lock.lock();
    try {
      if (itemSize > capacity - held) {
        lost++;
        return false;
      }
      held += itemSize;
      waiting.add(item);
      arrived.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Returns the number of items lost since the sink was made.
  public long lost() {
    lock.lock();
    try {
      return lost;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until all items have been written and all losses reported. Blocks for `patience` at
  /// most. The sink's own thread must not call this method.
  ///
  /// @return false when the time is up or the thread was interrupted; its interrupt flag stays set
  public boolean awaitWritten(Duration patience) {
    long left = TimeUnit.NANOSECONDS.convert(patience);
    lock.lock();
    try {
      while (isBusy || !waiting.isEmpty()) {
        if (left <= 0) {
          return false;
        }
        left = idle.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (true) {
      T item = take();
      boolean isWritten = write(item);
      long unreported = release(item, isWritten);
      if (unreported > 0) {
        report(unreported);
      }
    }
  }

  private void report(long unreported) {
    try {
      onLost.accept(unreported);
    } catch (Throwable t) {
      // The log may be what has failed, so this failure is not logged. The loss is reported again
      // later.
      lock.lock();
      try {
        lostAndReported -= unreported;
      } finally {
        lock.unlock();
      }
    }
  }

  private T take() {
    lock.lock();
    try {
      while (waiting.isEmpty()) {
        isBusy = false;
        idle.signalAll();
        arrived.awaitUninterruptibly();
      }
      isBusy = true;
      return waiting.remove();
    } finally {
      lock.unlock();
    }
  }

  private boolean write(T item) {
    try {
      target.write(item);
      return true;
    } catch (Throwable t) {
      // The pipe is closed, or the JVM is out of memory. The log may write to the same pipe, so the
      // failure is only counted. Later items may still be written.
      return false;
    }
  }

  /// Frees the room of an item that the target has written or refused.
  ///
  /// @return the number of losses to report now. 0 when the write failed, because the report would
  ///   go into the same closed pipe, be lost, and be reported again for ever
  private long release(T item, boolean isWritten) {
    lock.lock();
    try {
      held -= size.applyAsInt(item);
      if (!isWritten) {
        lost++;
        return 0;
      }
      if (held > capacity / 2) {
        return 0;
      }
      long unreported = lost - lostAndReported;
      lostAndReported = lost;
      return unreported;
    } finally {
      lock.unlock();
    }
  }
}
